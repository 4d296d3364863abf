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

from .addresses import Address, AddressSet, FoldRow, allowed_peers, matched_peers, public
from .filtered import FilteredRow, LazySet, filtered

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .addresses import AddressFilter
    from .facts import Facts

__all__ = ["AccessMap", "MapRow", "access_map", "account_map", "as_map_row"]


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

    @property
    def filter(self) -> AddressFilter | None:
        """The filter of a row that can decide; None for a host name, or no filter at all."""
        return self.matched.usable if self.applies else None

    @property
    def precedence_as_written(self) -> int | None:
        """The precedence as a person reads the field; None for what is no number."""
        text = self.row.precedence.strip(" ")
        digits = text[1:] if text[:1] in ("-", "+") else text
        return int(text) if digits.isascii() and digits.isdigit() else None

    @property
    def odd_permission(self) -> bool:
        """Whether the permission is neither ALLOW nor DENY, so that it denies."""
        return not self.allows and ascii_lower(self.row.permission.strip(" ")) != "deny"

    @property
    def names_everybody(self) -> bool:
        """Whether every IPv4 peer matches."""
        own = self.filter
        if own is None or own.mask & 0xFFFFFFFF:
            return False
        return own.family == 4 or Address(6, own.address).embedded is not None

    @property
    def names_one_host(self) -> bool:
        """Whether the mask leaves nothing open: one address."""
        own = self.filter
        return own is not None and own.mask == own.as_host.mask

    @property
    def has_holes(self) -> bool:
        """Whether the mask is no network's."""
        own = self.filter
        return own is not None and not own.contiguous

    @property
    def widens_a_host(self) -> bool:
        """Whether the row lets in the network around one public address.

        Such a row most likely means the address alone.
        """
        own = self.filter
        return (
            own is not None
            and self.allows
            and own.contiguous
            and own.host_bits
            and Address(own.family, own.address) in public()
        )


class AccessMap:
    """One access map, parsed."""

    __slots__ = ("_allowed", "_meant", "exists", "file", "rows", "service")

    def __init__(self, service: str, file: str, rows: tuple[MapRow, ...], *, exists: bool) -> None:
        self.service = service
        self.file = file
        self.rows = rows
        self.exists = exists
        self._allowed = LazySet(self._fold)
        self._meant = LazySet(self._fold_as_meant)

    @property
    def allowed(self) -> AddressSet:
        """Every peer the map lets in; rows with host names are left out (see `undecided`).

        Raises TooIrregularError.
        """
        return self._allowed.get()

    def _fold(self) -> AddressSet:
        return allowed_peers(
            FoldRow(row.filter, row.allows, row.precedence)
            for row in self.rows
            if row.filter is not None
        )

    @property
    def allowed_as_meant(self) -> AddressSet:
        """The same if each row that widens a host let in that host alone."""
        return self._meant.get()

    def _fold_as_meant(self) -> AddressSet:
        return allowed_peers(
            _as_meant(row.filter, row) for row in self.rows if row.filter is not None
        )

    def named(self, *, allows: bool) -> AddressSet:
        """The peers that some ALLOW row matches, or some other row, whichever decides."""
        filters = (row.filter for row in self.rows if row.allows is allows)
        return matched_peers(one for one in filters if one is not None)

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


def _as_meant(own: AddressFilter, row: MapRow) -> FoldRow:
    return FoldRow(own.as_host if row.widens_a_host else own, row.allows, row.precedence)


def access_map(root: MailRoot, service: str) -> AccessMap:
    """The access map of `smtp`, `pop3`, `ctrl` or `finger`.  Raises UnseenFileError."""
    return _load(root, service, MAPS[service])


def account_map(root: MailRoot, folder: str) -> AccessMap:
    """An account's own POP3 map; `folder` is the account's directory.  Raises UnseenFileError."""
    return _load(root, "pop3", f"{folder}/pop3.ipmap.tab")


def _load(root: MailRoot, service: str, file: str) -> AccessMap:
    return root.remember(("access map", file), lambda: _parse(root, service, file))


def _parse(root: MailRoot, service: str, file: str) -> AccessMap:
    rows = tuple(as_map_row(row) for row in root.rows(ACCESS_MAP, file))
    return AccessMap(service, file, rows, exists=root.exists(file))


def as_map_row(row: AccessRow) -> MapRow:
    """A row of four fields as the map uses it."""
    allows = ascii_lower(row.permission) == "allow"
    return MapRow(row, filtered(row, 2), allows, atoi(row.precedence))
