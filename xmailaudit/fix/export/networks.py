"""Sets of peers as the networks that programs outside XMail take."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.addresses import AddressSet, Prefix, embedded_ipv4, loopback

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.rules.given import Given

__all__ = ["Networks", "declared", "networks_of", "on_the_wire"]

#: So many networks of a set are written down.
MOST_NETWORKS = 4096
#: Among so many the largest are looked for.
_MOST_SEEN = 1 << 16


class Networks(NamedTuple):
    """The networks that make up a set.  Where they are too many, `left_out` holds the rest."""

    four: tuple[Prefix, ...]
    six: tuple[Prefix, ...]
    left_out: AddressSet

    @property
    def all(self) -> tuple[Prefix, ...]:
        """Those of both families."""
        return self.four + self.six

    @property
    def peers(self) -> AddressSet:
        """The set that they are."""
        return AddressSet.from_prefixes(self.all)


def on_the_wire(peers: AddressSet) -> AddressSet:
    """The peers by the addresses their packets have: none is IPv4 in the disguise of IPv6.

    Loopback is left out, for no packet with it comes from another machine.
    """
    return peers - embedded_ipv4() - loopback()


def networks_of(peers: AddressSet, most: int = MOST_NETWORKS) -> Networks:
    """The networks of a set, the largest where they are more than `most`: never more than it."""
    seen = tuple(peers.prefixes(max(most + 1, _MOST_SEEN)))
    if len(seen) <= most:
        return Networks(*_families(seen), AddressSet.empty())
    kept = sorted(sorted(seen, key=_smallness)[:most])
    return Networks(*_families(kept), peers - AddressSet.from_prefixes(kept))


def _smallness(prefix: Prefix) -> int:
    """A network of IPv6 counts by its links: a /32 of IPv4 weighs as much as a /64."""
    return prefix.bits if prefix.family == 4 else prefix.bits // 2


def _families(prefixes: Iterable[Prefix]) -> tuple[tuple[Prefix, ...], tuple[Prefix, ...]]:
    known = tuple(prefixes)
    return (
        tuple(one for one in known if one.family == 4),
        tuple(one for one in known if one.family == 6),
    )


def declared(given: Given) -> tuple[Prefix, ...]:
    """The networks that the profile calls its owner's, trusted or admins, without this machine."""
    sets = (one for one in (given.trusted, given.admins) if one is not None)
    peers = AddressSet.empty()
    for one in sets:
        peers |= one
    return networks_of(on_the_wire(peers)).all
