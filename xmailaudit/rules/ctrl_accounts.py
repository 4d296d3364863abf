"""How rules speak of the logins of the admin port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.policy.ctrl import rows_by_user
from xmailaudit.policy.reach import listening, reachable
from xmailaudit.rules.witnesses import let_in

from .finding import OutsideStep
from .fixes import manual

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.ctrlaccounts import CtrlAccountRow

    from .finding import Fix, Witness
    from .given import Given

__all__ = ["ctrl_users", "new_ctrl_password", "reaches_ctrl"]


def ctrl_users(root: MailRoot) -> list[list[CtrlAccountRow]]:
    """The rows of each user, the deciding one first; nobody's while CTRL does not listen.

    Raises UnseenFileError.
    """
    return list(rows_by_user(root).values()) if listening(root, "ctrl") else []


def reaches_ctrl(root: MailRoot, given: Given) -> Witness | None:
    """Somebody who gets as far as the login; without one the finding stands all the same."""
    try:
        return let_in(root, given, "ctrl", reachable(root, "ctrl", given.world))
    except XMailAuditError:
        return None


def new_ctrl_password() -> Fix:
    """The fix that only a person can make."""
    return manual(
        "new-password",
        say(_("Give the user a long password made by chance")),
        OutsideStep(say(_("The program XMCrypt prints what goes into the field"))),
    )
