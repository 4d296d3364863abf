"""Networks that have a name, as address sets.

Each IPv4 network counts behind `::ffff:0:0/96` too: that is how a dual-stack socket shows an IPv4
peer.  Sets are built when first asked for and kept.
"""

from __future__ import annotations

from functools import cache

from .address_set import AddressSet
from .inet import Prefix
from .row_filter import EMBEDDINGS

__all__ = [
    "documentation",
    "embedded_ipv4",
    "link_local",
    "loopback",
    "private_use",
    "public",
    "witness_order",
]

_MAPPED = EMBEDDINGS[1]
#: NAT64 (RFC 6052): a translator shows IPv4 clients behind it.
_NAT64 = 0x64_FF9B << 96

_LOOPBACK = ("127.0.0.0/8", "::1")
_PRIVATE_USE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
_LINK_LOCAL = ("169.254.0.0/16", "fe80::/10")
_DOCUMENTATION = (
    "192.0.2.0/24",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "2001:db8::/32",
    "3fff::/20",
)
#: This network, shared address space, multicast, reserved.
_OTHERS_NOT_PUBLIC = ("0.0.0.0/8", "100.64.0.0/10", "224.0.0.0/4", "240.0.0.0/4")
#: All of IPv6 that is assigned to hosts on the internet (RFC 4291, section 2.4).
_GLOBAL_UNICAST = "2000::/3"


def _named(*texts: str) -> AddressSet:
    plain = AddressSet.from_prefixes(map(Prefix.parse, texts))
    return plain | plain.embedded(_MAPPED)


@cache
def loopback() -> AddressSet:
    """This machine's own addresses."""
    return _named(*_LOOPBACK)


@cache
def private_use() -> AddressSet:
    """RFC 1918 and unique local IPv6 addresses (RFC 4193)."""
    return _named(*_PRIVATE_USE)


@cache
def link_local() -> AddressSet:
    """Addresses valid on one link only."""
    return _named(*_LINK_LOCAL)


@cache
def documentation() -> AddressSet:
    """Networks for examples (RFC 5737, 3849, 9637); they count as public."""
    return _named(*_DOCUMENTATION)


@cache
def embedded_ipv4() -> AddressSet:
    """The IPv6 addresses whose last 32 bits XMail reads as an IPv4 address.

    Take them away to count no IPv4 peer twice.
    """
    behind = AddressSet.everything().embedded(0)
    return behind | AddressSet.everything().embedded(_MAPPED)


@cache
def public() -> AddressSet:
    """Addresses that belong to strangers on the internet.

    Not loopback, private, shared (100.64.0.0/10), link-local, 0.0.0.0/8, multicast or reserved;
    of IPv6 global unicast, and public IPv4 addresses behind `::ffff:0:0/96` and `64:ff9b::/96`.
    """
    special = _named(*_LOOPBACK, *_PRIVATE_USE, *_LINK_LOCAL, *_OTHERS_NOT_PUBLIC)
    ours = AddressSet.from_prefixes([Prefix.parse("0.0.0.0/0")]) - special
    return (
        ours
        | ours.embedded(_MAPPED)
        | ours.embedded(_NAT64)
        | AddressSet.from_prefixes([Prefix.parse(_GLOBAL_UNICAST)])
    )


@cache
def witness_order() -> tuple[AddressSet, ...]:
    """What to look for a witness in: examples first, then strangers, neighbours, this machine.

    Hosts ending in .0 or .255 come after all others, as they look like networks.
    """
    last_byte = 0xFF
    edges = AddressSet.masked(0, last_byte) | AddressSet.masked(last_byte, last_byte)
    ordinary = AddressSet.from_prefixes([Prefix.parse("0.0.0.0/0")]) - edges
    native6 = AddressSet.from_prefixes([Prefix.parse("::/0")]) - embedded_ipv4()
    return tuple(
        family & kind
        for kind in (documentation(), public(), private_use() | link_local(), loopback())
        for family in (ordinary, native6)
    )
