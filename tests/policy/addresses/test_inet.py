"""What is an address, to XMail and to a person."""

from __future__ import annotations

import ctypes
import ipaddress
import socket
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.messages import XMailAuditError
from xmailaudit.policy.addresses import (
    Address,
    AddressError,
    Prefix,
    atoi,
    format_address,
    inet_aton,
    inet_pton6,
)

only_glibc = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the C library to compare with is glibc"
)

#: Pieces that numbers and addresses are made of, so that texts are nearly right.
_aton_texts = st.lists(
    st.sampled_from(["0", "00", "1", "8", "9", "127", "255", "256", "377", "0x", "0X", "7f", "fF"])
    | st.sampled_from([".", ".", ".", " ", "\t", "4294967295", "4294967296", "-", "+", "_", "x"]),
    max_size=9,
).map("".join)
_pton_texts = st.lists(
    st.sampled_from([":", ":", ":", "::", "0", "1", "ffff", "12345", "g", "."])
    | st.sampled_from(["192.0.2.1", "192.0.2.01", "1.2.3", "256.1.1.1", "dB8", "%1", " "]),
    max_size=17,
).map("".join)
_values6 = st.one_of(
    st.integers(0, 2**128 - 1),
    st.lists(st.sampled_from([0, 0, 1, 0xFFFF, 0xDB8]), min_size=8, max_size=8).map(
        lambda groups: int("".join(f"{group:04x}" for group in groups), 16)
    ),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("127.0.0.1", 0x7F000001),
        ("127.1", 0x7F000001),
        ("127.0.1", 0x7F000001),
        ("2130706433", 0x7F000001),
        ("0177.0.0.1", 0x7F000001),
        ("127.000.000.001", 0x7F000001),
        ("0x7F.0X0.0.1", 0x7F000001),
        ("0xff000000", 0xFF000000),
        ("255.255", 0xFF0000FF),
        ("255.65535", 0xFF00FFFF),
        ("24", 24),
        ("037777777777", 0xFFFFFFFF),
        ("0" * 5000 + "7", 7),
        ("4294967295", 0xFFFFFFFF),
        ("4294967296", None),
        ("1.16777216", None),
        ("1.2.65536", None),
        ("1.2.3.256", None),
        ("256.0", None),
        ("9" * 5000, None),
        ("1.2.3.4.5", None),
        ("1..2", None),
        ("1.2.", None),
        (".1", None),
        ("", None),
        ("08.1", None),
        ("0x", None),
        ("0x.1", None),
        ("-1", None),
        ("+1", None),
        ("1_0", None),
        ("127.0.0.1 ", None),
        (" 127.0.0.1", None),
        ("127.0.0.1\n", None),
        ("127.0.0.1\xa0", None),
        ("\xb2.1", None),
        ("localhost", None),
    ],
)
def test_aton_takes_what_the_c_library_takes(text: str, value: int | None) -> None:
    """Octal, hexadecimal and short forms are numbers; a blank beside them is not."""
    assert inet_aton(text) == value


@only_glibc
@given(_aton_texts)
def test_aton_agrees_with_glibc(text: str) -> None:
    """Where there is no blank, which ends a text for it, C's own `inet_aton` says the same."""
    libc = ctypes.CDLL(None)
    result = ctypes.create_string_buffer(4)
    accepted = libc.inet_aton(text.encode(), result)
    blank = any(map(str.isspace, text))
    expected = int.from_bytes(result.raw, "big") if accepted and not blank else None
    assert inet_aton(text) == expected


@only_glibc
@given(_pton_texts)
def test_pton_agrees_with_glibc(text: str) -> None:
    """The text form of IPv6 addresses is read exactly as C's `inet_pton` reads it."""
    try:
        expected = int.from_bytes(socket.inet_pton(socket.AF_INET6, text), "big")
    except OSError:
        expected = None
    assert inet_pton6(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("::", 0),
        ("::1", 1),
        ("1::", 1 << 112),
        ("::ffff:192.0.2.1", 0xFFFF_C0000201),
        ("1:2:3:4:5:6:7:8", 0x00010002000300040005000600070008),
        ("1:2:3:4:5:6:7::", 0x00010002000300040005000600070000),
        ("::2:3:4:5:6:7:8", 0x00000002000300040005000600070008),
        ("2001:DB8::A", (0x20010DB8 << 96) + 10),
        ("1:2:3:4:5:6:7:8::", None),
        ("1:2:3:4:5:6:7", None),
        ("1::2::3", None),
        (":::", None),
        (":1", None),
        ("1:", None),
        ("::00001", None),
        ("::1.2.3.04", None),
        ("1.2.3.4::", None),
        ("fe80::1%eth0", None),
        ("fe80::1%1", None),
        ("[::1]", None),
        ("::1 ", None),
        ("", None),
        (":" * 5000, None),
    ],
)
def test_pton_reads_ipv6(text: str, value: int | None) -> None:
    """Gaps, dotted ends and capitals are fine; zones, brackets and long groups are not."""
    assert inet_pton6(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24", 24),
        (" \t\n\v\f\r-7x", -7),
        ("", 0),
        ("x", 0),
        ("255.0.0.0", 255),
        ("4294967296", 0),
        ("2147483648", -(2**31)),
        ("99999999999999999999", -1),
        ("-99999999999999999999", 0),
    ],
)
def test_atoi_is_offered_here_too(text: str, value: int) -> None:
    """Mask lengths are read like every number of a table."""
    assert atoi(text) == value


