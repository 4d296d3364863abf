"""Access maps as a whole against one decision at a time (XMail facts: access 2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.addresses.strategies import UNIVERSE, edges, filters, prefix_filters, rows_of
from xmailaudit.policy.addresses import (
    Address,
    AddressFilter,
    AddressSet,
    FoldRow,
    allowed_peers,
    deciding_rows,
    matched_peers,
    parse_filter,
)


def decide(rows: list[FoldRow], peer: Address) -> tuple[bool, int | None]:
    """XMail's loop: the answer, and the place of the row that gave it."""
    best, allowed, decider = -1, True, None
    for place, row in enumerate(rows):
        matches = row.peers.matches(peer) if isinstance(row.peers, AddressFilter) else None
        if matches is None:
            assert isinstance(row.peers, AddressSet)
            matches = peer in row.peers
        if matches and row.precedence >= best:
            best, allowed, decider = row.precedence, row.allows, place
    return allowed, decider


def peers_near(rows: list[FoldRow]) -> list[Address]:
    """The universe, and the rims of all rows."""
    found = list(UNIVERSE)
    for row in rows:
        if isinstance(row.peers, AddressFilter):
            found += edges(row.peers)
    return found


def row(text: str, permission: str, precedence: int) -> FoldRow:
    """A row written shortly."""
    address, _, mask = text.partition(" ")
    parsed = parse_filter(address, mask, 2)
    assert isinstance(parsed, AddressFilter)
    return FoldRow(parsed, permission == "ALLOW", precedence)


def listed(peers: AddressSet) -> list[str]:
    """The IPv4 part of a set."""
    return [str(prefix) for prefix in peers.prefixes() if prefix.family == 4]


@given(rows_of(prefix_filters))
def test_a_map_of_prefixes_is_its_decisions(rows: list[FoldRow]) -> None:
    """For every peer near any row."""
    allowed = allowed_peers(rows)
    for peer in peers_near(rows):
        assert (peer in allowed) == decide(rows, peer)[0], peer


@given(rows_of(filters))
def test_a_map_of_any_masks_is_its_decisions(rows: list[FoldRow]) -> None:
    """Also where masks with holes stand among prefixes."""
    allowed = allowed_peers(rows)
    for peer in peers_near(rows):
        assert (peer in allowed) == decide(rows, peer)[0], peer


@given(rows_of(filters))
def test_rows_may_be_sets_already(rows: list[FoldRow]) -> None:
    """The result is the same."""
    ready = [
        entry._replace(peers=entry.peers.addresses())
        for entry in rows
        if isinstance(entry.peers, AddressFilter)
    ]
    assert allowed_peers(ready) == allowed_peers(rows)
    assert deciding_rows(ready) == deciding_rows(rows)


@given(st.lists(filters, max_size=12))
def test_any_row_that_matches_is_enough(many: list[AddressFilter]) -> None:
    """As in a relay table: the union, in any order."""
    union = AddressSet.empty()
    for each in many:
        union |= each.addresses()
    assert matched_peers(many) == union
    assert matched_peers(reversed(many)) == union
    assert matched_peers([each.addresses() for each in many]) == union


@given(rows_of(filters))
def test_a_row_decides_somewhere_or_is_dead(rows: list[FoldRow]) -> None:
    """Deciders seen from peers are deciders; taking away a dead row changes nothing."""
    living = deciding_rows(rows)
    seen = {decide(rows, peer)[1] for peer in peers_near(rows)} - {None}
    assert seen <= living
    kept = [entry for place, entry in enumerate(rows) if place in living]
    assert allowed_peers(kept) == allowed_peers(rows)
    assert deciding_rows(kept) == frozenset(range(len(kept)))


@given(rows_of(prefix_filters))
def test_both_ways_to_find_dead_rows_agree(rows: list[FoldRow]) -> None:
    """The walk over prefixes says what comparing sets says."""
    sets = [
        entry._replace(peers=entry.peers.addresses())
        for entry in rows
        if isinstance(entry.peers, AddressFilter)
    ]
    assert deciding_rows(rows) == deciding_rows(sets)


def test_without_a_matching_row_everybody_is_let_in() -> None:
    """An empty map, and one that only allows, protect nothing."""
    assert allowed_peers([]) == AddressSet.everything()
    assert allowed_peers([row("203.0.113.7/32", "ALLOW", 1)]) == AddressSet.everything()
    assert matched_peers([]) == AddressSet.empty()
    assert deciding_rows([]) == frozenset()


def test_of_equal_precedence_the_later_row_wins() -> None:
    """In both orders."""
    everybody, one = row("0.0.0.0/0", "DENY", 1), row("203.0.113.7/32", "ALLOW", 1)
    assert listed(allowed_peers([everybody, one])) == ["203.0.113.7/32"]
    assert listed(allowed_peers([one, everybody])) == []
    assert deciding_rows([one, everybody]) == {1}


def test_precedence_outweighs_order() -> None:
    """And below -1 a row never answers."""
    deny = row("0.0.0.0/0", "DENY", 0)
    assert listed(allowed_peers([row("203.0.113.7/32", "ALLOW", 1), deny])) == ["203.0.113.7/32"]
    assert listed(allowed_peers([deny, row("203.0.113.7/32", "ALLOW", -1)])) == []
    assert allowed_peers([deny._replace(precedence=-2)]) == AddressSet.everything()
    assert listed(allowed_peers([deny._replace(precedence=-1)])) == []


def test_denying_all_of_ipv4_leaves_ipv6_open() -> None:
    """Except where XMail sees an IPv4 address in it."""
    allowed = allowed_peers([row("0.0.0.0 0.0.0.0", "DENY", 1)])
    assert allowed.count4 == 0
    assert allowed.count6 == 2**128 - 2 * 2**32
    assert Address.parse("2001:db8::1") in allowed
    assert Address.parse("::1") not in allowed


def test_a_stronger_row_wins_behind_an_embedding_too() -> None:
    """However many rows with holes in their masks stand between it and the others."""
    rows = [row("203.0.113.16 24", "DENY", 0) for _ in range(4)]
    rows += [row("::ffff:203.0.113.0/120", "ALLOW", 1), row("203.0.113.16/28", "DENY", 2)]
    assert Address.parse("::ffff:203.0.113.16") not in allowed_peers(rows)
    assert Address.parse("::ffff:203.0.113.1") in allowed_peers(rows)


@pytest.mark.parametrize("mask", ["24", "8", "255.255", "0.0.0.1"])
def test_a_mask_with_holes_is_no_work(mask: str) -> None:
    """Millions of intervals, answered and counted at once."""
    allowed = allowed_peers([row("0.0.0.0/0", "DENY", 1), row(f"127.0.0.1 {mask}", "ALLOW", 2)])
    parsed = parse_filter("127.0.0.1", mask, 2)
    assert isinstance(parsed, AddressFilter)
    assert allowed.count4 == 2 ** (32 - parsed.mask.bit_count())
