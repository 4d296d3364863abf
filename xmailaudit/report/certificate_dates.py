"""Dates of certificates as people and programs read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

__all__ = ["day", "days_behind", "days_left", "moment"]

_DAY: Final = 86400
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def moment(at: float) -> str:
    """A POSIX time in full, UTC."""
    return (_EPOCH + timedelta(seconds=int(at))).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(at: float) -> str:
    """The day of a POSIX time, UTC."""
    return moment(at)[:10]


def days_left(end: float, at: float) -> int:
    """Whole days to the end, negative behind it."""
    return int((end - at) // _DAY)


def days_behind(end: float, at: float) -> int:
    """Whole days since the end."""
    return int((at - end) // _DAY)