@given(st.integers(0, 2**32 - 1))
def test_ipv4_text_is_read_back(value: int) -> None:
    """Whatever is shown can be typed in again, and XMail reads it the same."""
    address = Address(4, value)
    assert Address.parse(str(address)) == address
    assert inet_aton(str(address)) == value
    assert str(address) == str(ipaddress.IPv4Address(value))


@given(_values6)
def test_ipv6_text_is_canonical(value: int) -> None:
    """RFC 5952 decides the text, and the text leads back to the address."""
    address = Address(6, value)
    assert Address.parse(format_address(address)) == address
    if value >> 32 != 0xFFFF:
        assert str(address) == ipaddress.IPv6Address(value).compressed


def test_mapped_addresses_show_their_ipv4_part() -> None:
    """On every version of Python."""
    assert str(Address(6, 0xFFFF_CB007107)) == "::ffff:203.0.113.7"


def test_addresses_order_by_family_then_value() -> None:
    """Sorted output puts IPv4 first."""
    texts = ["2001:db8::1", "203.0.113.7", "192.0.2.1"]
    assert [str(a) for a in sorted(map(Address.parse, texts))] == [*reversed(texts)]


@pytest.mark.parametrize(
    "text",
    [
        "127.1",
        "192.0.2.01",
        "192.0.2.1 ",
        "",
        "example.com",
        "192.0.2.0/24",
        "fe80::1%1",
        "\x1b[0m",
    ],
)
def test_a_person_must_type_addresses_in_full(text: str) -> None:
    """The error is ours and names the text; a caller may also catch ValueError."""
    with pytest.raises(AddressError) as caught:
        Address.parse(text)
    assert caught.value.text == text
    assert caught.value.message.parameters == {"text": text}
    assert isinstance(caught.value, XMailAuditError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("192.0.2.0/24", Prefix(4, 0xC0000200, 24)),
        ("192.0.2.24", Prefix(4, 0xC0000218, 32)),
        ("0.0.0.0/0", Prefix(4, 0, 0)),
        ("2001:db8::/32", Prefix(6, 0x20010DB8 << 96, 32)),
        ("::1", Prefix(6, 1, 128)),
    ],
)
def test_networks_are_read(text: str, prefix: Prefix) -> None:
    """With a length, or as one address."""
    assert Prefix.parse(text) == prefix
    assert Prefix.parse(str(prefix)) == prefix


@pytest.mark.parametrize(
    "text",
    [
        "192.0.2.24/24",
        "192.0.2.0/33",
        "192.0.2.0/",
        "192.0.2.0/-1",
        "192.0.2.0/24/24",
        "192.0.2.0/255.255.255.0",
        "192.0.2.0/\xb2",
        "2001:db8::/129",
        "2001:db8::1/64",
        "/24",
        "192.0.2.0/" + "0" * 5000,
    ],
)
def test_networks_that_may_mean_two_things_are_refused(text: str) -> None:
    """A host with a network's length is a mistake to point out, not to guess at."""
    with pytest.raises(AddressError):
        Prefix.parse(text)


@pytest.mark.parametrize(
    ("text", "embedded"),
    [
        ("::1", "0.0.0.1"),
        ("::203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8::1", None),
        ("::1:0:203.0.113.7", None),
        ("203.0.113.7", None),
    ],
)
def test_some_ipv6_addresses_hold_an_ipv4_one(text: str, embedded: str | None) -> None:
    """Those that XMail compares with IPv4 rows."""
    found = Address.parse(text).embedded
    assert (None if found is None else str(found)) == embedded
