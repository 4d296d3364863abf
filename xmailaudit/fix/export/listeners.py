"""The services that other machines reach, with their ports: plain and TLS twin together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.root import MAPS
from xmailaudit.policy.reach import TWINS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.start_options import Listener

__all__ = ["Service", "services"]


class Service(NamedTuple):
    """A service with its TLS twin.  `ports` are those that other machines reach, ascending.

    `both_families` tells that a socket takes IPv4 clients as IPv6 ones.
    """

    name: str
    ports: tuple[int, ...]
    both_families: bool


def services(root: MailRoot) -> Iterator[Service]:
    """smtp, pop3, ctrl and finger; without ports where nothing of it is to be reached."""
    for name in MAPS:
        open_ = [one for one in _listeners(root, name) if one.enabled and not one.only_loopback]
        # The system itself chooses a port 0, so nobody can know it.
        ports = {port for one in open_ for port in one.ports} - {0}
        both = any(one.ipv6 and one.ipv4 for one in open_)
        yield Service(name, tuple(sorted(ports)), both)


def _listeners(root: MailRoot, name: str) -> Iterator[Listener]:
    yield from map(root.start_options.service, TWINS.get(name, (name,)))
