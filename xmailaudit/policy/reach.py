"""Who can reach a service at all: listener, TLS twin and access map together, as an exact set.

XMail facts: command-line, section 4 (what is bound); access, section 2 (the map guards both the
plain port and its TLS twin); server-tab (`SMTP-IpMapDropCode` 0 switches the SMTP map off).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.root import MAPS

from .access import access_map
from .addresses import Address, AddressSet, inet_aton, loopback
from .tls.verdict import may_succeed
from .world import UNKNOWN_WORLD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.start_options import Listener

    from .world import World

__all__ = [
    "TWINS",
    "guarded_services",
    "heard",
    "hears_ipv6",
    "hears_loopback",
    "listening",
    "reachable",
    "smtp_map_refuses",
    "smtp_map_works",
]

#: Each plain service and the one that speaks TLS from the first byte.
TWINS = {"smtp": ("smtp", "smtps"), "pop3": ("pop3", "pop3s"), "ctrl": ("ctrl", "ctrls")}


def listening(root: MailRoot, service: str, *, twin: bool = True) -> AddressSet:
    """The peers whose connection arrives at the service or its TLS `twin`, maps left aside."""
    peers = AddressSet.empty()
    for name in TWINS.get(service, (service,)) if twin else (service,):
        peers |= _from_listener(root.start_options.service(name))
    return peers


def _from_listener(listener: Listener) -> AddressSet:
    if not listener.enabled:
        return AddressSet.empty()
    if listener.only_loopback:
        return loopback()
    if listener.ipv6:
        return AddressSet.everything()
    return AddressSet.prefix(Address(4, 0), 0)


def hears_ipv6(root: MailRoot, service: str) -> bool:
    """Whether IPv6 peers from elsewhere arrive at the service or its TLS twin."""
    listeners = map(root.start_options.service, TWINS.get(service, (service,)))
    return any(one.enabled and one.ipv6 and not one.only_loopback for one in listeners)


def hears_loopback(root: MailRoot, service: str) -> bool:
    """Whether 127.0.0.1 arrives: at all interfaces, or at a loopback address.

    A client on this machine that talks to another of its addresses comes from that address.
    """
    listeners = map(root.start_options.service, TWINS.get(service, (service,)))
    return any(one.enabled and _binds_loopback(one) for one in listeners)


def _binds_loopback(listener: Listener) -> bool:
    values = (inet_aton(address) for address, _port in listener.addresses)
    return (
        not listener.addresses
        or listener.only_loopback
        or any(value is not None and value >> 24 in (0, 127) for value in values)
    )


def smtp_map_works(root: MailRoot) -> bool:
    """Whether smtp.ipmap.tab has any effect; an unknown setting counts as its default."""
    setting = root.setting("SMTP-IpMapDropCode")
    return setting.text is None or setting.integer != 0


def smtp_map_refuses(root: MailRoot) -> bool:
    """Whether a client that smtp.ipmap.tab denies is refused; a negative code only delays it."""
    setting = root.setting("SMTP-IpMapDropCode")
    return setting.text is None or setting.integer > 0


def heard(root: MailRoot, service: str, world: World) -> AddressSet:
    """The peers that can talk to the service, or inside its TLS twin, maps left aside.

    The twin counts where it adds peers and a handshake may succeed.  Raises UnseenFileError.
    """
    plain = listening(root, service, twin=False)
    more = listening(root, service) - plain
    return plain | more if more and may_succeed(root, world) else plain


def reachable(root: MailRoot, service: str, world: World = UNKNOWN_WORLD) -> AddressSet:
    """The peers that get a greeting from `smtp`, `pop3`, `ctrl` or `finger`, or its TLS twin.

    Rows with host names are left out.  Raises UnseenFileError.
    """
    peers = heard(root, service, world)
    if service == "smtp" and not smtp_map_refuses(root):
        return peers
    return peers & access_map(root, service).allowed


def guarded_services(root: MailRoot) -> Iterator[str]:
    """The services whose access map matters: they listen, and smtp's is not switched off."""
    for service in MAPS:
        if listening(root, service) and (service != "smtp" or smtp_map_works(root)):
            yield service
