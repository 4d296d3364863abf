"""Whom XMail asks for mail exchangers (XMail facts: server-tab, SmartDNSHost).

SmartDNSHost is cut at every comma and colon, empty pieces vanish, and the pieces are taken in
pairs: a host, and `tcp` or anything else for UDP.  So there is no room for a port or for an IPv6
address, and a piece too many shifts all pairs behind it.  It is asked at port 53, through the
system's resolver where it is a name.
"""

from __future__ import annotations

from typing import NamedTuple

from xmailaudit.policy.addresses import inet_pton6
from xmailaudit.tables.ctext import ascii_lower

__all__ = ["Meant", "Resolver", "asked", "meant"]

_TYPES = ("tcp", "udp")


class Resolver(NamedTuple):
    """A server that XMail asks; over TCP or UDP, always at port 53."""

    host: str
    tcp: bool


class Meant(NamedTuple):
    """One entry as its writer meant it: a host, perhaps a port, and the kind of query if told."""

    host: str
    port: str | None
    kind: str | None

    @property
    def ipv6(self) -> bool:
        """Whether the host is an IPv6 address, which cannot be written here."""
        return ":" in self.host


def asked(text: str) -> tuple[Resolver, ...]:
    """The servers that XMail asks, in this order; none where it takes the text for broken."""
    pieces = [piece for piece in text.replace(":", ",").split(",") if piece]
    pairs = zip(pieces[::2], pieces[1::2], strict=False)
    return tuple(Resolver(host, ascii_lower(kind) == "tcp") for host, kind in pairs)


def meant(text: str) -> tuple[Meant, ...]:
    """The entries, as people write servers elsewhere: with semicolons or blanks between, too."""
    joined = ":".join(piece.strip() for piece in text.split(":"))
    items = ",".join(joined.replace(";", ",").split()).split(",")
    return tuple(_entry(item) for item in items if item)


def _entry(item: str) -> Meant:
    host, rest = _host_and_rest(item)
    kind = port = None
    for word in map(str.strip, rest.split(":")):
        if ascii_lower(word) in _TYPES:
            kind = ascii_lower(word)
        elif word:
            port = word
    return Meant(host, port, kind)


def _host_and_rest(item: str) -> tuple[str, str]:
    if item.startswith("["):
        host, _bracket, rest = item[1:].partition("]")
        return host, rest
    words = item.split(":")
    # The longest beginning that is an IPv6 address, before a kind of query if there is one.
    for end in range(len(words), 2, -1):
        if inet_pton6(":".join(words[:end])) is not None:
            return ":".join(words[:end]), ":".join(words[end:])
    host, _colon, rest = item.partition(":")
    return host.strip(), rest
