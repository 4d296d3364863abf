"""Which rule speaks of which row of smtprelay.tab: each row belongs to one, or to none.

The order of `_OWNERS`, the most specific first, is the precedence:

1. REL009  the address is a host name: nobody can say whom it matches;
2. REL001  one of the widest rows, which together let the world relay;
3. REL008  people read another network in it than XMail does;
4. REL003  one machine's address, but the mask lets strangers around it relay;
5. REL011  172.16.0.0 with the mask of the distribution;
6. REL002  lets public addresses relay that nobody declared;
7. REL004  lets private ones relay;
8. REL010  this machine alone.

A row counts by what it opens, not by how it looks: only clients matter that XMail hears without a
login (`relaying.senders`).  A row of one address is taken for declared where nothing is declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.policy.addresses import (
    Address,
    AddressFilter,
    AddressSet,
    is_world,
    loopback,
    matched_peers,
    meeting,
    public,
)
from xmailaudit.policy.notation import misreading
from xmailaudit.policy.relay import relay_table
from xmailaudit.policy.relaying import hides_its_clients, near, senders

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.filtered import FilteredRow
    from xmailaudit.tables.smtprelay import RelayRow

    from .given import Given

    Rows = tuple[FilteredRow[RelayRow], ...]

__all__ = ["Relays", "Rows", "filters_of", "peers_of", "relays"]

_STOCK_172 = AddressFilter(4, 0xAC100000, 0xFFFF0000)


class Relays:
    """The clients that may relay for their address, and the rows each rule owns.

    `heard` are the clients XMail takes mail from without a login, `allowed` those of them that some
    row lets relay; `strangers` are the public ones, `neighbours` the private ones that nobody
    declared.
    """

    __slots__ = ("_owned", "allowed", "heard", "neighbours", "strangers", "trusted")

    def __init__(self, root: MailRoot, given: Given) -> None:
        table = relay_table(root)
        declared = given.owned
        self.heard = senders(root, given.world)
        self.trusted = given.trusted
        self.allowed = self.heard & table.allowed
        self.strangers = (self.allowed & public()) - declared
        self.neighbours = (self.allowed & near()) - declared
        self._owned: dict[str, list[FilteredRow[RelayRow]]] = {}
        widest = _widest(table.rows, self.strangers)
        judge = _Judge(self, widest)
        for row in table.rows:
            owner = judge.owner(row)
            if owner is not None:
                self._owned.setdefault(owner, []).append(row)

    def owned_by(self, rule_id: str) -> Rows:
        """The rows a rule speaks of, in file order."""
        return tuple(self._owned.get(rule_id, ()))

    def opened_by(self, rows: Rows) -> AddressSet:
        """The undeclared clients, public and private, that these rows let relay."""
        return (self.strangers | self.neighbours) & peers_of(rows)

    def opened_beside_hosts(self, rows: Rows) -> AddressSet:
        """The same without the addresses that the rows name."""
        return self.opened_by(rows) - matched_peers(o.as_host for o in filters_of(rows))


def relays(root: MailRoot, given: Given) -> Relays:
    """The relay table as its rules see it; worked out once.  Raises UnseenFileError."""
    key = ("relays", given.owned, given.trusted is None, given.world.library)
    return root.remember(key, lambda: Relays(root, given))


def filters_of(rows: Rows) -> list[AddressFilter]:
    """The filters of the rows that have one."""
    return [row.usable for row in rows if row.usable is not None]


def peers_of(rows: Rows) -> AddressSet:
    """The clients that at least one of the rows matches."""
    return matched_peers(filters_of(rows))


# ------------------------------------------------------------ who owns a row


class _Judge:
    """Tells the owner of one row after the other; the sets it tests against are made ready once."""

    __slots__ = (
        "_meets_itself",
        "_meets_neighbours",
        "_meets_strangers",
        "_open",
        "_relays",
        "_widest",
    )

    def __init__(self, relays: Relays, widest: frozenset[AddressFilter]) -> None:
        self._relays = relays
        self._widest = widest
        self._open = relays.strangers | relays.neighbours
        self._meets_strangers = _quick(relays.strangers)
        self._meets_neighbours = _quick(relays.neighbours)
        self._meets_itself = _quick(relays.allowed & loopback())

    def owner(self, row: FilteredRow[RelayRow]) -> str | None:
        """The id of the rule that speaks of a row."""
        own = row.usable
        if own is None:
            return "REL009" if row.host_name is not None and self._relays.heard else None
        return next((rule for rule, owns in _OWNERS.items() if owns(self, row, own)), None)

    def is_widest(self, _row: FilteredRow[RelayRow], own: AddressFilter) -> bool:
        """One of the rows that let the world in."""
        return own in self._widest

    def is_misread(self, row: FilteredRow[RelayRow], _own: AddressFilter) -> bool:
        """Means another network than it matches."""
        return misreading(row) is not None

    def widens_a_host(self, row: FilteredRow[RelayRow], own: AddressFilter) -> bool:
        """Opens more than the address it names."""
        if not own.host_bits:
            return False
        first = Address(own.family, own.address & own.mask)
        return first in self._open or bool((self._open & row.addresses) - own.host)

    def is_stock_172(self, _row: FilteredRow[RelayRow], own: AddressFilter) -> bool:
        """The distribution's row, and it opens something."""
        return own == _STOCK_172 and self._meets_neighbours(own)

    def opens_to_strangers(self, _row: FilteredRow[RelayRow], own: AddressFilter) -> bool:
        """A network of public addresses, or a single one nobody declared."""
        return self._meets_strangers(own) and not self._counts_as_declared(own)

    def opens_to_neighbours(self, _row: FilteredRow[RelayRow], own: AddressFilter) -> bool:
        """A network of private addresses, or a single one that stands for many."""
        if not self._meets_neighbours(own):
            return False
        bridge = Address(own.family, own.address) in hides_its_clients()
        return bridge or not self._counts_as_declared(own)

    def is_this_machine(self, row: FilteredRow[RelayRow], own: AddressFilter) -> bool:
        """Opens relaying to programs on this machine, and to nobody else."""
        return self._meets_itself(own) and row.addresses & self._relays.allowed <= loopback()

    def _counts_as_declared(self, own: AddressFilter) -> bool:
        return self._relays.trusted is None and own == own.as_host


