"""The sockets at which SMTP waits, and the setting that decides for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.smtp.entrances import entrances, hears, key_of, meant_key, sibling

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot


def started(options: str, *keys: str) -> MailRoot:
    """A MailRoot with keys of SmtpConfig, and start options somebody told."""
    words = StartOptions.parse(options.split(), origin=Origin.given())
    return mail_root(settings="".join(row(key, "MailAuth") for key in keys), options=words)


def deciding(root: MailRoot) -> dict[str, str]:
    """Each socket and the name of its setting."""
    return {str(entrance): entrance.setting.name for entrance in entrances(root, "smtp")}


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("SmtpConfig-192.0.2.24", "192.0.2.24"),
        ("SmtpConfig-192.0.2.24,587", "192.0.2.24"),
        ("SmtpConfig-2001:db8::24,587", "2001:db8::24"),
        ("SmtpConfig-::ffff:192.0.2.24", "::ffff:192.0.2.24"),
        ("SmtpConfig-192.0.2.24:587", None),
        ("SmtpConfig-192.0.2.24,0587", None),
        ("SmtpConfig-192.0.2.24, 587", None),
        ("SmtpConfig-192.0.2.24,", None),
        ("SmtpConfig-192.0.2.24,0", None),
        ("SmtpConfig-192.0.2.24,65536", None),
        ("SmtpConfig-192.0.2.024", None),
        ("SmtpConfig-2001:DB8::24", None),
        ("SmtpConfig-[2001:db8::24],587", None),
        ("SmtpConfig-mail.example.com", None),
        ("SmtpConfig-", None),
    ],
)
def test_xmail_writes_the_key_it_asks_for_in_one_way(name: str, address: str | None) -> None:
    """Any other spelling is never asked for."""
    named = key_of(name).named

    assert named == (None if address is None else Address.parse(address))


def test_the_first_key_found_is_used_alone() -> None:
    """Address and port, address, neither."""
    root = started(
        "-SI 192.0.2.24:25 -SI 192.0.2.24:587 -SI 192.0.2.25:25",
        "SmtpConfig-192.0.2.24,587",
        "SmtpConfig-192.0.2.24",
        "SmtpConfig",
    )

    assert deciding(root) == {
        "192.0.2.24:25": "SmtpConfig-192.0.2.24",
        "192.0.2.24:587": "SmtpConfig-192.0.2.24,587",
        "192.0.2.25:25": "SmtpConfig",
    }


@pytest.mark.parametrize(
    ("options", "sockets"),
    [
        ("", {"192.0.2.24:25": "SmtpConfig-192.0.2.24", "192.0.2.1:25": "SmtpConfig"}),
        ("-SI 0.0.0.0", {"192.0.2.24:25": "SmtpConfig-192.0.2.24", "192.0.2.1:25": "SmtpConfig"}),
        (
            "-S6",
            {
                "[2001:db8::24]:25": "SmtpConfig-2001:db8::24",
                "[2001:db8::1]:25": "SmtpConfig",
            },
        ),
        ("-SI mail.example.com", {"192.0.2.1:25": "SmtpConfig"}),
        ("-S-", {}),
    ],
)
def test_on_all_interfaces_one_address_stands_for_those_nobody_names(
    options: str, sockets: dict[str, str]
) -> None:
    """Of the family that the socket has: an IPv4 client of `-S6` comes to no IPv4 address."""
    root = started(options, "SmtpConfig-192.0.2.24", "SmtpConfig-2001:db8::24")

    assert deciding(root) == sockets


def test_an_address_somebody_told_is_the_servers_own() -> None:
    """On all interfaces; and it is not the one that stands for others."""
    told = [Address.parse("192.0.2.1")]
    found = list(entrances(started(""), "smtp", told))

    assert [(str(one), one.named) for one in found] == [
        ("192.0.2.1:25", True),
        ("192.0.2.2:25", False),
    ]


@pytest.mark.parametrize(
    ("options", "key", "heard"),
    [
        ("", "SmtpConfig-192.0.2.24", True),
        ("", "SmtpConfig-192.0.2.24,25", True),
        ("", "SmtpConfig-192.0.2.24,465", True),
        ("-X-", "SmtpConfig-192.0.2.24,465", False),
        ("", "SmtpConfig-192.0.2.24,587", False),
        ("", "SmtpConfig-::ffff:192.0.2.24", False),
        ("-S6", "SmtpConfig-::ffff:192.0.2.24,25", True),
        ("-S6", "SmtpConfig-192.0.2.24,25", False),
        ("-SI [::]:25 -M5", "SmtpConfig-2001:db8::24,25", True),
        ("-SI 192.0.2.24:587", "SmtpConfig-192.0.2.24,587", True),
        ("-SI 192.0.2.24:587", "SmtpConfig-192.0.2.25,587", False),
        ("-SI 127.1:587", "SmtpConfig-127.0.0.1,587", True),
        ("-SI mail.example.com:587", "SmtpConfig-192.0.2.24,587", True),
        ("", "SmtpConfig-0.0.0.0", False),
    ],
)
def test_where_a_client_can_arrive(options: str, key: str, *, heard: bool) -> None:
    """A host name may be any address; no connection arrives at 0.0.0.0 itself."""
    assert hears(started(options, key), key_of(key)) is heard


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("192.0.2.24:587", "192.0.2.24,587"),
        ("192.0.2.24;587", "192.0.2.24,587"),
        ("192.0.2.24,0587", "192.0.2.24,587"),
        ("[2001:DB8::24]:587", "2001:db8::24,587"),
        ("192.0.2.024", None),
        ("192.0.2.24:99999", None),
        ("192.0.2.24,smtp", None),
        ("0.0.0.0,25", None),
        ("mail.example.com:25", None),
    ],
)
def test_the_key_that_a_name_most_likely_means(written: str, meant: str | None) -> None:
    """A nought before a part of an address is octal to one and nothing to another."""
    right = None if meant is None else f"SmtpConfig-{meant}"

    assert meant_key(f"SmtpConfig-{written}") == right


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SmtpConfig-192.0.2.24,25", "SmtpConfig-::ffff:192.0.2.24,25"),
        ("SmtpConfig-::ffff:192.0.2.24", "SmtpConfig-192.0.2.24"),
        ("SmtpConfig-2001:db8::24", None),
        ("SmtpConfig-::c000:218", None),
        ("SmtpConfig-192.0.2.24:25", None),
    ],
)
def test_the_other_name_of_an_ipv4_address(one: str, other: str | None) -> None:
    """Behind ::ffff alone; and back."""
    assert sibling(one) == other
