"""Sets of peers as the networks that programs outside XMail take."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.addresses import AddressSet, Prefix, embedded_ipv4, loopback

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.rules.given import Given

__all__ = ["MOST_NETWORKS", "Networks", "declared", "networks_of", "on_the_wire"]

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


@cache
def _senders() -> AddressSet:
    """Addresses that packets from another machine can have.

    Of IPv6 global, unique local, link-local and NAT64's: the rest is nobody's.
    """
    texts = ("0.0.0.0/0", "2000::/3", "fc00::/7", "fe80::/10", "64:ff9b::/96")
    return AddressSet.from_prefixes(map(Prefix.parse, texts)) - loopback()


def on_the_wire(peers: AddressSet) -> AddressSet:
    """The peers whose packets may come from another machine, by the addresses these have."""
    return peers & _senders()


def networks_of(peers: AddressSet, most: int = MOST_NETWORKS) -> Networks:
    """The networks of a set, the largest where they are more than `most`; never more than it.

    Addresses that no packet has stand in them where that makes fewer networks; behind ::/96 and
    ::ffff:0:0/96, where IPv4 is in disguise, even if they are not in the set.
    """
    limit = max(most + 1, _MOST_SEEN)
    bare, whole = on_the_wire(peers), peers | embedded_ipv4()
    choices = zip(_families(bare.prefixes(limit)), _families(whole.prefixes(limit)), strict=True)
    four, six = (min(pair, key=len) for pair in choices)
    if len(four) + len(six) <= most:
        return Networks(four, six, AddressSet.empty())
    kept = sorted(sorted(four + six, key=_smallness)[:most])
    return Networks(*_families(kept), bare - AddressSet.from_prefixes(kept))


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
    """The networks that the profile calls its owner's: trusted ones and admins."""
    sets = (one for one in (given.trusted, given.admins) if one is not None)
    peers = AddressSet.empty()
    for one in sets:
        peers |= one
    return networks_of(peers).all
