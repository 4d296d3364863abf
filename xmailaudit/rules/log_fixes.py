"""Steps that rules about logs share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say

from .finding import OutsideStep
from .fixes import manual

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.policy.logs import LoggedPasswords

    from .finding import Fix

__all__ = ["purge"]


def purge(passwords: LoggedPasswords, *more: OutsideStep) -> Iterable[Fix]:
    """To delete the logs that hold passwords, if there are any."""
    if not passwords.files:
        return ()
    steps = (
        OutsideStep(
            say(_("Delete these logs and their copies; XMail never does")), passwords.files[0].file
        ),
        OutsideStep(say(_("Have the passwords changed if others could read them"))),
    )
    return (manual("purge", say(_("Get rid of the passwords in the logs")), *steps, *more),)
