"""What people read in an address and mask, where XMail reads something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.policy.addresses import AddressFilter, parse_filter
from xmailaudit.policy.notation import misread, shown, spelled


def read(*fields: str) -> AddressFilter:
    """What XMail makes of a row."""
    filter_ = parse_filter(fields[0], fields[1] if len(fields) > 1 else None, len(fields))
    assert isinstance(filter_, AddressFilter)
    return filter_


@pytest.mark.parametrize(
    ("fields", "matched", "meant"),
    [
        (("192.168.0.0", "24"), "0.0.0.0/0.0.0.24", "192.168.0.0/24"),
        (("10.0.0.0", "8"), "0.0.0.0/0.0.0.8", "10.0.0.0/8"),
        (("192.0.2.1", "32"), "0.0.0.0/0.0.0.32", "192.0.2.1/32"),
        (("127.0.0.0/255.0.0.0",), "127.0.0.0/32", "127.0.0.0/8"),
        (("10.0.0.0/",), "0.0.0.0/0", "10.0.0.0/32"),
        (("10.0.0.0/x",), "0.0.0.0/0", "10.0.0.0/32"),
        (("10.0.0.0/-1",), "0.0.0.0/0", "10.0.0.0/32"),
        (("10/8",), "0.0.0.0/8", "10.0.0.0/8"),
        (("192.168", "255.255.0.0"), "192.0.0.0/16", "192.168.0.0/16"),
        (("192.168.010.0", "255.255.255.0"), "192.168.8.0/24", "192.168.10.0/24"),
        (("0177.0.0.1", "255.255.255.255"), "127.0.0.1/32", "177.0.0.1/32"),
        (("203.0.113.5", "255.255"), "203.0.0.5/255.0.0.255", "203.0.0.0/16"),
        (("203.0.113.0", "0.0.0.255"), "0.0.0.0/0.0.0.255", "203.0.113.0/24"),
        (("203.0.113.9", "255.0.255.0"), "203.0.113.0/255.0.255.0", "203.0.113.0/24"),
    ],
)
def test_two_readings(fields: tuple[str, ...], matched: str, meant: str) -> None:
    """Each is shown as the network it is."""
    reading = misread(fields, read(*fields))

    assert reading is not None
    assert (shown(reading.matched), shown(reading.meant)) == (matched, meant)


@pytest.mark.parametrize(
    "fields",
    [
        ("127.0.0.0", "255.0.0.0"),
        ("127.0.0.0/8",),
        ("203.0.113.24", "255.255.255.0"),
        ("0.0.0.0", "0.0.0.0"),
        ("0.0.0.0", "0"),
        ("0/0",),
        ("127.000.000.001", "255.255.255.255"),
        ("203.0.113.0", "255.255.255.000"),
        ("203.0.113.0", "0xffffff00"),
        ("127.1", "255.255.255.255"),
        ("127.1/8",),
        ("10.0.0.0/08",),
        ("203.0.113.0/24 ",),
        ("203.0.113.0/33",),
        ("2001:DB8:0::/32",),
        ("2001:db8::1/129",),
        ("::/0",),
    ],
)
def test_one_reading(fields: tuple[str, ...]) -> None:
    """Odd ways to write it that mean what they match."""
    assert misread(fields, read(*fields)) is None


_filters4 = st.builds(
    AddressFilter, st.just(4), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)
)
_filters6 = st.builds(
    lambda address, bits: AddressFilter(6, address, (1 << 128) - (1 << (128 - bits))),
    st.integers(0, 2**128 - 1),
    st.integers(0, 128),
)


@given(_filters4 | _filters6, st.booleans())
def test_what_is_spelled_is_read_back(filter_: AddressFilter, slash: bool) -> None:  # noqa: FBT001  # hypothesis fills it in
    """And, where it is a network, people read the same."""
    fields = spelled(filter_, slash=slash)

    assert read(*fields) == filter_
    if filter_.contiguous:
        assert misread(fields, filter_) is None


@given(st.text("0123456789.x/", max_size=18), st.text("0123456789.x", max_size=15))
def test_any_row_has_readings_or_none(address: str, mask: str) -> None:
    """No filter is too odd; what is meant is a network, and no longer misread."""
    matched = parse_filter(address, mask, 2)
    if isinstance(matched, AddressFilter):
        reading = misread((address, mask), matched)
        if reading is not None:
            fields = spelled(reading.meant, slash="/" in address)
            assert reading.meant.contiguous
            assert misread(fields, read(*fields)) is None


def test_a_number_of_bits_beyond_an_int_has_a_reading() -> None:
    """C cuts it to a negative number, which is no bits at all."""
    matched = parse_filter("0/11000000000", "", 2)

    assert isinstance(matched, AddressFilter)
    reading = misread(("0/11000000000", ""), matched)
    assert reading is None or reading.meant.mask == 0
