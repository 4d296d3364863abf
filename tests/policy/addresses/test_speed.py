"""Large tables take seconds, whatever stands in them.

The limits are several times what a slow machine needs; quadratic work would miss them by far.
"""

from __future__ import annotations

import random
from time import perf_counter

from xmailaudit.policy.addresses import (
    AddressFilter,
    AddressSet,
    FoldRow,
    allowed_peers,
    deciding_rows,
    matched_peers,
    public,
)

ROWS = 100_000
LIMIT = 10.0


def large_map() -> list[FoldRow]:
    """Networks of all usual sizes anywhere, allowed and denied in turn."""
    dice = random.Random(1127)  # repeatable, not secret
    rows = []
    for number in range(ROWS):
        mask = 2**32 - 2 ** dice.randrange(17)
        rows.append(FoldRow(AddressFilter(4, dice.getrandbits(32), mask), number % 2 == 0, 1))
    return rows


def test_a_hundred_thousand_rows() -> None:
    """Of one permission or alternating, of one precedence or of as many as there are rows."""
    rows = large_map()
    start = perf_counter()
    alternating = allowed_peers(rows)
    reversed_ = allowed_peers(entry._replace(precedence=-n) for n, entry in enumerate(rows[:2]))
    union = matched_peers(entry.peers for entry in rows)
    living = deciding_rows(rows)
    assert perf_counter() - start < 4 * LIMIT
    assert 0 < (AddressSet.everything() - alternating).count4 < union.count4
    assert reversed_
    assert len(living) > ROWS // 2


def test_a_hundred_thousand_prefixes() -> None:
    """Made into a set, and the set used."""
    rows = large_map()
    start = perf_counter()
    some = AddressSet.from_prefixes(
        (4, entry.peers.address, entry.peers.mask.bit_count())
        for entry in rows
        if isinstance(entry.peers, AddressFilter)
    )
    strangers = some & public()
    assert perf_counter() - start < LIMIT
    assert 0 < strangers.count4 < some.count4


def test_networks_within_networks_are_not_too_deep() -> None:
    """All 129 prefixes of one IPv6 address, allowed and denied in turn, stay within the stack."""
    ones = 2**128 - 1
    path = 0x20010DB8 << 96

    def nested(by: int) -> AddressSet:
        return allowed_peers(
            FoldRow(AddressFilter(6, path, ones ^ (ones >> bits)), bits % by == 0, 1)
            for bits in range(129)
        )

    sets = [nested(by) for by in (1, 2, 3, 5)]
    start = perf_counter()
    for left in sets:
        for right in sets:
            assert left - right == left - (left & right)
            assert left.count6 + right.count6 == (left | right).count6 + (left & right).count6
    assert perf_counter() - start < LIMIT
