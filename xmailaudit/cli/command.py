"""Commands as declarations: click parses, everything a person reads is a template of ours.

    COMMAND = Command(
        "schema",
        run,
        summary=_("print the JSON Schema of the report"),
        examples=("xmailaudit schema > report.schema.json",),
    )

A command's function gets the `Console` and its options by name, and gives an exit status.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from xmailaudit.messages import _, say
from xmailaudit.report.language import LANGUAGES, PSEUDO

from .errors import CommandLineError, HelpWantedError, unknown
from .usage import name_of, reworded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from click.shell_completion import CompletionItem

    from .console import Console

    Run = Callable[..., int]
    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # older ones take no type argument

__all__ = ["Argument", "Choice", "Command", "Group", "Option", "Parsed", "flag"]


class Option(click.Option):
    """An option; `about` says what it does."""

    def __init__(self, *names: str, about: str, metavar: str | None = None, **rest: Any) -> None:
        super().__init__([*names], metavar=metavar, help=about, **rest)
        self.about = about


def flag(*names: str, about: str, **rest: Any) -> Option:
    """An option without a value."""
    return Option(*names, about=about, is_flag=True, **rest)


class Argument(click.Argument):
    """A positional word or several; `about` says what they are."""

    def __init__(self, name: str, *, about: str, metavar: str, **rest: Any) -> None:
        super().__init__([name], metavar=metavar, **rest)
        self.about = about


class Choice(ParamType):
    """One of a few words; `hidden` ones are taken too, but not named."""

    name = "choice"

    def __init__(self, *values: str, hidden: tuple[str, ...] = ()) -> None:
        self.values = values
        self.hidden = hidden

    def convert(self, value: Any, param: click.Parameter | None, ctx: Any) -> Any:  # noqa: ARG002  # click's signature
        """The word itself, if it is one of them."""
        if value in self.values or value in self.hidden:
            return value
        template = _("{option} takes one of {choices}, not {word}.")
        choices = ", ".join(self.values)
        raise unknown(template, str(value), self.values, option=_name(param), choices=choices)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        param: click.Parameter,  # noqa: ARG002  # as above
        incomplete: str,
    ) -> list[CompletionItem[str]]:
        """The words that begin so."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(word) for word in self.values if word.startswith(incomplete)]


class Parsed(ParamType):
    """A value read by a function that raises CommandLineError for what it cannot read."""

    name = "parsed"

    def __init__(self, read: Callable[[str], object]) -> None:
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: Any) -> Any:  # noqa: ARG002  # click's signature
        """What the function makes of the word."""
        try:
            return self._read(value)
        except CommandLineError as error:
            what = say(_("{option}: {what}"), option=_name(param), what=error.message)
            raise CommandLineError(what) from None


def _name(param: click.Parameter | None) -> str:
    return "" if param is None else name_of(param)


def _show_help(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        raise HelpWantedError(ctx.get_help())


def _everywhere() -> tuple[click.Parameter, ...]:
    """What every command takes.  `Console.of` has seen the first two before click did."""
    return (
        Option(
            "--lang",
            type=Choice(*LANGUAGES, hidden=(PSEUDO,)),
            expose_value=False,
            metavar="|".join(LANGUAGES),
            about=_("the language of sentences; else the one that LANG and its like ask for"),
        ),
        flag("--debug", expose_value=False, about=_("show the traceback of a defect")),
        flag(
            "--help",
            "-h",
            is_eager=True,
            expose_value=False,
            callback=_show_help,
            about=_("show this page"),
        ),
    )


class Command(click.Command):
    """A command: its function, its parameters, and the words of its help."""

    def __init__(
        self,
        name: str,
        run: Run,
        *parameters: click.Parameter,
        summary: str,
        examples: Sequence[str],
        details: Sequence[str] = (),
    ) -> None:
        super().__init__(name, params=[*parameters, *_everywhere()], add_help_option=False)
        self.run = run
        self.summary = summary
        self.details = details
        self.examples = examples

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002  # click's signature
        """What a shell shows beside the name."""
        return self.summary

    def get_help(self, ctx: click.Context) -> str:
        """The page behind `--help`."""
        from .help import command_help

        return command_help(self, ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; words that nobody takes are an error."""
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            raise reworded(error, self.params) from None
        if rest and not ctx.resilient_parsing:  # completion hands over unfinished lines
            raise CommandLineError(say(_("unexpected: {words}"), words=" ".join(rest)))
        return rest

    def invoke(self, ctx: click.Context) -> int:
        """Run the function with the console and the options; gives the exit status."""
        console: Console = ctx.obj
        return self.run(console, **ctx.params)


class Group(click.Group):
    """A command of commands; a member's module is imported when the member is needed.

    `members` maps a name to where its command stands: `package.module:ATTRIBUTE`.  `otherwise` is
    the member that is meant where none is named.
    """

    def __init__(
        self,
        name: str,
        members: Mapping[str, str],
        *parameters: click.Parameter,
        summary: str,
        examples: Sequence[str],
        details: Sequence[str] = (),
        otherwise: str | None = None,
    ) -> None:
        super().__init__(
            name,
            params=[*parameters, *_everywhere()],
            add_help_option=False,
            invoke_without_command=True,
            callback=_want_member,
        )
        self.members = members
        self.otherwise = otherwise
        self.summary = summary
        self.details = details
        self.examples = examples

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the group's own options."""
        if self._leaves_out_the_member(ctx, args):
            args = [*filter(None, [self.otherwise]), *args]
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise reworded(error, self.params) from None

    def _leaves_out_the_member(self, ctx: click.Context, args: list[str]) -> bool:
        """Whether the words are those of the member that need not be named."""
        if self.otherwise is None or ctx.resilient_parsing:
            return False
        first = next((word for word in args if not word.startswith("-")), None)
        return args[:1] not in (["--help"], ["-h"]) and first not in self.members

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002  # click's signature
        """What a shell shows beside the name."""
        return self.summary

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The members' names, in the order of their declaration."""
        return [*self.members]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        """Import a member."""
        place = self.members.get(cmd_name)
        if place is None:
            return None
        module, _colon, attribute = place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The member that the first word names."""
        command = self.get_command(ctx, args[0])
        if command is None:
            template = _("{word} is no command of {group}: it has {members}.")
            members = ", ".join(self.members)
            raise unknown(template, args[0], self.members, group=ctx.command_path, members=members)
        return args[0], command, args[1:]

    def get_help(self, ctx: click.Context) -> str:
        """The page behind `--help`."""
        from .help import group_help

        return group_help(self, ctx)


@click.pass_context
def _want_member(ctx: click.Context) -> None:
    """A group by itself does nothing but say what there is."""
    if ctx.invoked_subcommand is None:
        raise HelpWantedError(ctx.get_help(), asked=False)
