"""The pages behind `--help`, laid out from the declarations of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.report.text_layout import padded, width, wrap

from .command import Argument, Choice, Option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import click

    from xmailaudit.report.language import Words

    from .command import Command, Group

__all__ = ["command_help", "group_help"]

_INDENT = 2
#: Where explanations begin at the latest; a longer name has its own on the next line.
_ABOUT = 28


def command_help(command: Command, ctx: click.Context) -> str:
    """A command's page."""
    words: Words = ctx.obj.words
    arguments = [p for p in command.params if isinstance(p, Argument)]
    options = [p for p in command.params if isinstance(p, Option) and not p.hidden]
    usage = " ".join((ctx.command_path, *map(_usage, arguments), words(_("[options]"))))
    return _page(
        _head(command, usage, words),
        _list(words(_("Arguments:")), [(str(p.metavar), words(p.about)) for p in arguments], words),
        _list(words(_("Options:")), [(_names(p), _explained(p, words)) for p in options], words),
        _examples(command, words),
    )


def group_help(group: Group, ctx: click.Context) -> str:
    """A group's page: its members with a sentence each."""
    words: Words = ctx.obj.words
    members = [
        (name, words(member.summary))
        for name in group.list_commands(ctx)
        if (member := group.get_command(ctx, name)) is not None and hasattr(member, "summary")
    ]
    options = [p for p in group.params if isinstance(p, Option) and not p.hidden]
    usage = " ".join((ctx.command_path, words(_("COMMAND")), "…"))
    return _page(
        _head(group, usage, words),
        _list(words(_("Commands:")), members, words),
        _list(words(_("Options:")), [(_names(p), _explained(p, words)) for p in options], words),
        _examples(group, words),
    )


def _page(*parts: Iterable[str]) -> str:
    """The parts that are not empty, a blank line between two."""
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines)


def _head(command: Command | Group, usage: str, words: Words) -> Iterator[str]:
    yield words(_("Usage: {usage}"), usage=usage)
    yield ""
    summary = words(command.summary)
    sentence = words(_("{summary}."), summary=summary[:1].upper() + summary[1:])
    yield from wrap(sentence, words.width)
    for paragraph in command.details:
        yield ""
        yield from wrap(words(paragraph), words.width)


def _list(title: str, entries: list[tuple[str, str]], words: Words) -> Iterator[str]:
    """A titled list of names and what they mean."""
    if not entries:
        return
    yield title
    room = min(max(width(name) for name, _about in entries) + 2 * _INDENT, _ABOUT)
    for name, about in entries:
        label = " " * _INDENT + name
        if width(label) + _INDENT > room:
            yield label
            label = ""
        yield from wrap(about, words.width, first=padded(label, room))


def _examples(command: Command | Group, words: Words) -> Iterator[str]:
    yield words(_("Example:") if len(command.examples) == 1 else _("Examples:"))
    for example in command.examples:
        yield " " * _INDENT + example


def _usage(argument: Argument) -> str:
    metavar = str(argument.metavar)
    optional = not argument.required and not metavar.startswith("[")  # that one says it itself
    return f"[{metavar}]" if optional else metavar


def _names(option: Option) -> str:
    metavar = option.metavar
    if metavar is None and isinstance(option.type, Choice):
        metavar = "|".join(option.type.values)
    return " ".join(filter(None, (", ".join(option.opts), metavar)))


def _explained(option: Option, words: Words) -> str:
    about = words(option.about)
    default = option.default
    if option.required:
        return words(_("{about} (required)"), about=about)
    if isinstance(default, str):
        return words(_("{about} (default: {default})"), about=about, default=default)
    return about
