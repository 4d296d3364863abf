"""The `xmailaudit` command: its members, and what becomes of everything that can go wrong.

A command gives an exit status or raises one of our errors; an error becomes one line on standard
error and the status of its family.  Anything else that is raised is a defect and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from xmailaudit.messages import XMailAuditError, _, say

from . import status
from .command import Group, flag
from .console import Console
from .errors import CommandLineError, HelpWantedError, unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.messages import Message

__all__ = ["XMAILAUDIT", "run"]

_COMMANDS = ("audit", "ask", "access", "rules", "explain", "profiles", "schema", "selftest")


def _show_version(_ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from xmailaudit import __version__

        raise HelpWantedError(f"xmailaudit {__version__}")


XMAILAUDIT = Group(
    "xmailaudit",
    {name: f"xmailaudit.cli.commands.{name}:COMMAND" for name in _COMMANDS},
    flag(
        "--version",
        is_eager=True,
        expose_value=False,
        callback=_show_version,
        about=_("show the version"),
    ),
    summary=_("say what an XMail 1.27 server would do, and who could abuse it"),
    details=(
        _(
            "It reads the configuration and changes nothing, asks no network, and shows no "
            "password."
        ),
    ),
    examples=("xmailaudit audit MailRoot", "xmailaudit audit --help"),
)


def run(arguments: list[str]) -> int:
    """Run a command line without its first word; gives the exit status."""
    console = Console.of(arguments)
    code = _guarded(console, lambda: _invoke(console, arguments))
    # What is still held back can fail to be written, too.
    code = _guarded(console, lambda: console.out.finish(code))
    console.err.finish(code)
    return code


def _invoke(console: Console, arguments: list[str]) -> int:
    try:
        with XMAILAUDIT.make_context("xmailaudit", [*arguments], obj=console) as ctx:
            code: int = XMAILAUDIT.invoke(ctx)
            return code
    except HelpWantedError as wanted:
        (console.out if wanted.asked else console.err).line(wanted.page)
        return status.DONE if wanted.asked else status.WRONG_USE
    except click.UsageError as error:
        raise _reworded(error) from None


def _guarded(console: Console, work: Callable[[], int]) -> int:
    """Do the work; whatever it raises becomes a line and a status."""
    try:
        return work()
    except XMailAuditError as error:
        console.complain(error)
        return status.of_error(error)
    except KeyboardInterrupt:
        console.tell(_("interrupted"))
        return status.INTERRUPTED
    except Exception as defect:  # noqa: BLE001  # a defect is reported, never thrown at a person
        from .defect import report_defect

        report_defect(console, defect)
        return status.DEFECT


def _reworded(error: click.UsageError) -> CommandLineError:
    """What click found wrong, in our words."""
    match error:
        case click.NoSuchOption():
            known = (
                [] if error.ctx is None else [o for p in error.ctx.command.params for o in p.opts]
            )
            return unknown(_("there is no option {word}."), error.option_name, known)
        case click.MissingParameter(param=click.Option() as option):
            return CommandLineError(say(_("{option} is missing"), option=option.opts[0]))
        case click.MissingParameter(param=click.Argument() as argument):
            return CommandLineError(say(_("{option} is missing"), option=argument.metavar))
        case click.BadOptionUsage():
            return CommandLineError(_bad_use(error))
        case _:
            return CommandLineError(
                say(_("the command line is wrong: {reason}"), reason=error.message)
            )


def _bad_use(error: click.BadOptionUsage) -> Message:
    """An option lacks its value, or a flag was given one."""
    name = error.option_name
    if any(name in option.opts and option.is_flag for option in _options(error)):
        return say(_("{option} takes no value"), option=name)
    return say(_("{option} needs a value"), option=name)


def _options(error: click.UsageError) -> list[click.Option]:
    """The options of the command that was called wrongly."""
    known = [] if error.ctx is None else error.ctx.command.params
    return [option for option in known if isinstance(option, click.Option)]
