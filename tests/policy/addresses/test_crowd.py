"""How large a set is, and which filters have to do with it."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.policy.addresses.strategies import filters, sets
from xmailaudit.policy.addresses import (
    Address,
    AddressFilter,
    AddressSet,
    Prefix,
    is_world,
    may_hold_world,
    meeting,
    population,
)


def prefixes(*texts: str) -> AddressSet:
    """A set of networks."""
    return AddressSet.from_prefixes(map(Prefix.parse, texts))


def filter_of(text: str) -> AddressFilter:
    """The filter of a network."""
    prefix = Prefix.parse(text)
    width = 32 if prefix.family == 4 else 128
    return AddressFilter(prefix.family, prefix.value, (1 << width) - (1 << (width - prefix.bits)))


@given(filters, sets)
def test_meeting_is_having_a_peer_in_common(filter_: AddressFilter, peers: AddressSet) -> None:
    """The quick test agrees with the sets, for any filter and any set."""
    assert meeting(peers)(filter_) is bool(filter_.addresses() & peers)


def test_an_ipv4_row_meets_a_peer_in_disguise() -> None:
    """Even one that is in the set in its IPv6 form alone."""
    disguised = AddressSet.host(Address.parse("::ffff:192.0.2.7"))

    assert meeting(disguised)(filter_of("192.0.2.0/24"))
    assert not meeting(disguised)(filter_of("192.0.3.0/24"))


def test_population_counts_an_ipv4_address_once() -> None:
    """A row for IPv4 matches it behind two embeddings too."""
    assert population(filter_of("203.0.113.0/24").addresses()) == 256
    assert population(filter_of("2001:db8::/120").addresses()) == 256
    assert population(AddressSet.empty()) == 0


@pytest.mark.parametrize(
    ("network", "world"),
    [
        ("11.0.0.0/8", True),
        ("11.0.0.0/9", False),
        ("0.0.0.0/0", True),
        ("2001:db8::/32", True),
        ("2001:db8::/40", True),
        ("2001:db8::/41", False),
        ("2001:db8::/64", False),
    ],
)
def test_the_world_begins_where_nobody_owns_it(network: str, world: bool) -> None:  # noqa: FBT001
    """2^24 addresses of IPv4, as many links of IPv6; and the quick test never says less."""
    assert is_world(prefixes(network)) is world
    assert may_hold_world(filter_of(network)) is world


def test_two_halves_are_the_world_together() -> None:
    """It is the union that counts."""
    halves = [f"{first}.{second}.0.0/16" for first in (11, 12) for second in range(128)]

    assert not is_world(prefixes(*halves[:128]))
    assert is_world(prefixes(*halves))
