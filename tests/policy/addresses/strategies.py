"""Addresses, sets and rows that meet often enough to disagree."""

from __future__ import annotations

from hypothesis import strategies as st

from xmailaudit.policy.addresses import Address, AddressFilter, AddressSet, FoldRow, Term

NETWORK4 = 0xCB007110  # 203.0.113.16/28
NETWORK6 = 0x20010DB8 << 96
MAPPED = 0xFFFF << 32
ONES4 = (1 << 32) - 1
ONES6 = (1 << 128) - 1

#: A /28 as IPv4, behind both embeddings and as the end of an IPv6 /124; and addresses elsewhere.
UNIVERSE = tuple(
    [Address(4, NETWORK4 | low) for low in range(16)]
    + [Address(6, MAPPED | NETWORK4 | low) for low in range(16)]
    + [Address(6, NETWORK4 | low) for low in range(16)]
    + [Address(6, NETWORK6 | low) for low in range(16)]
    + [Address(4, value) for value in (0, 1, ONES4, NETWORK4 ^ 1 << 31, NETWORK4 ^ 1 << 4)]
    + [Address(6, value) for value in (0, 1, ONES6, NETWORK6 ^ 1 << 127, MAPPED, MAPPED | ONES4)]
)

#: Masks that tell the /28's addresses apart in any way, and wider ones.
_low_masks = st.integers(0, 15)
masks4 = st.one_of(
    _low_masks.map(lambda low: ONES4 ^ 15 | low),
    st.integers(0, 32).map(lambda bits: ONES4 ^ (ONES4 >> bits)),
    st.sampled_from([24, 8, 16, 0xFF0000FF]),
)
masks6 = st.one_of(
    _low_masks.map(lambda low: ONES6 ^ 15 | low),
    st.integers(0, 128).map(lambda bits: ONES6 ^ (ONES6 >> bits)),
    st.sampled_from([15, 1 << 127, 0xFFFF]),
)
lengths6 = st.one_of(
    st.integers(120, 128), st.integers(80, 97), st.integers(0, 128), st.integers(-3, 0)
)

addresses4 = st.sampled_from([address for address in UNIVERSE if address.family == 4])
addresses6 = st.sampled_from([address for address in UNIVERSE if address.family == 6])
addresses = st.sampled_from(UNIVERSE)

terms = st.one_of(
    st.builds(lambda address, mask: Term(4, address.value, mask), addresses4, masks4),
    st.builds(lambda address, mask: Term(6, address.value, mask), addresses6, masks6),
)
prefixes = st.one_of(
    st.tuples(st.just(4), addresses4.map(lambda a: a.value), st.integers(0, 32)),
    st.tuples(st.just(6), addresses6.map(lambda a: a.value), st.integers(0, 128)),
)


def union_of(parts: list[Term]) -> AddressSet:
    """The set of several terms, made one by one."""
    union = AddressSet.empty()
    for part in parts:
        union |= AddressSet.term(part)
    return union


sets = st.lists(terms, max_size=6).map(union_of)


def _filter6(address: Address, bits: int) -> AddressFilter:
    return AddressFilter(6, address.value, ONES6 ^ (ONES6 >> max(bits, 0)))


filters = st.one_of(
    st.builds(lambda address, mask: AddressFilter(4, address.value, mask), addresses4, masks4),
    st.builds(_filter6, addresses6, lengths6),
)
prefix_filters = filters.filter(lambda row: row.contiguous)


def rows_of(peers: st.SearchStrategy[AddressFilter]) -> st.SearchStrategy[list[FoldRow]]:
    """Rows of a map; precedences are few, so that ties are many."""
    row = st.builds(FoldRow, peers, st.booleans(), st.integers(-3, 3))
    return st.lists(row, max_size=12)


def edges(row: AddressFilter) -> list[Address]:
    """Peers at the rim of what a row matches: its ends, and each bit of them changed."""
    ends = {row.address & row.mask, row.address | row.mask ^ (ONES4, ONES6)[row.family == 6]}
    bits = 32 if row.family == 4 else 128
    near = ends | {end ^ 1 << bit for end in ends for bit in range(bits)}
    found = [Address(row.family, value) for value in near]
    if row.family == 4:
        found += [Address(6, base | value) for value in near for base in (0, MAPPED, 1 << 64)]
    else:
        found += [Address(4, value & ONES4) for value in near]
    return found
