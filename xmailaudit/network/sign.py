"""What speaks for a running server."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xmailaudit.messages import Message

__all__ = ["Sign", "SignKind"]


class SignKind(Enum):
    """What was seen; UNSEEN: nothing, but not because nothing is there."""

    PID_FILE = "pid-file"
    PROCESS = "process"
    ANSWERS = "answers"
    SERVICE = "service"
    UNSEEN = "unseen"


class Sign(NamedTuple):
    """One sign that a server uses the MailRoot; the parameters of its message say more."""

    kind: SignKind
    message: Message

    @property
    def certain(self) -> bool:
        """Whether an XMail was seen; else somebody could not look and one may be there."""
        return self.kind is not SignKind.UNSEEN
