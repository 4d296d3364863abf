"""The trace of a decision: the rows that lead to it, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xmailaudit.messages import Message
    from xmailaudit.tables.row import Place

__all__ = ["Step"]


class Step(NamedTuple):
    """One step of a trace: what was looked at, and what it did."""

    place: Place | None
    reason: Message
