"""The errors of floor 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import XMailAuditError, _, say

if TYPE_CHECKING:
    from xmailaudit.messages import Message

__all__ = ["MailRootError", "TargetError", "UnseenFileError"]


class MailRootError(XMailAuditError):
    """The root of floor 2's errors."""


class TargetError(MailRootError):
    """The target cannot be read as an XMail configuration at all."""


class UnseenFileError(MailRootError):
    """A file that may well exist could not be read, or its source does not show it."""

    def __init__(self, file: str, reason: Message) -> None:
        super().__init__(
            say(_("{file} could not be read: {reason}"), file=file, reason=reason), file=file
        )
        self.reason = reason
