"""Access maps: who may connect to a service (XMail facts: access, section 2).

`AccessMap.decide` follows XMail one peer at a time; `AccessMap.allowed` is the same decision for
all peers at once, as an exact set.  A map that does not exist lets everybody in; so does a map no
row of which matches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.root import MAPS
from xmailaudit.messages import _
from xmailaudit.tables.ctext import ascii_lower, atoi
from xmailaudit.tables.ipmap import ACCESS_MAP, AccessRow
from xmailaudit.tables.row import Place

from .addresses import AddressSet, FoldRow, allowed_peers
from .filtered import FilteredRow, filtered

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .addresses import Address
    from .facts import Facts

__all__ = ["AccessMap", "MapRow", "access_map", "account_map"]


class MapRow(NamedTuple):
    """A usable row of an access map: what it matches, permits, and with which precedence."""

    row: AccessRow
    matched: FilteredRow[AccessRow]
    allows: bool
    precedence: int

    @property
    def applies(self) -> bool:
        """Whether the row can ever decide: a precedence below -1 never does."""
        return self.precedence >= -1


class AccessMap:
    """One access map, parsed."""

    __slots__ = ("_allowed", "exists", "file", "rows", "service")

    def __init__(self, service: str, file: str, rows: tuple[MapRow, ...], *, exists: bool) -> None:
        self.service = service
        self.file = file
        self.rows = rows
        self.exists = exists
        self._allowed: AddressSet | None = None

    @property
    def allowed(self) -> AddressSet:
        """Every peer the map lets in; rows with host names are left out (see `undecided`)."""
        if self._allowed is None:
            self._allowed = allowed_peers(
                FoldRow(row.matched.usable, row.allows, row.precedence)
                for row in self.rows
                if row.matched.usable is not None
            )
        return self._allowed

    @property
    def undecided(self) -> tuple[MapRow, ...]:
        """Rows whose addresses only a resolver knows."""
        return tuple(row for row in self.rows if row.matched.host_name is not None)

    @property
    def denies_nobody(self) -> bool:
        """Whether every peer is let in."""
        return self.allowed == AddressSet.everything()

    def decide(self, facts: Facts, peer: Address) -> bool:
        """Whether XMail lets `peer` in; adds the deciding row to the trace."""
        if not self.exists:
            facts.step(Place(self.file), _("the file does not exist, so everybody is let in"))
            return True
        best, winner = -1, None
        for row in self.rows:
            if row.precedence >= best and row.matched.matches(facts, peer):
                best, winner = row.precedence, row
        if winner is None:
            facts.step(
                Place(self.file), _("no row matches {client}, so it is let in"), client=str(peer)
            )
            return True
        template = _("allows {client}") if winner.allows else _("denies {client}")
        facts.step(winner.row, template, client=str(peer))
        return winner.allows


def access_map(root: MailRoot, service: str) -> AccessMap:
    """The access map of `smtp`, `pop3`, `ctrl` or `finger`.  Raises UnseenFileError."""
    return _load(root, service, MAPS[service])


def account_map(root: MailRoot, folder: str) -> AccessMap:
    """An account's own POP3 map; `folder` is the account's directory.  Raises UnseenFileError."""
    return _load(root, "pop3", f"{folder}/pop3.ipmap.tab")


def _load(root: MailRoot, service: str, file: str) -> AccessMap:
    return root.remember(("access map", file), lambda: _parse(root, service, file))


def _parse(root: MailRoot, service: str, file: str) -> AccessMap:
    rows = tuple(_map_row(row) for row in root.rows(ACCESS_MAP, file))
    return AccessMap(service, file, rows, exists=root.exists(file))


def _map_row(row: AccessRow) -> MapRow:
    allows = ascii_lower(row.permission) == "allow"
    return MapRow(row, filtered(row, 2), allows, atoi(row.precedence))
