"""The errors of floor 3."""

from __future__ import annotations

from xmailaudit.messages import XMailAuditError

__all__ = ["QuestionError"]


class QuestionError(XMailAuditError):
    """A question cannot be asked as it stands: a bad address, an unknown service."""
