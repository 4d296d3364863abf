"""The sockets XMail opens at its start, and which of them get in each other's way.

XMail facts: command-line, sections 3 and 4.  Each service listens before the next one binds, so an
address and port that is taken already stops the whole server.  Windows lets both have it and sends
a client to either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.listener import ip_version
from xmailaudit.mailroot.start_options import SERVICES
from xmailaudit.tables.ctext import ascii_lower

from .addresses import inet_aton, inet_pton6

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.start_options import StartOptions

__all__ = ["Bound", "clashes"]

#: The order in which the services are started.
_ORDER = ("ctrl", "ctrls", "pop3", "pop3s", "smtp", "smtps", "finger")
_EMBEDDED_IPV4 = 0xFFFF << 32


class Bound(NamedTuple):
    """A socket: of which service, at which address and port."""

    service: str
    address: str
    port: int

    @property
    def switch(self) -> str:
        """The switch that moves it to another port."""
        return f"-{SERVICES[self.service]}p"


def clashes(options: StartOptions) -> Iterator[tuple[Bound, Bound]]:
    """Each socket that finds its place taken, with the first one that took it."""
    opened: list[Bound] = []
    for service in _ORDER:
        for socket in _sockets(options, service):
            taken = next((other for other in opened if _clash(other, socket)), None)
            if taken is not None:
                yield taken, socket
            opened.append(socket)


def _sockets(options: StartOptions, service: str) -> Iterator[Bound]:
    listener = options.service(service)
    if not listener.enabled:
        return
    everywhere = (("::" if listener.ipv6_any else "0.0.0.0", listener.port),)  # noqa: S104
    for address, port in listener.addresses or everywhere:
        yield Bound(service, address, port)


def _clash(one: Bound, other: Bound) -> bool:
    """Port 0 is any that is free.  `::` takes IPv4 as well."""
    if one.port != other.port or not one.port:
        return False
    first, second = _key(one.address), _key(other.address)
    wild = {(4, 0), (6, 0)} & {first, second}
    return first == second or (bool(wild) and (first[0] == second[0] or (6, 0) in wild))


def _key(address: str) -> tuple[int, int | str]:
    """Family and number of an address; a name's own text."""
    text = "127.0.0.1" if ascii_lower(address) == "localhost" else address
    if ip_version(text) == 4:
        return 4, inet_aton(text) or 0
    value = inet_pton6(text) if ip_version(text) == 6 else None
    if value is None:
        return 0, ascii_lower(address)
    return (4, value - _EMBEDDED_IPV4) if value >> 32 == 0xFFFF else (6, value)
