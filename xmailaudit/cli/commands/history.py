"""`xmailaudit history`: the transactions there were."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xmailaudit.cli import status
from xmailaudit.cli.auditing import completed_files
from xmailaudit.cli.command import Argument, Choice, Command, Option
from xmailaudit.cli.delivery import source
from xmailaudit.cli.errors import CommandLineError
from xmailaudit.messages import _, say

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console
    from xmailaudit.fix.history import History

__all__ = ["COMMAND"]


def run(
    console: Console,
    *,
    folder: str | None,
    forget: str | None,
    format: str,  # noqa: A002  # the option's name
) -> int:
    """List transactions, or forget one."""
    from xmailaudit.session import forget_transaction, history

    source("MAILROOT", folder)
    if forget is not None:
        if folder is not None:
            template = _("{option} and {other} are different wishes; name one of them")
            raise CommandLineError(say(template, option="--forget", other="MAILROOT"))
        forget_transaction(forget)
        console.tell(_("{id} is forgotten, with the old contents of its files"), id=forget)
        return status.DONE
    found = history(None if folder is None else Path(folder))
    for trouble in found.troubles:
        console.complain(trouble)
    console.out.write(_shown(console, found, format))
    return status.REFUSED if found.troubles else status.DONE


def _shown(console: Console, found: History, form: str) -> str:
    from xmailaudit.report.text_history import history_json, history_text
    from xmailaudit.session import past_line

    lines = tuple(map(past_line, found.past))
    if form == "json":
        from xmailaudit.report.json_text import json_text

        return json_text(history_json(lines))
    return history_text(lines, console.words)


COMMAND = Command(
    "history",
    run,
    Argument(
        "folder",
        metavar="MAILROOT",
        required=False,
        shell_complete=completed_files,
        about=_("list those of this MailRoot alone"),
    ),
    Option(
        "--forget",
        metavar="ID",
        about=_("remove the journal of a transaction: it holds old passwords"),
    ),
    Option("--format", type=Choice("text", "json"), default="text", about=_("the form")),
    summary=_("list what fix and undo changed"),
    details=(
        _(
            "Each transaction has a journal with the old contents of its files, readable by you "
            "alone, in the folder XMAILAUDIT_STATE names, else in your account's state folder. It "
            "is kept at least 90 days."
        ),
        _("What was interrupted is finished or taken back first."),
    ),
    examples=(
        "xmailaudit history",
        "xmailaudit history MailRoot",
        "xmailaudit history --forget 20261124-1644-3f9c",
    ),
)
