"""Whom a firewall lets in at each service: those whom XMail's own maps let in, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.root import MAPS
from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import AddressSet, Prefix, TooIrregularError, is_world, public
from xmailaudit.policy.properties import WHITE_LIST, granted, host_property_rows, peers_granted
from xmailaudit.policy.reach import listening, smtp_map_refuses

from .listeners import services
from .networks import on_the_wire

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.rules.given import Given

    from .listeners import Service

__all__ = ["Door", "doors"]

_MAPPED = 0xFFFF << 32
#: Few maps tell IPv4 clients by the kind of socket they come to.
_MOST_REFUSED = 10_000
_IPV4 = Prefix.parse("0.0.0.0/0")
_NAT64 = Prefix.parse("64:ff9b::/96")

_FROM_MAP = _("{service}, TCP {ports}: the networks that {file} lets in")
_FROM_BOTH = _(
    "{service}, TCP {ports}: {file} lets in everybody, so these are the networks that the "
    "profile calls trusted or admins"
)
_OPEN = _("{service}, TCP {ports}: no rule, for {file} lets in everybody")
_CTRL_OPEN = _(
    "{service}, TCP {ports}: no rule, for {file} lets in everybody. Name the admins in a "
    "profile, and only they will be let in"
)
_MAP_IDLE = _(
    "{service}, TCP {ports}: no rule, for SMTP-IpMapDropCode is not above 0, so that {file} "
    "refuses nobody"
)
_SHUT = _("{service}: no rule, for no other machine reaches it")
_UNREAD = _("{service}, TCP {ports}: no rule, for {file} cannot be read as a list of networks")
_CTRL_UNREAD = _(
    "{service}, TCP {ports}: {file} cannot be read as a list of networks, so these are those "
    "that the profile calls trusted or admins"
)
_NAMES = _(
    "Left out, as only a resolver knows their addresses: {names}. Who comes from there is shut "
    "out; add the addresses to the map and export again"
)
_NAMED_GUESTS = _(
    "Left out: clients that smtp.hnprop.tab lets in by their names, whatever their addresses are"
)


class Door(NamedTuple):
    """A service with the peers that are let in; None where it needs no rule.

    `about` says whose list that is, `notes` what is left out of it.
    """

    service: Service
    let_in: AddressSet | None
    about: Message
    notes: tuple[Message, ...] = ()

    @property
    def name(self) -> str:
        """The service's name."""
        return self.service.name


def doors(root: MailRoot, given: Given) -> Iterator[Door]:
    """Every service, with whom its map lets in."""
    for service in services(root):
        yield _door(root, given, service)


def _door(root: MailRoot, given: Given, service: Service) -> Door:
    told = {
        "service": service.name,
        "ports": Listing(tuple(map(str, service.ports))),
        "file": MAPS[service.name],
    }
    if not service.ports:
        return Door(service, None, say(_SHUT, **told))
    if service.name == "smtp" and not smtp_map_refuses(root):
        return Door(service, None, say(_MAP_IDLE, **told))
    try:
        return _by_map(root, given, service, told)
    except (UnseenFileError, TooIrregularError):
        if service.name == "ctrl":
            return Door(service, given.owned, say(_CTRL_UNREAD, **told))
        return Door(service, None, say(_UNREAD, **told))


def _by_map(root: MailRoot, given: Given, service: Service, told: Mapping[str, object]) -> Door:
    """Whom the map lets in, out of those whose connections arrive at all."""
    arriving = listening(root, service.name)
    peers = _let_in(root, service) & arriving
    notes = tuple(_notes(root, service))
    is_ctrl = service.name == "ctrl"
    if is_ctrl and is_world(peers & public()) and on_the_wire(given.owned):
        return Door(service, peers & given.owned, say(_FROM_BOTH, **told), notes)
    if not on_the_wire(arriving - peers):
        return Door(service, None, say(_CTRL_OPEN if is_ctrl else _OPEN, **told))
    return Door(service, peers, say(_FROM_MAP, **told), notes)


def _let_in(root: MailRoot, service: Service) -> AddressSet:
    """The peers a map lets in; what tells them apart is the address of their packets.

    XMail meets an IPv4 client of a socket for both families behind `::ffff:0:0/96`, where rows of
    IPv6 may say something else: then it must be let in by both addresses.
    """
    peers = access_map(root, service.name).allowed
    if service.name == "smtp":
        peers |= peers_granted(root, WHITE_LIST)
    if service.both_families:
        peers -= _refused_in_disguise(peers)
    # A translator shows IPv4 clients behind NAT64's network, of which maps seldom speak: they get
    # in where those of IPv4 do.
    if not is_world(_of_ipv4(peers) & public()):
        peers -= AddressSet.from_prefixes([_NAT64])
    return peers


def _of_ipv4(peers: AddressSet) -> AddressSet:
    return peers & AddressSet.from_prefixes([_IPV4])


def _refused_in_disguise(peers: AddressSet) -> AddressSet:
    """The IPv4 peers of a set that are not in it behind `::ffff:0:0/96`."""
    refused = tuple((_of_ipv4(peers).embedded(_MAPPED) - peers).prefixes(_MOST_REFUSED + 1))
    if len(refused) > _MOST_REFUSED:
        raise TooIrregularError
    return AddressSet.from_prefixes(
        Prefix(4, one.value & 0xFFFFFFFF, one.bits - 96) for one in refused
    )


def _notes(root: MailRoot, service: Service) -> Iterator[Message]:
    """What is left out."""
    allowed = [row for row in access_map(root, service.name).undecided if row.allows]
    names = tuple(row.matched.host_name for row in allowed)
    if names:
        yield say(_NAMES, names=Listing(names))
    if service.name == "smtp" and any(
        WHITE_LIST in granted(row) for row in host_property_rows(root)
    ):
        yield say(_NAMED_GUESTS)
