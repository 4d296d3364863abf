"""Networks with a name."""

# addresses of peers: nothing binds to them

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.policy.addresses import (
    Address,
    AddressSet,
    documentation,
    embedded_ipv4,
    link_local,
    loopback,
    private_use,
    public,
    witness_order,
)


@pytest.mark.parametrize(
    "text",
    [
        "203.0.113.7",
        "192.0.2.1",
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "2001:db8::1",
        "2606:4700::1",
        "::ffff:203.0.113.7",
        "64:ff9b::203.0.113.7",
    ],
)
def test_strangers_are_public(text: str) -> None:
    """Documentation networks, which stand for strangers, too."""
    assert Address.parse(text) in public()


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.1.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::203.0.113.7",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::10.0.0.1",
    ],
)
def test_others_are_not(text: str) -> None:
    """In whatever form they come."""
    assert Address.parse(text) not in public()


@given(st.integers(0, 2**32 - 1))
def test_behind_the_mapping_nothing_changes(value: int) -> None:
    """A dual-stack socket shows the same peer in the other form."""
    for named in (public(), loopback(), private_use(), link_local(), documentation()):
        assert (Address(4, value) in named) == (Address(6, 0xFFFF << 32 | value) in named)


@given(st.integers(0, 2**32 - 1))
def test_private_and_public_agree_with_the_registry(value: int) -> None:
    """Python's view differs only where documentation and single assignments are concerned."""
    theirs = ipaddress.IPv4Address(value)
    if theirs.is_global and not theirs.is_multicast:
        assert Address(4, value) in public()
    if theirs.is_loopback or theirs.is_link_local or theirs.is_multicast or theirs.is_reserved:
        assert Address(4, value) not in public()


def test_named_sets_are_built_once() -> None:
    """They are asked for again and again."""
    assert public() is public()
    assert loopback() is loopback()


def test_kinds_are_apart() -> None:
    """No address is of two kinds, but examples are public."""
    kinds = [public(), private_use(), link_local(), loopback()]
    for number, kind in enumerate(kinds):
        for other in kinds[number + 1 :]:
            assert not kind & other
    assert documentation() <= public()
    assert public().count4 == 2**32 - 18 * 2**24 - 2**24 * 16 - 2**22 - 2**20 - 2**16 * 2 - 2**24


def test_embedded_addresses_can_be_left_out() -> None:
    """So that a count names each IPv4 peer once."""
    assert embedded_ipv4().count6 == 2 * 2**32
    assert (AddressSet.everything() - embedded_ipv4()).count4 == 2**32


@pytest.mark.parametrize(
    ("among", "witness"),
    [
        ("0.0.0.0/0", "192.0.2.1"),
        ("::/0", "2001:db8::"),
        ("203.0.113.0/32", "203.0.113.0"),
        ("8.8.8.0/24", "8.8.8.1"),
        ("10.0.0.0/7", "11.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1"),
        ("127.0.0.0/8", "127.0.0.1"),
    ],
)
def test_witnesses_are_telling(among: str, witness: str) -> None:
    """An example before a stranger before a neighbour, and a host that looks like one."""
    address, _, bits = among.partition("/")
    chosen = AddressSet.prefix(Address.parse(address), int(bits)).witness(witness_order())
    assert str(chosen) == witness
