"""Which services are heard, and whose access map matters."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.reach import guarded_services, hears_ipv6, hears_loopback


def options(line: str) -> StartOptions:
    """Start options given as text."""
    return StartOptions.parse(line.split(), origin=Origin.given())


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("", False),
        ("-C6", True),
        ("-W6", True),
        ("-C- -C6", False),
        ("-CI [2001:db8::24]:6017", True),
        ("-CI [::1]:6017", False),
        ("-P6", False),
    ],
)
def test_ipv6_is_heard_by_the_service_or_its_twin(line: str, *, heard: bool) -> None:
    """From elsewhere, that is: a loopback address does not count."""
    assert hears_ipv6(mail_root(options=options(line)), "ctrl") is heard


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("", True),
        ("-CI 127.0.0.1 -WI 127.0.0.1", True),
        ("-CI 192.0.2.24 -W-", False),
        ("-CI 0.0.0.0 -W-", True),
        ("-CI 192.0.2.24 -CI 127.0.0.1 -W-", True),
        ("-CI 192.0.2.24", True),
        ("-C- -W-", False),
    ],
)
def test_loopback_is_heard_where_it_is_bound(line: str, *, heard: bool) -> None:
    """By the service or its twin."""
    assert hears_loopback(mail_root(options=options(line)), "ctrl") is heard


def test_a_map_matters_where_its_service_listens() -> None:
    """And smtp's only while the setting gives it an effect."""
    assert list(guarded_services(mail_root())) == ["smtp", "pop3", "ctrl", "finger"]
    quiet = mail_root(options=options("-F- -P- -B-"), settings=row("SMTP-IpMapDropCode", "no"))
    assert list(guarded_services(quiet)) == ["ctrl"]
