"""What a row of an access map says to a person, and what the map would be if it were meant so."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from xmailaudit.policy.access import AccessMap, MapRow, access_map
from xmailaudit.policy.addresses import AddressSet, Prefix, population


def map_of(*rows: tuple[str, ...]) -> AccessMap:
    """A ctrl map of these rows."""
    return access_map(mail_root({"ctrl.ipmap.tab": "".join(row(*r) for r in rows)}), "ctrl")


def map_row(*fields: str) -> MapRow:
    """One row of one."""
    (one,) = map_of(fields).rows
    return one


def networks(*texts: str) -> AddressSet:
    """IPv4 networks, as a service that listens on IPv4 sees them."""
    return AddressSet.from_prefixes(map(Prefix.parse, texts))


@pytest.mark.parametrize(
    ("address", "mask", "permission", "precedence", "widens"),
    [
        ("203.0.113.24", "255.255.255.0", "ALLOW", "1", True),
        ("203.0.113.24/28", "", "ALLOW", "1", True),
        ("203.0.113.24/0", "", "allow", "1", True),
        ("2001:db8::24/64", "", "ALLOW", "1", True),
        ("203.0.113.24", "255.255.255.255", "ALLOW", "1", False),
        ("203.0.113.0", "255.255.255.0", "ALLOW", "1", False),
        ("203.0.113.24", "255.255.255.0", "DENY", "1", False),
        ("203.0.113.24", "255.255.255.0", "ALLOW", "-2", False),
        ("203.0.113.24", "24", "ALLOW", "1", False),
        ("192.168.0.24", "255.255.255.0", "ALLOW", "1", False),
        ("127.0.0.1", "255.0.0.0", "ALLOW", "1", False),
        ("office.example.net", "255.255.255.0", "ALLOW", "1", False),
    ],
)
def test_a_row_that_widens_a_host(
    address: str, mask: str, permission: str, precedence: str, *, widens: bool
) -> None:
    """A public address with host bits under a network's mask, in a row that lets in."""
    assert map_row(address, mask, permission, precedence).widens_a_host is widens


@pytest.mark.parametrize(
    ("address", "mask", "everybody", "one_host", "holes"),
    [
        ("0.0.0.0", "0.0.0.0", True, False, False),
        ("203.0.113.24/", "", True, False, False),
        ("::/0", "", True, False, False),
        ("::ffff:0:0/96", "", True, False, False),
        ("2000::/3", "", False, False, False),
        ("0.0.0.0", "128.0.0.0", False, False, False),
        ("203.0.113.24", "255.255.255.255", False, True, False),
        ("2001:db8::7/128", "", False, True, False),
        ("203.0.113.0", "24", False, False, True),
        ("office.example.net", "255.255.255.255", False, False, False),
    ],
)
def test_whom_a_row_names(
    address: str, mask: str, *, everybody: bool, one_host: bool, holes: bool
) -> None:
    """Everybody of IPv4, one host, or addresses under a mask with holes."""
    one = map_row(address, mask, "DENY", "1")

    assert (one.names_everybody, one.names_one_host, one.has_holes) == (everybody, one_host, holes)


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        ("1", 1, 1),
        (" 7 ", 7, 7),
        ("+3", 3, 3),
        ("-1", -1, -1),
        ("-2", -2, -2),
        ("high", None, 0),
        ("", None, 0),
        ("5th", None, 5),
        ("1_0", None, 1),
        ("\xb2", None, 0),
        ("4294967297", 4294967297, 1),
    ],
)
def test_a_precedence_as_a_person_reads_it(text: str, written: int | None, read: int) -> None:
    """XMail takes the digits it meets first, and 32 bits of them."""
    one = map_row("192.0.2.0", "255.255.255.0", "DENY", text)

    assert (one.precedence_as_written, one.precedence) == (written, read)


@pytest.mark.parametrize(
    ("word", "odd"),
    [("ALLOW", False), ("allow", False), ("DENY", False), ("deny ", False), ("ALLOW ", True),
     ("PERMIT", True), ("", True), ("DROP", True)],
)  # fmt: skip
def test_a_permission_that_is_neither_word(word: str, *, odd: bool) -> None:
    """It denies; DENY with a blank means what it does."""
    assert map_row("192.0.2.0", "255.255.255.0", word, "1").odd_permission is odd


def test_the_map_as_it_was_meant() -> None:
    """Each row that widens a host lets in the host; every other row stays what it is."""
    access = map_of(
        ("0.0.0.0", "0.0.0.0", "DENY", "1"),
        ("203.0.113.24", "255.255.255.0", "ALLOW", "2"),
        ("198.51.100.0", "255.255.255.0", "ALLOW", "2"),
    )
    ipv4 = networks("0.0.0.0/0")

    assert access.allowed & ipv4 == networks("203.0.113.0/24", "198.51.100.0/24")
    assert access.allowed_as_meant & ipv4 == networks("203.0.113.24/32", "198.51.100.0/24")
    assert population(ipv4 & access.allowed - access.allowed_as_meant) == 255


def test_nobody_is_shut_out_of_an_open_map_by_what_was_meant() -> None:
    """Without a row that denies, the neighbours get in anyway."""
    access = map_of(("203.0.113.24", "255.255.255.0", "ALLOW", "2"))

    assert access.allowed_as_meant == access.allowed == AddressSet.everything()


def test_whom_rows_name_whichever_decides() -> None:
    """Rows below -1 name nobody."""
    access = map_of(
        ("192.0.2.0", "255.255.255.0", "DENY", "1"),
        ("192.0.2.7", "255.255.255.255", "ALLOW", "2"),
        ("198.51.100.0", "255.255.255.0", "ALLOW", "-2"),
    )
    ipv4 = networks("0.0.0.0/0")

    assert access.named(allows=False) & ipv4 == networks("192.0.2.0/24")
    assert access.named(allows=True) & ipv4 == networks("192.0.2.7/32")
