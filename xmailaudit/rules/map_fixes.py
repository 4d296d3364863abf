"""Edits of access maps that several rules offer.

`restrict` makes a map let in what it is told, and this machine, and no stranger: rows that let
strangers in go (one that widens the address of somebody known becomes that address), a row that
denies everybody is put on top where none is left, and what is still missing is allowed behind all
others.  Every other row stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import _, say
from xmailaudit.policy.addresses import (
    AddressFilter,
    AddressSet,
    FoldRow,
    Prefix,
    allowed_peers,
    embedded_ipv4,
    matched_peers,
    meeting,
)
from xmailaudit.policy.addresses.address_set import Term
from xmailaudit.policy.addresses.errors import AddressError
from xmailaudit.policy.masks import dotted_mask
from xmailaudit.policy.reach import hears_ipv6, listening
from xmailaudit.tables.edit import CreateFile

from .finding import Choice
from .fixes import insert_row, remove_row, review, set_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.access import AccessMap, MapRow
    from xmailaudit.tables.edit import Edit

    from .finding import Fix, OutsideStep
    from .given import Given

__all__ = [
    "EVERYBODY",
    "IPV6_NETWORKS",
    "LOOPBACK",
    "below_all",
    "fields_of",
    "in_words",
    "map_row",
    "network_set",
    "read_address",
    "read_narrow",
    "read_networks",
    "replace_row",
    "restrict",
    "restricting",
    "set_prefix",
    "this_machine",
]

EVERYBODY = Prefix.parse("0.0.0.0/0")
LOOPBACK = Prefix.parse("127.0.0.0/8")
_LOOPBACK_6 = Prefix.parse("::1/128")
#: All of IPv6 that a peer may come from: the internet, private networks, neighbours on the link.
IPV6_NETWORKS = tuple(map(Prefix.parse, ("2000::/3", "fc00::/7", "fe80::/10")))

_MOST_NETWORKS = 20


# ------------------------------------------------------------ rows


def map_row(network: Prefix, permission: str, precedence: int) -> tuple[str, ...]:
    """The fields of a row of an access map."""
    return (*fields_of(network), permission, str(precedence))


def fields_of(network: Prefix) -> tuple[str, str]:
    """A network as address and mask; XMail reads an IPv6 one from the first field alone."""
    if network.family == 6:
        return str(network), ""
    return str(network).partition("/")[0], dotted_mask(network.bits)


def set_prefix(row: MapRow, bits: int) -> Edit | None:
    """Give a row a mask of so many bits, in the form it is written in."""
    fields = row.row
    if "/" in fields.address:
        return set_field(fields, "address", f"{fields.address.partition('/')[0]}/{bits}")
    return set_field(fields, "mask", dotted_mask(bits))


# ------------------------------------------------------------ networks as text


def in_words(peers: AddressSet) -> str:
    """A set of networks as `read_networks` reads it; an IPv4 one is named once."""
    plain = (peers - embedded_ipv4()).prefixes(_MOST_NETWORKS)
    return ", ".join(map(str, plain))


def read_networks(text: str) -> tuple[Prefix, ...]:
    """Networks a person named, with commas or blanks between.  Raises AddressError."""
    return tuple(Prefix.parse(word) for word in text.replace(",", " ").split())


def read_narrow(text: str) -> tuple[Prefix, ...]:
    """Networks a person named of which none is all there is.  Raises AddressError."""
    networks = read_networks(text)
    for network in networks:
        if network.bits == 0:
            raise AddressError(_("{text} is everybody"), str(network))
    return networks


def read_address(text: str) -> str:
    """One address, or a mask in four parts, that a person named.  Raises AddressError."""
    address = text.strip()
    Prefix.parse(f"{address}/128" if ":" in address else f"{address}/32")
    return address


# ------------------------------------------------------------ restricting a map


def _who_may_connect(
    root: MailRoot, given: Given, access: AccessMap, strangers: AddressSet
) -> Choice:
    """The choice of networks that a map is restricted to, beside this machine.

    What is declared is proposed; without it this machine alone.
    """
    return Choice(
        "networks",
        say(_("Which networks may connect, beside this machine?")),
        _proposed(given) or str(LOOPBACK),
        lambda answer: restrict(root, access, strangers, read_narrow(answer)),
    )


def restricting(
    root: MailRoot,
    given: Given,
    access: AccessMap,
    strangers: AddressSet,
    *steps: OutsideStep,
) -> Fix:
    """The fix that restricts a map to what is chosen."""
    proposed = _proposed(given)
    title = (
        _("Let in this machine and {networks} only") if proposed else _("Let in this machine only")
    )
    choice = _who_may_connect(root, given, access, strangers)
    return review("restrict", say(title, networks=proposed), choice=choice, steps=steps)


def _proposed(given: Given) -> str:
    """The networks the owner declares, as text; empty without any."""
    declared = given.admins if given.admins is not None else given.trusted
    return in_words(declared) if declared is not None else ""


class _Kept(NamedTuple):
    """A row that stays, with whom it will match."""

    peers: AddressFilter
    allows: bool
    precedence: int

    @property
    def fold(self) -> FoldRow:
        """As the fold of an access map takes it."""
        return FoldRow(self.peers, self.allows, self.precedence)

    def holds(self, network: Prefix) -> bool:
        """Whether every peer of a network matches."""
        other = _filter(network)
        if self.peers.family != other.family:
            return self.peers.mask == 0
        differing = (self.peers.address ^ other.address) & self.peers.mask
        return not differing and not self.peers.mask & ~other.mask


def restrict(
    root: MailRoot, access: AccessMap, strangers: AddressSet, networks: Sequence[Prefix]
) -> tuple[Edit, ...]:
    """The edits that keep `strangers` out and let `networks` and this machine in.

    Raises UnseenFileError.
    """
    wanted = tuple(dict.fromkeys((*this_machine(root, access.service), *networks)))
    if not access.exists:
        return (CreateFile(access.file, _whole_map(root, access.service, wanted)),)
    edits, kept = _without(access, strangers)
    below = below_all(row.precedence for row in kept if row.allows)
    denied = [
        _Kept(_filter(network), allows=False, precedence=below)
        for network in _to_deny(root, access, kept, wanted)
    ]
    edits += [
        insert_row(access.file, *map_row(_network(row.peers), "DENY", below), after=0)
        for row in denied
    ]
    edits += _additions(access.file, [*denied, *kept], wanted)
    return tuple(edits)


def below_all(precedences: Iterable[int]) -> int:
    """The precedence of a row that shall decide where none of the others does.

    Below -1 a row is never used; there it must stand above the others in the file.
    """
    return max(min(precedences, default=2) - 1, -1)


def _whole_map(
    root: MailRoot, service: str, wanted: Sequence[Prefix]
) -> tuple[tuple[str, ...], ...]:
    return (
        *(map_row(network, "DENY", 1) for network in _everybody(root, service)),
        *(map_row(network, "ALLOW", 2) for network in wanted),
    )


def _without(access: AccessMap, strangers: AddressSet) -> tuple[list[Edit], list[_Kept]]:
    """Edits for the rows that let strangers in, and the rows that stay."""
    meets = meeting(strangers)
    edits: list[Edit | None] = []
    kept: list[_Kept] = []
    for row in access.rows:
        own = row.filter
        if own is None:
            continue
        if row.allows and meets(own):
            if not row.widens_a_host or meets(own.as_host):
                edits.append(remove_row(row.row))
                continue
            own = own.as_host
            edits.append(set_prefix(row, own.prefix_length or 0))
        kept.append(_Kept(own, row.allows, row.precedence))
    return [edit for edit in edits if edit is not None], kept


def _to_deny(
    root: MailRoot, access: AccessMap, kept: Sequence[_Kept], wanted: Sequence[Prefix]
) -> Iterator[Prefix]:
    """The networks in which somebody still gets in whom no row that stays allows."""
    welcome = matched_peers([*map(_filter, wanted), *(row.peers for row in kept if row.allows)])
    allowed = allowed_peers(row.fold for row in kept)
    uninvited = (allowed & listening(root, access.service)) - welcome
    for network in _everybody(root, access.service):
        if network_set(network) & uninvited:
            yield network


def _additions(file: str, rows: Sequence[_Kept], wanted: Sequence[Prefix]) -> Iterator[Edit]:
    """Rows behind all others for the networks that are not let in yet.

    They outdo the rows that shut out all of the network, not those that deny a part of it.
    """
    allowed = allowed_peers(row.fold for row in rows)
    for network in wanted:
        if network_set(network) <= allowed:
            continue
        above = (row.precedence for row in rows if not row.allows and row.holds(network))
        yield insert_row(file, *map_row(network, "ALLOW", max(above, default=1) + 1))


def this_machine(root: MailRoot, service: str) -> tuple[Prefix, ...]:
    """How this machine comes to a service; a row that denies all of IPv4 matches ::1 as well."""
    return (LOOPBACK, _LOOPBACK_6) if hears_ipv6(root, service) else (LOOPBACK,)


def _everybody(root: MailRoot, service: str) -> tuple[Prefix, ...]:
    return (EVERYBODY, *IPV6_NETWORKS) if hears_ipv6(root, service) else (EVERYBODY,)


def network_set(network: Prefix) -> AddressSet:
    """The addresses of a network."""
    return AddressSet.term(Term.of(network))


def _filter(network: Prefix) -> AddressFilter:
    term = Term.of(network)
    return AddressFilter(term.family, term.value, term.mask)


def _network(peers: AddressFilter) -> Prefix:
    return Prefix(peers.family, peers.address, peers.prefix_length or 0)


def replace_row(row: MapRow, networks: Sequence[Prefix]) -> tuple[Edit, ...]:
    """The edits that put a row for each network in the place of one, at its precedence."""
    removed = remove_row(row.row)
    if removed is None:
        return ()
    permission = "ALLOW" if row.allows else "DENY"
    return (
        *(
            insert_row(row.row.file, *map_row(one, permission, row.precedence), after=row.row.line)
            for one in networks
        ),
        removed,
    )
