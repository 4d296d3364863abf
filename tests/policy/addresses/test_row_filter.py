"""XMail's reading of a row's address filter (XMail facts: access 1)."""

# addresses of rows: nothing binds to them

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.addresses.strategies import UNIVERSE, edges, filters
from xmailaudit.policy.addresses import (
    Address,
    AddressFilter,
    AddressSet,
    Unusable,
    UnusableReason,
    parse_filter,
)

LOOPBACK = 0x7F000001


def parsed(*fields: str) -> AddressFilter:
    """A filter that must be usable."""
    row = parse_filter(fields[0], fields[1] if len(fields) > 1 else None, len(fields))
    assert isinstance(row, AddressFilter)
    return row


def refused(*fields: str) -> Unusable:
    """A filter that must not be."""
    row = parse_filter(fields[0], fields[1] if len(fields) > 1 else None, len(fields))
    assert isinstance(row, Unusable)
    return row


@pytest.mark.parametrize(
    ("fields", "address", "mask"),
    [
        (("10.0.0.0/8",), "10.0.0.0", 0xFF000000),
        (("10.0.0.0/8", "255.255.255.255"), "10.0.0.0", 0xFF000000),
        (("10.0.0.0/8", "rubbish", "ALLOW", "1"), "10.0.0.0", 0xFF000000),
        (("10.0.0.0/",), "10.0.0.0", 0),
        (("10.0.0.0/x",), "10.0.0.0", 0),
        (("10.0.0.0/0",), "10.0.0.0", 0),
        (("10.0.0.0/-1",), "10.0.0.0", 0),
        (("10.0.0.0/ 8",), "10.0.0.0", 0xFF000000),
        (("10.0.0.0/8/16",), "10.0.0.0", 0xFF000000),
        (("10.0.0.0/4294967304",), "10.0.0.0", 0xFF000000),
        (("10.0.0.0/99999999999999999999",), "10.0.0.0", 0),
        (("127.0.0.0/255.0.0.0",), "127.0.0.0", 0xFFFFFFFF),
        (("10.0.0.1/33",), "10.0.0.1", 0xFFFFFFFF),
        (("10.0.0.1/128",), "10.0.0.1", 0xFFFFFFFF),
        (("127.1/8",), "127.0.0.1", 0xFF000000),
        (("127.0.0.0", "24"), "127.0.0.0", 24),
        (("127.0.0.0", "8"), "127.0.0.0", 8),
        (("127.0.0.0", "255.255"), "127.0.0.0", 0xFF0000FF),
        (("0177.0.0.1", "0xff000000"), "127.0.0.1", 0xFF000000),
        (("127.000.000.001", "255.0.0.0", "ALLOW", "1"), "127.0.0.1", 0xFF000000),
    ],
)
def test_ipv4_rows_are_read(fields: tuple[str, ...], address: str, mask: int) -> None:
    """With all the inputs that look wrong and count."""
    row = parsed(*fields)
    assert row == AddressFilter(4, Address.parse(address).value, mask)


@pytest.mark.parametrize(
    ("field", "address", "bits"),
    [
        ("2001:db8::/32", "2001:db8::", 32),
        ("2001:db8::1/129", "2001:db8::1", 128),
        ("2001:db8::1/", "2001:db8::1", 0),
        ("::ffff:203.0.113.7/104", "::ffff:203.0.113.7", 104),
        ("fe80::1%1/64", "fe80::1", 64),
    ],
)
def test_ipv6_rows_are_read(field: str, address: str, bits: int) -> None:
    """Only with a length behind a slash."""
    row = parsed(field)
    assert row == AddressFilter(6, Address.parse(address).value, 2**128 - 2 ** (128 - bits))
    assert row.prefix_length == bits


