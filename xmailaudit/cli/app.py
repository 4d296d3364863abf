"""The `xmailaudit` command: its members, and what becomes of everything that can go wrong.

A command gives an exit status or raises one of our errors; an error becomes one line on standard
error and the status of its family.  Anything else that is raised is a defect and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import XMailAuditError, _

from . import status
from .command import Group, flag
from .console import Console
from .errors import HelpWantedError

if TYPE_CHECKING:
    from collections.abc import Callable

    import click

__all__ = ["XMAILAUDIT", "run"]

_COMMANDS = (
    "audit",
    "tui",
    "ask",
    "access",
    "accounts",
    "facts",
    "diff",
    "fix",
    "apply",
    "undo",
    "history",
    "suppress",
    "cert",
    "rules",
    "explain",
    "collect",
    "export",
    "profiles",
    "schema",
    "selftest",
    "completion",
)


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
            "It changes nothing but by fix --apply, apply, undo and cert install --apply, asks no "
            "network, and shows no password."
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
    except HelpWantedError as wanted:
        (console.out if wanted.asked else console.err).line(wanted.page)
        return status.DONE if wanted.asked else status.WRONG_USE
    console.out.finish(code)
    console.tell_notices()
    return code


def _guarded(console: Console, work: Callable[[], int]) -> int:
    """Do the work; whatever it raises becomes a line and a status."""
    try:
        return work()
    except XMailAuditError as error:
        console.complain(error)
        code = status.of_error(error)
    except KeyboardInterrupt:
        console.tell(_("interrupted"))
        code = status.INTERRUPTED
    except Exception as defect:  # noqa: BLE001  # a defect is reported, never thrown at a person
        from .defect import report_defect

        report_defect(console, defect)
        code = status.DEFECT
    if not console.plugin:
        return code
    console.give_up()
    return status.UNKNOWN
