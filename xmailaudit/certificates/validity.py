"""How long a server's certificate may be good for, by the day it begins.

The CA/Browser Forum lowers the limit from time to time; it binds public CAs.  Apple's systems hold
every server's certificate to a limit of their own, whoever issued it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

__all__ = ["APPLE_DAYS", "begins_under_apple", "most_days"]

#: What Apple's systems accept of certificates that begin on 2019-07-01 or later.
APPLE_DAYS: Final = 825
_APPLE_SINCE: Final = datetime(2019, 7, 1, tzinfo=UTC).timestamp()


class _Limit(NamedTuple):
    """What public CAs keep to since a day: months and days together."""

    since: float
    months: int
    days: int


def _limit(year: int, month: int, day: int, *, months: int = 0, days: int = 0) -> _Limit:
    return _Limit(datetime(year, month, day, tzinfo=UTC).timestamp(), months, days)


_LIMITS: Final = (
    _limit(2029, 3, 15, days=47),
    _limit(2027, 3, 15, days=100),
    _limit(2026, 3, 15, days=200),
    _limit(2020, 9, 1, days=398),
    _limit(2018, 3, 1, days=825),
    _limit(2015, 4, 1, months=39),
    _limit(2012, 7, 1, months=60),
)


def most_days(not_before: float) -> int | None:
    """The days a public CA may give a certificate that begins then; None where nothing was said."""
    for since, months, days in _LIMITS:
        if not_before >= since:
            return days or _days_of(not_before, months)
    return None


def _days_of(not_before: float, months: int) -> int:
    """The days of so many months; of a day that the last month lacks, the one behind it."""
    begin = datetime.fromtimestamp(not_before, UTC)
    years, month = divmod(begin.month - 1 + months, 12)
    end = begin.replace(year=begin.year + years, month=month + 1, day=1)
    return (end + timedelta(days=begin.day - 1) - begin).days


def begins_under_apple(not_before: float) -> bool:
    """Whether Apple's limit holds for a certificate that begins then."""
    return not_before >= _APPLE_SINCE
