"""Sockets that get in each other's way."""

from __future__ import annotations

import pytest

from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.binding import Bound, clashes


@pytest.mark.parametrize(
    ("options", "pairs"),
    [
        ("", []),
        ("-Sp 465", [("smtp", "smtps")]),
        ("-Sp 465 -X-", []),
        ("-Sp 465 -S-", []),
        ("-S6 -Sp 465", [("smtp", "smtps")]),  # :: takes IPv4 too
        ("-S6 -X6 -Sp 465", [("smtp", "smtps")]),
        ("-SI 192.0.2.24:465", [("smtp", "smtps")]),  # all interfaces hold this one
        ("-SI 192.0.2.24:465 -XI 192.0.2.25", []),
        ("-SI 192.0.2.24 -SI 192.0.2.24", [("smtp", "smtp")]),
        ("-SI 192.0.2.24 -SI 192.0.2.24:587", []),
        ("-SI 127.0.0.1:465 -XI localhost", [("smtp", "smtps")]),
        ("-SI mail.test:465 -XI MAIL.test", [("smtp", "smtps")]),
        ("-M5 -SI [::1]:465", []),  # IPv4's all interfaces are not IPv6's
        ("-M5 -SI [::1]:465 -X6", [("smtp", "smtps")]),
        ("-M5 -SI [::ffff:127.0.0.1]:465 -XI 127.0.0.1", [("smtp", "smtps")]),
        ("-Sp 0 -Xp 0", []),  # the system finds a free one for each
        ("-Cp 25 -Fp 25", [("ctrl", "smtp"), ("ctrl", "finger")]),
        ("-Sp 65536 -Xp 0", []),
    ],
)
def test_who_finds_its_place_taken(options: str, pairs: list[tuple[str, str]]) -> None:
    """The first that took it, and whoever comes after."""
    started = StartOptions.parse(options.split(), origin=Origin.given())

    assert [(one.service, other.service) for one, other in clashes(started)] == pairs


def test_the_switch_of_a_port() -> None:
    """By the service's letter."""
    assert Bound("pop3s", "0.0.0.0", 995).switch == "-Bp"  # nothing is bound
