"""The errors of floor 1."""

from __future__ import annotations

from xmailaudit.messages import XMailAuditError

__all__ = ["EditError", "TableError"]


class TableError(XMailAuditError):
    """A table's bytes cannot be used as asked."""


class EditError(TableError):
    """An edit does not fit its document, or its value cannot be written in a TAB table."""
