"""The errors of fixing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import XMailAuditError, plural, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xmailaudit.messages import Message

__all__ = ["FixError", "JournalError", "RefusedError", "UnfinishedError"]

_MORE = plural(
    "{problem}; one more problem stands in the way",
    "{problem}; {count} more problems stand in the way",
    by="count",
)


class FixError(XMailAuditError):
    """The root of this package's errors."""


class JournalError(FixError):
    """The state folder or a journal in it cannot be used."""


class UnfinishedError(FixError):
    """A transaction is neither carried out nor taken back; the next one tries again."""


class RefusedError(FixError):
    """Nothing was changed, or all of it was taken back; `problems` are the reasons, a line each."""

    def __init__(
        self, *problems: Message, file: str | None = None, line: int | None = None
    ) -> None:
        first, *others = problems
        message = say(_MORE, problem=first, count=len(others)) if others else first
        super().__init__(message, file=file, line=line)
        self.problems: Sequence[Message] = problems
