"""Which login goes to which host (XMail facts: tls 5 and 6)."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.outbound.logins import (
    fetched_host,
    is_public_host,
    is_shared_suffix,
    login_for,
    logins,
    tls_links,
)
from xmailaudit.policy.world import UNKNOWN_WORLD, World

LOGIN = row("plain", "anna", "secret")


@pytest.mark.parametrize(
    ("name", "host", "found"),
    [
        ("smtp.example.net", "smtp.example.net", True),
        ("example.net", "smtp.example.net", True),
        ("net", "smtp.example.net", True),
        ("example.net", "smtpexample.net", False),
        ("smtp.example.net", "example.net", False),
        ("Example.net", "smtp.example.net", False),
        ("1", "192.0.2.1", True),
        ("smtp.example.net", "smtp.example.net.", False),
    ],
)
def test_a_file_serves_its_host_and_all_below(name: str, host: str, found: object) -> None:
    """Names are files: as they are written."""
    root = mail_root({f"userauth/smtp/{name}.tab": LOGIN})

    assert (login_for(root, host) is not None) is found


def test_the_nearest_file_counts_whatever_is_in_it() -> None:
    """An empty one keeps the parent's login from going out."""
    files = {"userauth/smtp/example.net.tab": LOGIN, "userauth/smtp/a.example.net.tab": "\n"}
    root = mail_root(files)

    assert login_for(root, "a.example.net") is None
    assert login_for(root, "b.example.net") is not None


@pytest.mark.parametrize(
    ("text", "usable"),
    [
        (row("LOGIN", "anna", "secret"), True),
        (row("CRAM-MD5", "anna", "secret"), True),
        ("# mine\n\n" + LOGIN, True),
        (row("#plain", "anna", "secret") + LOGIN, False),
        (row("digest-md5", "anna", "secret") + LOGIN, False),
        (row("plain", "anna") + LOGIN, False),
        ("", False),
    ],
)
def test_only_the_first_row_is_a_login(text: str, usable: object) -> None:
    """A broken one makes delivery fail; nothing of it is sent."""
    root = mail_root({"userauth/smtp/example.net.tab": text, "userauth/smtp/readme": LOGIN})

    assert bool(logins(root)) is usable


def test_a_password_is_not_sent_as_it_is_with_cram() -> None:
    """Whoever listens can only guess."""
    root = mail_root(
        {"userauth/smtp/a.tab": row("Cram-MD5", "u", "p"), "userauth/smtp/b.tab": LOGIN}
    )

    assert [login.shows_password for login in logins(root)] == [False, True]
    assert "secret" not in repr(logins(root))


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("smtp.example.net", True),
        ("192.0.2.1", True),
        ("2001:db8::1", True),
        ("10.0.0.1", False),
        ("127.1", False),
        ("fd00::1", False),
        ("localhost", False),
        ("relay", False),
        ("relay.office.local", False),
        ("Relay.Home.ARPA", False),
        ("local.example.net", True),
        ("office.test", True),
    ],
)
def test_hosts_that_strangers_cannot_have(host: str, public: object) -> None:
    """By address, or by a name that means nothing in the DNS."""
    assert is_public_host(host, UNKNOWN_WORLD) is public


def test_a_known_name_is_where_its_addresses_are() -> None:
    """If the profile or a look-up tells."""
    world = World(forward={"relay.example.net": (Address(4, 0x0A000001),)})

    assert not is_public_host("Relay.example.net", world)


@pytest.mark.parametrize(
    ("name", "shared"),
    [
        ("net", True),
        ("local", False),
        ("1", True),
        ("co.jp", True),
        ("ne.JP", True),
        ("example.net", False),
        ("a.co.jp", False),
    ],
)
def test_names_below_which_strangers_live(name: str, shared: object) -> None:
    """Registries hand names out there."""
    assert is_shared_suffix(name) is shared


@pytest.mark.parametrize(
    ("options", "tls"),
    [
        ("CLR", False),
        ("APOP", False),
        ("stls", False),
        ("STLS", True),
        ("FSTLS,Leave", True),
        ("Leave=1,POP3S", True),
        (" POP3S", False),
    ],
)
def test_which_mailboxes_are_fetched_over_tls(options: str, tls: object) -> None:
    """Names are exact; XMail may fall back to clear text after STLS."""
    link = row("example.com", "bob", "pop.example.net:995", "bob", "1512", options)

    found = tls_links(mail_root({"pop3links.tab": link}))

    assert bool(found) is tls
    assert {fetched_host(one) for one in found} <= {"pop.example.net"}
