"""How long public CAs may issue for: the day a limit begins, and the day before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from xmailaudit.certificates.validity import begins_under_apple, most_days

FIRST_DAYS = {
    "2012-07-01": (None, 1826),
    "2015-04-01": (1827, 1187),
    "2018-03-01": (1185, 825),
    "2020-09-01": (825, 398),
    "2026-03-15": (398, 200),
    "2027-03-15": (200, 100),
    "2029-03-15": (100, 47),
}


@pytest.mark.parametrize("day", FIRST_DAYS)
def test_a_limit_holds_from_its_first_second(day: str) -> None:
    """Until then the one before it does."""
    begin = datetime.fromisoformat(day).replace(tzinfo=UTC)

    before, since = FIRST_DAYS[day]

    assert most_days((begin - timedelta(seconds=1)).timestamp()) == before
    assert most_days(begin.timestamp()) == since


def test_a_month_that_lacks_the_day_counts_in_full() -> None:
    """39 months from 30 November 2015 end in a February without a 30th."""
    begin = datetime(2015, 11, 30, tzinfo=UTC)

    assert most_days(begin.timestamp()) == (datetime(2019, 3, 2, tzinfo=UTC) - begin).days


def test_apple_has_a_limit_of_its_own() -> None:
    """For certificates that begin on 2019-07-01 or later."""
    begin = datetime(2019, 7, 1, tzinfo=UTC).timestamp()

    assert begins_under_apple(begin)
    assert not begins_under_apple(begin - 1)
