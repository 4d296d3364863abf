"""How many a set lets in, and which filters of many have to do with it.

Rows are tested one by one against a set, and there may be a hundred thousand of them, so `meeting`
prepares the set once and keeps each test short.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .address_set import AddressSet, Term
from .known import embedded_ipv4
from .row_filter import EMBEDDINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from .row_filter import AddressFilter

__all__ = ["is_world", "may_hold_world", "meeting", "population"]

#: So many IPv4 addresses, or IPv6 networks of one link (/64), are strangers of the whole world.
_WORLD = 1 << 24
_LINK_BITS = 64


def population(peers: AddressSet) -> int:
    """The number of hosts: IPv4 addresses, and IPv6 ones that are no IPv4 address in disguise."""
    return peers.count4 + (peers - embedded_ipv4()).count6


def is_world(peers: AddressSet) -> bool:
    """Whether a set is so large that it can be nobody's own network: 2^24 addresses or more.

    IPv6 is counted in links, for the smallest network there has 2^64 addresses.
    """
    links = (peers - embedded_ipv4()).count6 >> _LINK_BITS
    return peers.count4 >= _WORLD or links >= _WORLD


def may_hold_world(filter_: AddressFilter) -> bool:
    """Whether a filter is wide enough to match such a set; quick, for many rows."""
    ones = filter_.mask.bit_count()
    return ones <= (8 if filter_.family == 4 else 128 - _LINK_BITS - 24)


def meeting(peers: AddressSet) -> Callable[[AddressFilter], bool]:
    """A test whether a filter matches at least one of these peers."""
    lopsided = _has_more_behind_an_embedding(peers)

    def meets(filter_: AddressFilter) -> bool:
        if filter_.family == 6 or lopsided:
            return bool(filter_.addresses() & peers)
        return bool(AddressSet.term(Term(4, filter_.address, filter_.mask)) & peers)

    return meets


def _has_more_behind_an_embedding(peers: AddressSet) -> bool:
    """Whether some IPv4 address is in the set in its IPv6 disguise only."""
    mirrored = AddressSet.empty()
    for network in EMBEDDINGS:
        mirrored |= peers.embedded(network)
    return bool((peers & embedded_ipv4()) - mirrored)
