"""Strangers who get in, and the rows that let them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.roots import mail_root, row
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.addresses import Address, AddressSet, Prefix, is_world
from xmailaudit.policy.openings import opening, public_peers

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

NOBODY = AddressSet.empty()
DENY = ("0.0.0.0", "0.0.0.0", "DENY", "1")
OFFICE = ("198.51.100.0", "255.255.255.0", "ALLOW", "2")
HOST = ("203.0.113.24", "255.255.255.255", "ALLOW", "2")


def root_of(*rows: tuple[str, ...], options: str = "") -> MailRoot:
    """A MailRoot with a ctrl map."""
    words = options.split()
    return mail_root(
        {"ctrl.ipmap.tab": "".join(row(*fields) for fields in rows)},
        options=StartOptions.parse(words, origin=Origin.given()),
    )


def test_a_wide_row_lets_strangers_in() -> None:
    """They are all of its network, and the row is named."""
    found = opening(root_of(DENY, OFFICE), "ctrl", NOBODY, single_rows_count=True)

    assert found.strangers == AddressSet.from_prefixes([Prefix.parse("198.51.100.0/24")])
    assert [one.row.line for one in found.rows] == [2]
    assert not found.unnamed


def test_what_is_declared_is_no_stranger() -> None:
    """The rest of the row still is."""
    declared = AddressSet.from_prefixes([Prefix.parse("198.51.100.0/25")])
    found = opening(root_of(DENY, OFFICE), "ctrl", declared, single_rows_count=True)

    assert found.strangers == AddressSet.from_prefixes([Prefix.parse("198.51.100.128/25")])


def test_a_single_address_declares_itself_where_nothing_is_declared() -> None:
    """And is a stranger where admins are named and it is none of them."""
    root = root_of(DENY, HOST)

    assert not opening(root, "ctrl", NOBODY, single_rows_count=True).strangers
    (one,) = opening(root, "ctrl", NOBODY, single_rows_count=False).rows
    assert one.row.line == 2


def test_rows_with_words_of_their_own_are_left_aside() -> None:
    """A host under a wide mask is the host; a mask with holes is a mistake of another kind."""
    widened = ("203.0.113.24", "255.255.255.0", "ALLOW", "2")
    holes = ("192.0.2.0", "255.255.0.255", "ALLOW", "2")

    assert not opening(root_of(DENY, widened), "ctrl", NOBODY, single_rows_count=True).strangers
    assert opening(root_of(DENY, holes), "ctrl", NOBODY, single_rows_count=True).rows == ()


def test_whom_no_row_denies_is_let_in_by_none() -> None:
    """They are the unnamed; a missing map leaves everybody unnamed."""
    found = opening(root_of(OFFICE), "ctrl", NOBODY, single_rows_count=True)

    assert is_world(found.unnamed)
    assert Address.parse("198.51.100.7") not in found.unnamed
    missing = opening(mail_root(), "finger", NOBODY, single_rows_count=True)
    assert missing.unnamed == missing.strangers == public_peers(mail_root(), "finger")


def test_only_peers_that_arrive_are_strangers() -> None:
    """A service bound to this machine has none, one on IPv4 no IPv6 ones."""
    bound = root_of(options="-CI 127.0.0.1 -WI 127.0.0.1")
    everywhere = public_peers(root_of(options="-C6"), "ctrl")

    assert not opening(bound, "ctrl", NOBODY, single_rows_count=True).strangers
    assert not public_peers(root_of(), "ctrl").count6
    assert Address.parse("2001:db8::7") in everywhere
    assert Address.parse("64:ff9b::c000:207") not in everywhere
