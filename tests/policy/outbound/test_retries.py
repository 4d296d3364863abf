"""How long a message that meets no answer stays in the queue."""

from __future__ import annotations

import pytest

from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.outbound.retries import Retries, retries, tries_for

DAY = 86400


def started(options: str) -> StartOptions:
    """Start options somebody told."""
    return StartOptions.parse(options.split(), origin=Origin.given())


@pytest.mark.parametrize(
    ("options", "tries", "seconds"),
    [
        ("", 32, 42132),  # the 11.7 hours that were seen
        ("-Qr 3", 3, 480 + 510),
        ("-Qr 4", 4, 480 + 510 + 541),  # 510 / 16 is 31
        ("-Qt 600 -Qi 0 -Qr 577", 577, 4 * DAY),
        ("-Qt 10 -Qi 16 -Qr 5", 5, 40),  # too short to grow
        ("-Qr 1", 1, 0),
        ("-Qr 0", 1, 0),
        ("-Qr -7", 1, 0),
        ("-Qr many", 1, 0),
        ("-Qi -1 -Qr 3", 3, 960),  # a ratio beyond every wait
        ("-Qr 100000", 100000, 10 * 365 * DAY),
        ("-Qt -1 -Qr 3", 3, 10 * 365 * DAY),
    ],
)
def test_the_span_of_the_tries(options: str, tries: int, seconds: int) -> None:
    """As XMail adds the waits up."""
    assert retries(started(options)) == Retries(tries, seconds)


@pytest.mark.parametrize("options", ["", "-Qi 0", "-Qt 3600", "-Qt 17 -Qi 3", "-Qt 5 -Qi 16"])
def test_as_many_tries_as_it_takes(options: str) -> None:
    """One less is too few."""
    needed = tries_for(started(options), 4 * DAY)

    assert needed is not None
    assert retries(started(f"{options} -Qr {needed}")).seconds >= 4 * DAY
    assert retries(started(f"{options} -Qr {needed - 1}")).seconds < 4 * DAY


def test_without_a_wait_no_number_of_tries_will_do() -> None:
    """They are all made at once."""
    assert tries_for(started("-Qt 0"), DAY) is None
