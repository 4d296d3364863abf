"""`xmailaudit undo`: take a transaction back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.cli import status
from xmailaudit.cli.command import Argument, Command
from xmailaudit.cli.fixing import stopped_option, tell_done, tell_served
from xmailaudit.messages import _

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console

__all__ = ["COMMAND"]


def run(console: Console, *, transaction: str | None, server_stopped: bool) -> int:
    """Put the files back as they were."""
    from xmailaudit.session import past_indexed, undo

    if not server_stopped:
        indexed, signs = past_indexed(transaction)
        if signs:
            tell_served(console, indexed, signs)
            return status.REFUSED
    done = undo(transaction)
    console.tell(_("{id} is taken back"), id=done.undoes)
    tell_done(console, done)
    return status.DONE


COMMAND = Command(
    "undo",
    run,
    Argument(
        "transaction",
        metavar="ID",
        required=False,
        about=_("the transaction, as `xmailaudit history` names it; else the newest in force"),
    ),
    stopped_option(),
    summary=_("take a transaction back"),
    details=(
        _(
            "The files get the bytes and rights they had. What somebody changed since then stays, "
            "if it stands on other lines; else nothing is written."
        ),
        _("Exit status: 0 taken back; 2 wrong use; 5 refused, nothing written."),
    ),
    examples=("xmailaudit undo", "xmailaudit history"),
)
