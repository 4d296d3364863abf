"""Sets of addresses against brute force."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.addresses.strategies import (
    NETWORK4,
    NETWORK6,
    ONES4,
    UNIVERSE,
    addresses,
    prefixes,
    sets,
    terms,
    union_of,
)
from xmailaudit.policy.addresses import Address, AddressSet, Prefix, Term, documentation
from xmailaudit.policy.addresses.workshop import WORKSHOP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.policy.addresses.inet import Family

EVERYTHING = AddressSet.everything()
EMPTY = AddressSet.empty()


def members(of: AddressSet) -> set[Address]:
    """What of the universe is in a set."""
    return {address for address in UNIVERSE if address in of}


def spelt(of: AddressSet) -> list[str]:
    """All prefixes of a set."""
    return [str(prefix) for prefix in of.prefixes()]


@given(terms)
def test_a_term_holds_what_equals_it_under_the_mask(term: Term) -> None:
    """Of its own family only."""
    assert members(AddressSet.term(term)) == {
        address
        for address in UNIVERSE
        if address.family == term.family and (address.value ^ term.value) & term.mask == 0
    }


@given(sets, sets)
def test_algebra_is_that_of_sets(left: AddressSet, right: AddressSet) -> None:
    """Point by point, every operation does what it does to Python's sets."""
    ours, theirs = members(left), members(right)
    assert members(left | right) == ours | theirs
    assert members(left & right) == ours & theirs
    assert members(left - right) == ours - theirs
    assert members(~left) == set(UNIVERSE) - ours


@given(sets, sets, sets)
def test_equal_sets_are_equal_however_made(a: AddressSet, b: AddressSet, c: AddressSet) -> None:
    """Laws of Boolean algebra hold as equality, of hashes too."""
    for left, right in (
        (a & (b | c), (a & b) | (a & c)),
        (a - (b & c), (a - b) | (a - c)),
        (~(a | b), ~a & ~b),
        (a | (a & b), a),
        ((a - b) | (a & b), a),
    ):
        assert left == right
        assert hash(left) == hash(right)


@given(sets, sets)
def test_order_is_inclusion(left: AddressSet, right: AddressSet) -> None:
    """`<=` and `bool` agree with the algebra."""
    assert left & right <= left
    assert left <= left | right
    assert (left <= right) == (left | right == right) == (not left - right)


@given(sets)
def test_counts_add_up(some: AddressSet) -> None:
    """A set and its complement share out all addresses."""
    assert some.count4 + (~some).count4 == 2**32
    assert some.count6 + (~some).count6 == 2**128
    assert bool(some) == (some.count4 + some.count6 > 0)


@given(sets)
def test_prefixes_are_the_set(some: AddressSet) -> None:
    """They are disjoint, ascending, as large as can be, and build the set again."""
    found = list(islice(some.prefixes(), 2000))
    if len(found) == 2000:
        return
    assert found == sorted(found)
    assert AddressSet.from_prefixes(found) == some
    assert sum(2 ** (32 - p.bits) for p in found if p.family == 4) == some.count4
    assert sum(2 ** (128 - p.bits) for p in found if p.family == 6) == some.count6
    for family, value, bits in found:
        if bits:
            twice = AddressSet.prefix(Address(family, value), bits - 1)
            assert not twice <= some


@given(sets)
def test_a_description_is_the_set(some: AddressSet) -> None:
    """Its terms are disjoint and together the set; and no description is longer than asked."""
    described = some.describe_terms(40)
    if described is None:
        assert len(list(some.prefixes(41))) == 41
        return
    assert len(described) <= 40
    assert union_of(list(described)) == some
    for number, term in enumerate(described):
        others = union_of([*described[:number], *described[number + 1 :]])
        assert not others & AddressSet.term(term)


def test_a_mask_with_holes_is_described_by_one_term() -> None:
    """Mask field `24` is 0.0.0.24: a quarter of all addresses, 134 million prefixes, one term."""
    quarter = AddressSet.masked(0x0A000000, 24)
    assert quarter.count4 == 2**30
    assert quarter.describe_terms(5) == (Term(4, 0, 24),)
    assert str(Term(4, 0, 24)) == "0.0.0.0/0.0.0.24"
    assert Term(4, 0, 24).prefix_length is None
    assert spelt(AddressSet.from_prefixes(quarter.prefixes(3))) == [
        "0.0.0.0/29",
        "0.0.0.32/29",
        "0.0.0.64/29",
    ]


def test_prefixes_are_preferred_to_masks_with_holes() -> None:
    """People read networks; two of them beat one term nobody understands."""
    two = AddressSet.from_prefixes(map(Prefix.parse, ["10.0.0.0/8", "14.0.0.0/8"]))
    described = two.describe_terms(2)
    assert described is not None
    assert [str(term) for term in described] == ["10.0.0.0/8", "14.0.0.0/8"]


