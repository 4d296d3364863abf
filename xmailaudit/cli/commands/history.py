"""`xmailaudit history`: the transactions there were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.cli import status
from xmailaudit.cli.command import Choice, Command, Option
from xmailaudit.messages import _

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console
    from xmailaudit.fix.history import History

__all__ = ["COMMAND"]


def run(
    console: Console,
    *,
    forget: str | None,
    format: str,  # noqa: A002  # the option's name
) -> int:
    """List transactions, or forget one."""
    from xmailaudit.session import forget_transaction, history

    if forget is not None:
        forget_transaction(forget)
        console.tell(_("{id} is forgotten, with the old contents of its files"), id=forget)
        return status.DONE
    found = history()
    for trouble in found.troubles:
        console.complain(trouble)
    console.out.write(_shown(console, found, format))
    return status.REFUSED if found.troubles else status.DONE


def _shown(console: Console, found: History, form: str) -> str:
    from xmailaudit.report.text_history import PastLine, history_json, history_text

    lines = tuple(
        PastLine(
            id=one.id,
            when=one.when,
            until=one.until,
            folder=one.folder,
            label=one.label,
            state="undone" if one.undone_by is not None else one.stage.value,
            files=one.files,
            undoes=one.undoes,
        )
        for one in found.past
    )
    if form == "json":
        from xmailaudit.cli.json_output import json_text

        return json_text(history_json(lines))
    return history_text(lines, console.words)


COMMAND = Command(
    "history",
    run,
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
    examples=("xmailaudit history", "xmailaudit history --forget 20261124-1644-3f9c"),
)