_OWNERS: dict[str, Callable[[_Judge, FilteredRow[RelayRow], AddressFilter], bool]] = {
    "REL001": _Judge.is_widest,
    "REL008": _Judge.is_misread,
    "REL003": _Judge.widens_a_host,
    "REL011": _Judge.is_stock_172,
    "REL002": _Judge.opens_to_strangers,
    "REL004": _Judge.opens_to_neighbours,
    "REL010": _Judge.is_this_machine,
}


def _quick(peers: AddressSet) -> Callable[[AddressFilter], bool]:
    """A test whether a filter matches one of these peers; most often its own address is one."""
    meets = meeting(peers)

    def quick(own: AddressFilter) -> bool:
        return Address(own.family, own.address) in peers or meets(own)

    return quick


def _widest(rows: Rows, strangers: AddressSet) -> frozenset[AddressFilter]:
    """The filters without which no world of strangers may relay: those of the greatest sizes."""
    if not is_world(strangers):
        return frozenset()
    meets = _quick(strangers)
    by_size: dict[int, set[AddressFilter]] = {}
    for row in rows:
        if row.usable is not None and meets(row.usable):
            by_size.setdefault(_size(row.usable), set()).add(row.usable)
    narrower = AddressSet.empty()
    sizes = sorted(by_size)
    for size in sizes:
        narrower |= matched_peers(by_size[size]) & strangers
        if is_world(narrower):
            return frozenset().union(*(by_size[wide] for wide in sizes if wide >= size))
    return frozenset()


def _size(own: AddressFilter) -> int:
    """How many bits the mask leaves open; of an IPv6 filter those that tell networks apart."""
    four = 32 - (own.mask & 0xFFFFFFFF).bit_count()
    if own.family == 4:
        return four
    six = 64 - own.mask.bit_count()
    return six if Address(6, own.address).embedded is None else max(four, six)