@given(sets)
def test_a_witness_is_the_lowest_member(some: AddressSet) -> None:
    """IPv4 before IPv6; an empty set has none."""
    witness = some.witness()
    first = next(some.prefixes(), None)
    assert witness == (None if first is None else (first.family, first.value))


@given(sets, st.lists(sets, max_size=3))
def test_a_witness_comes_from_the_first_preferred_set_that_has_one(
    some: AddressSet, prefer: list[AddressSet]
) -> None:
    """And from the set at any rate."""
    expected = next((common for like in prefer if (common := some & like)), some).witness()
    assert some.witness(iter(prefer)) == expected
    assert expected is None or expected in some


def test_a_witness_may_prefer_examples() -> None:
    """So that a report names an address that is nobody's."""
    witness = EVERYTHING.witness([documentation()])
    assert witness is not None
    assert str(witness) == "192.0.2.0"


@given(st.lists(prefixes, max_size=20))
def test_many_prefixes_are_their_union(many: list[tuple[Family, int, int]]) -> None:
    """Nested, doubled, with host bits and in any order."""
    union = EMPTY
    for family, value, bits in many:
        union |= AddressSet.prefix(Address(family, value), bits)
    assert AddressSet.from_prefixes(many) == union


@given(addresses)
def test_a_host_is_one_address(address: Address) -> None:
    """Exactly."""
    host = AddressSet.host(address)
    assert host.count4 + host.count6 == 1
    assert host.witness() == address
    assert members(host) == {address}


@given(sets, st.sampled_from([0, 0xFFFF << 32, NETWORK6]))
def test_ipv4_addresses_can_stand_behind_a_network(some: AddressSet, network: int) -> None:
    """All of them, nothing else."""
    behind = some.embedded(network)
    assert behind.count4 == 0
    assert behind.count6 == some.count4
    for address in UNIVERSE:
        if address.family == 4:
            assert (Address(6, network | address.value) in behind) == (address in some)


def test_extremes() -> None:
    """The empty set and the set of everything know what they are."""
    assert not EMPTY
    assert (EVERYTHING.count4, EVERYTHING.count6) == (2**32, 2**128)
    assert ~EMPTY == EVERYTHING
    assert EMPTY.witness() is None
    assert spelt(EVERYTHING) == ["0.0.0.0/0", "::/0"]
    assert EMPTY.describe_terms(0) == ()
    assert EVERYTHING != "everything"


def test_a_set_shows_what_it_is() -> None:
    """In a traceback or a debugger, shortly."""
    assert repr(EMPTY) == "<AddressSet empty>"
    assert repr(AddressSet.prefix(Address(4, NETWORK4), 28)) == "<AddressSet 203.0.113.16/28>"
    assert repr(~AddressSet.masked(3, 0x0F0F0F0F)).endswith("…>")


def test_a_limit_ends_the_listing() -> None:
    """The first few are had without the rest."""
    odd = AddressSet.masked(1, 1)
    assert [str(p) for p in odd.prefixes(2)] == ["0.0.0.1/32", "0.0.0.3/32"]


@pytest.fixture
def crowded() -> Iterator[None]:
    """A workshop whose diagram is left behind before every operation."""
    full_at, full = WORKSHOP._full_at, WORKSHOP._full
    WORKSHOP._full_at = WORKSHOP._full = 0
    yield
    WORKSHOP._full_at, WORKSHOP._full = full_at, full


@pytest.mark.usefixtures("crowded")
def test_sets_outlive_their_diagram() -> None:
    """A set made long ago still equals, and works with, one made now."""
    parts = [Term(4, NETWORK4 + n, ONES4 ^ n) for n in range(8)]
    first = [AddressSet.term(part) for part in parts]
    second = [AddressSet.term(part) for part in parts]
    homes = {id(some._home[0]) for some in (*first, *second)}
    assert len(homes) > 2
    for left, right in zip(first, second, strict=True):
        assert left == right
        assert hash(left) == hash(right)
        assert left - right == EMPTY
        assert (left | first[0]) & second[0] == first[0]
    assert union_of(parts) == AddressSet.empty() | union_of(parts[::-1])


@pytest.mark.usefixtures("crowded")
def test_a_large_set_does_not_fill_each_diagram_at_once() -> None:
    """Else every operation would begin with copying it."""
    some = AddressSet.from_prefixes((4, n * n << 8, 24) for n in range(4096))
    diagrams = []
    for n in range(100):
        some |= AddressSet.host(Address(4, 0xF0000000 + n))
        diagrams.append(some._home[0])
    begun = sum(left is not right for left, right in pairwise(diagrams))
    assert begun < 20
