"""Exact sets of addresses as people read them: lists of networks.

XMail matches an IPv4 row against IPv6 peers that hold an IPv4 address, too.  Where such peers go
with the IPv4 address they hold, they are not listed beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.addresses import Address, AddressSet

if TYPE_CHECKING:
    from xmailaudit.policy.shares import Share

__all__ = ["Described", "described", "described_within", "listed", "without_doubles"]

_EMBEDDINGS = (0, 0xFFFF << 32)


class Described(NamedTuple):
    """The addresses of `networks` except those of `without`; None: too many to list."""

    networks: tuple[str, ...]
    without: tuple[str, ...] = ()


def without_doubles(peers: AddressSet) -> AddressSet:
    """The peers, less the IPv6 ones that go with the IPv4 address they hold."""
    four = peers & AddressSet.prefix(Address(4, 0), 0)
    embedded = AddressSet.empty()
    for network in _EMBEDDINGS:
        embedded |= four.embedded(network)
    return peers - embedded


def listed(peers: AddressSet, limit: int) -> tuple[str, ...] | None:
    """The networks (or addresses under a mask with holes) that make up a set; None: too many."""
    terms = without_doubles(peers).describe_terms(limit)
    return None if terms is None else tuple(map(str, terms))


def described(share: Share, limit: int) -> Described | None:
    """The peers of a share, as a list or as what its row matches except what others decide."""
    return described_within(share.peers, share.matched, limit)


def described_within(peers: AddressSet, whole: AddressSet, limit: int) -> Described | None:
    """Some peers of a whole, as a list or as the whole except the others."""
    plain = listed(peers, limit)
    matched = listed(whole, limit)
    others = listed(whole - peers, limit)
    if matched is None or others is None:
        return None if plain is None else Described(plain)
    if plain is not None and len(plain) <= len(matched) + len(others):
        return Described(plain)
    return Described(matched, others)
