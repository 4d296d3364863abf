"""A listening service: on which addresses and port (XMail facts: command-line 4)."""

from __future__ import annotations

from typing import NamedTuple

from xmailaudit.tables.ctext import atoi

__all__ = ["Listener", "ip_version", "split_address"]


class Listener(NamedTuple):
    """Where one service waits for connections.

    `addresses` are the `-?I` addresses and ports; empty means all interfaces: 0.0.0.0, or with
    `ipv6_any` `::`, which on Linux takes IPv4 clients too (they appear as `::ffff:a.b.c.d`).  Port
    0 lets the system choose one.  All of it is meant only where `enabled`.
    """

    enabled: bool
    port: int
    addresses: tuple[tuple[str, int], ...] = ()
    ipv6_any: bool = False

    @property
    def only_loopback(self) -> bool:
        """Only this machine can reach it: there are addresses, and each is a loopback one."""
        return bool(self.addresses) and all(_is_loopback(address) for address, _ in self.addresses)

    @property
    def ipv6(self) -> bool:
        """Bound to an IPv6 address, `::` included."""
        return self.ipv6_any or any(ip_version(address) == 6 for address, _ in self.addresses)

    @property
    def ipv4(self) -> bool:
        """IPv4 clients get in: an IPv4 address, all interfaces, or `::` with its two families."""
        return not self.addresses or any(_takes_ipv4(address) for address, _ in self.addresses)

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports it listens on, each once, in the order given."""
        return tuple(dict.fromkeys(port for _, port in self.addresses)) or (self.port,)


def split_address(text: str) -> tuple[str, int]:
    """Take `ip`, `ip:port`, `[ipv6]` or `[ipv6]:port` apart as XMail does; without a port it is 0.

    `|` and `;` separate a port too.  Without brackets the last colon counts, so that a bare IPv6
    address loses its last group.
    """
    if text[:1] == "[":
        address, bracket, rest = text[1:].partition("]")
        if not bracket:
            return text[1:], 0
        return address, _port_behind(rest)[1]
    return _port_behind(text)


def _port_behind(text: str) -> tuple[str, int]:
    for separator in "|:;":
        before, found, port = text.rpartition(separator)
        if found:
            return before, atoi(port) & 0xFFFF
    return text, 0


def ip_version(address: str) -> int:
    """4 or 6 for an address as the system's resolver reads it, 0 for a name."""
    if ":" in address:
        return 6 if _ipv6(address) is not None else 0
    return 4 if _ipv4(address) is not None else 0


def _ipv4(address: str) -> bytes | None:
    """The four bytes; `127.1` and `0x7f000001` are addresses too."""
    import socket

    if not address or address[-1:].isspace():
        return None
    try:
        return socket.inet_aton(address)
    except (OSError, ValueError):
        return None


def _ipv6(address: str) -> bytes | None:
    import socket

    try:
        return socket.inet_pton(socket.AF_INET6, address.partition("%")[0])
    except (OSError, ValueError):
        return None


_MAPPED = b"\0" * 10 + b"\xff\xff"


def _is_loopback(address: str) -> bool:
    version = ip_version(address)
    if version == 4:
        return (_ipv4(address) or b"\0")[0] == 127
    if version == 6:
        packed = _ipv6(address) or b""
        return packed == b"\0" * 15 + b"\1" or packed[:13] == _MAPPED + b"\x7f"
    return address.lower() == "localhost"


def _takes_ipv4(address: str) -> bool:
    packed = _ipv6(address) if ":" in address else None
    return packed is None or packed == b"\0" * 16 or packed[:12] == _MAPPED