@pytest.mark.parametrize(
    ("fields", "reason", "name"),
    [
        (("127.0.0.1",), UnusableReason.BARE_ADDRESS, None),
        (("anything",), UnusableReason.BARE_ADDRESS, None),
        (("",), UnusableReason.BARE_ADDRESS, None),
        (("/8",), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("127.0.0.1 /8",), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("127.0.0.1 ", "255.0.0.0"), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        ((" 127.0.0.1", "255.0.0.0"), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("256.0.0.1", "255.0.0.0"), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("1.2.3.4.5", "255.0.0.0"), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("0x1ffffffff/8",), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("2001:db8::1", "255.0.0.0"), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("::ffff:203.0.113.7", "255.0.0.0"), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("[::1]/128",), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("2001:db8::1%eth0/64",), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("2001:db8::1%4294967296/64",), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("2001:db8::1%/64",), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("a..example.com/24",), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("b\xfccher.example.com/24",), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("bad name", "mail.example.com"), UnusableReason.ADDRESS_UNRESOLVABLE, None),
        (("127.0.0.1", "/24"), UnusableReason.MASK_UNRESOLVABLE, None),
        (("127.0.0.1", ""), UnusableReason.MASK_UNRESOLVABLE, None),
        (("127.0.0.1", "255.0.0.0 "), UnusableReason.MASK_UNRESOLVABLE, None),
        (("127.0.0.1", "ffff::"), UnusableReason.MASK_UNRESOLVABLE, None),
        (("mail.example.com", "255 0 0 0"), UnusableReason.MASK_UNRESOLVABLE, None),
        (("mail.example.com", "255.0.0.0"), UnusableReason.HOST_NAME, "mail.example.com"),
        (("mail.example.com./32",), UnusableReason.HOST_NAME, "mail.example.com."),
        (("localhost/8",), UnusableReason.HOST_NAME, "localhost"),
        (("under_score", "255.0.0.0"), UnusableReason.HOST_NAME, "under_score"),
        (("4net.example.com/24",), UnusableReason.HOST_NAME, "4net.example.com"),
        (("0xnet/24",), UnusableReason.HOST_NAME, "0xnet"),
        (("127.0.0.1", "ALLOW"), UnusableReason.HOST_NAME, "ALLOW"),
        (("fe80::1%eth0/64",), UnusableReason.HOST_NAME, "fe80::1%eth0"),
    ],
)
def test_rows_that_take_no_part(
    fields: tuple[str, ...], reason: UnusableReason, name: str | None
) -> None:
    """And why: not an address, not a mask, or a name only a resolver knows."""
    assert refused(*fields) == Unusable(reason, name)


def test_a_second_field_counts_only_if_handed_over() -> None:
    """Tables differ in how many of a row's fields XMail's parser gets to see."""
    assert parse_filter("127.0.0.1", "255.0.0.0", 1) == (UnusableReason.BARE_ADDRESS, None)
    assert parse_filter("127.0.0.1", "255.0.0.0", 2) == (4, LOOPBACK, 0xFF000000)


def test_a_long_address_is_cut() -> None:
    """After 127 characters; zeros before a number are fine."""
    zeros = "0" * 118
    assert parsed(f"{zeros}177.0.0.1/8") == (4, LOOPBACK, 0xFF000000)
    assert parsed(f"{zeros}177.0.0.123/32") == (4, LOOPBACK, 0xFFFFFFFF)


def test_a_resolvers_answer_completes_a_row() -> None:
    """XMail takes the last IPv4 address of it, an IPv6 one only before a slash, or nothing."""
    four, six = Address(4, LOOPBACK), Address(6, 1)
    names = {"localhost": [Address(4, 1), four, six], "six.test": [six], "none.test": []}
    assert parse_filter("localhost/8", None, 1, names) == (4, LOOPBACK, 0xFF000000)
    assert parse_filter("localhost", "255.0.0.0", 2, names) == (4, LOOPBACK, 0xFF000000)
    assert parse_filter("six.test/128", None, 1, names) == (6, 1, 2**128 - 1)
    for address, mask in (("six.test", "255.0.0.0"), ("none.test", "8"), ("none.test/8", None)):
        refusal = parse_filter(address, mask, 2, names)
        assert refusal == (UnusableReason.ADDRESS_UNRESOLVABLE, None)
    assert parse_filter("localhost", "none.test", 2, names) == (
        UnusableReason.MASK_UNRESOLVABLE,
        None,
    )


@pytest.mark.parametrize(
    ("row", "peer", "matches"),
    [
        (("127.0.0.99", "255.255.255.0"), "127.0.0.1", True),
        (("127.0.0.99", "255.255.255.0"), "127.0.1.1", False),
        (("127.0.0.0", "24"), "127.0.0.1", True),
        (("0.0.0.0", "0.0.0.0"), "::1", True),
        (("0.0.0.0", "0.0.0.0"), "::ffff:203.0.113.7", True),
        (("0.0.0.0", "0.0.0.0"), "::203.0.113.7", True),
        (("0.0.0.0", "0.0.0.0"), "2001:db8::1", False),
        (("0.0.0.0", "0.0.0.0"), "64:ff9b::203.0.113.7", False),
        (("203.0.113.0/24",), "::ffff:203.0.113.7", True),
        (("0.0.0.1/32",), "::1", True),
        (("127.0.0.1/32",), "::1", False),
        (("::/0",), "203.0.113.7", True),
        (("::/64",), "203.0.113.7", True),
        (("::/96",), "203.0.113.7", True),
        (("::/97",), "203.0.113.7", False),
        (("::/97",), "3.0.113.7", True),
        (("::1/64",), "203.0.113.7", True),
        (("::1/128",), "0.0.0.1", True),
        (("::ffff:203.0.113.0/120",), "203.0.113.7", True),
        (("::ffff:203.0.113.0/120",), "203.0.114.7", False),
        (("::ffff:203.0.113.0/120",), "::203.0.113.7", False),
        (("2001:db8::/0",), "203.0.113.7", False),
        (("2001:db8::/0",), "2001:db8:1::", True),
        (("2001:db8::/32",), "2001:db8:1::", True),
        (("2001:db8::/32",), "2001:db9::", False),
    ],
)
def test_families_meet_as_xmail_lets_them(
    row: tuple[str, ...], peer: str, *, matches: bool
) -> None:
    """The table "Families", one decision a line."""
    filter_ = parsed(*row)
    assert filter_.matches(Address.parse(peer)) is matches
    assert (Address.parse(peer) in filter_.addresses()) is matches


@given(filters)
def test_the_set_is_what_matches(row: AddressFilter) -> None:
    """At the rim of the row, and elsewhere."""
    held = row.addresses()
    for peer in (*edges(row), *UNIVERSE):
        assert (peer in held) == row.matches(peer), peer


@given(filters, st.integers(0, 2**32 - 1), st.integers(0, 2**128 - 1))
def test_the_set_is_what_matches_anywhere(row: AddressFilter, four: int, six: int) -> None:
    """Also at random peers."""
    held = row.addresses()
    for peer in (Address(4, four), Address(6, six)):
        assert (peer in held) == row.matches(peer)


@given(filters)
def test_a_row_describes_itself(row: AddressFilter) -> None:
    """Host bits, contiguity and the host agree with the sets they stand for."""
    bits = 32 if row.family == 4 else 128
    assert row.host_bits == (row.address & row.mask != row.address)
    assert row.contiguous == (row.prefix_length is not None)
    length = row.prefix_length
    if length is None:
        shifted = [2**bits - 2 ** (bits - ones) for ones in range(bits + 1)]
        assert row.mask not in shifted
    else:
        assert row.mask == 2**bits - 2 ** (bits - length)
    assert row.host <= row.addresses()
    assert Address(row.family, row.address) in row.host


def test_the_own_host_of_a_row_has_its_forms() -> None:
    """As IPv4, and as IPv6 shows it."""
    own = parsed("203.0.113.7/24").host
    assert [str(p) for p in own.prefixes()] == [
        "203.0.113.7/32",
        "::cb00:7107/128",
        "::ffff:203.0.113.7/128",
    ]


@given(st.text(max_size=40), st.none() | st.text(max_size=20), st.integers(0, 5))
def test_any_text_is_read_or_refused(field1: str, field2: str | None, given_: int) -> None:
    """Never an exception."""
    row = parse_filter(field1, field2, given_)
    assert isinstance(row, Unusable | AddressFilter)
    if isinstance(row, AddressFilter):
        assert isinstance(row.addresses(), AddressSet)
