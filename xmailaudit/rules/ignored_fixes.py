"""Fixes of rows that XMail passes over: the row as it was meant, and whose access that changes.

`effect` works with exact sets: of the clients that the row would decide, those who are let in today
and would not be, or the other way round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.root import MAPS
from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.access import AccessMap, access_map, account_map, as_map_row
from xmailaudit.policy.addresses import (
    AddressSet,
    TooIrregularError,
    embedded_ipv4,
    matched_peers,
)
from xmailaudit.policy.filtered import filtered
from xmailaudit.policy.reach import listening
from xmailaudit.policy.relay import relay_table
from xmailaudit.policy.smtp.connect import filter_fields, spammer_rows
from xmailaudit.tables.edit import InsertRow
from xmailaudit.tables.ipmap import AccessRow
from xmailaudit.tables.reading import Chunk
from xmailaudit.tables.secret import Secret
from xmailaudit.tables.smtprelay import RelayRow
from xmailaudit.tables.spammers import SpammerRow

from .fixes import remove_row, review, set_field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.policy.access import MapRow
    from xmailaudit.policy.addresses import AddressFilter
    from xmailaudit.policy.rows.ignored import Ignored
    from xmailaudit.tables.edit import Edit, Value
    from xmailaudit.tables.row import Row

    from .finding import Fix

__all__ = ["Effect", "effect", "write_as_meant"]

_MOST_NETWORKS = 3
_SERVICES = {file: service for service, file in MAPS.items()}


class Effect(NamedTuple):
    """Who gains and who loses access if a row is read as it was meant; `service` is whose."""

    service: str
    gained: AddressSet
    lost: AddressSet


# ------------------------------------------------------------ the row as it was meant


def write_as_meant(found: tuple[Ignored, ...], change: Effect | None) -> Fix:
    """The fix that writes rows as they were meant; all of them must say how."""
    edits = [edit for one in found for edit in _rewritten(one.row, one.meant or ())]
    return review("write-as-meant", _title(change), *edits)


def _rewritten(row: Row, meant: tuple[Value, ...]) -> Iterator[Edit | None]:
    """Field by field where the row has as many; else a new row in the place of the old one."""
    if len(meant) == len(row.fields):
        for index, (old, new) in enumerate(zip(row.fields, meant, strict=True)):
            if isinstance(new, str) and old != new:
                yield set_field(row, index, new)
        return
    removed = remove_row(row)
    yield removed
    if removed is not None:
        yield InsertRow(row.file, row.line, meant)


def _title(change: Effect | None) -> Message:
    if change is None:
        return say(_("Write the row as it was meant"))
    if change.gained:
        return say(_GAINING[change.service == "relay"], networks=_shown(change.gained))
    if change.lost:
        title = _("Write the row as it was meant, which shuts out {networks}")
        return say(title, networks=_shown(change.lost))
    return say(_("Write the row as it was meant, which changes nobody's access now"))


#: By whether it is about relaying.
_GAINING = {
    False: _("Write the row as it was meant, which lets in {networks}"),
    True: _("Write the row as it was meant, which lets {networks} relay"),
}


def _shown(peers: AddressSet) -> Listing:
    """The first networks of a set; an IPv4 one is named once."""
    plain = (peers - embedded_ipv4()) or peers
    networks = tuple(map(str, plain.prefixes(_MOST_NETWORKS + 1)))
    if len(networks) > _MOST_NETWORKS:
        networks = (*networks[:_MOST_NETWORKS], "…")
    return Listing(networks)


# ------------------------------------------------------------ whose access changes


def effect(root: MailRoot, one: Ignored) -> Effect | None:
    """Whose access changes if a row is read as it was meant; None where that cannot be said.

    Raises UnseenFileError.
    """
    if one.meant is None:
        return None
    try:
        return _effect(root, one.row, _as_row(one.row, one.meant))
    except TooIrregularError:
        return None


def _effect(root: MailRoot, row: Row, meant: Row) -> Effect | None:
    if isinstance(meant, AccessRow):
        service = _SERVICES.get(row.file)
        if service is None:
            access = account_map(root, row.file.rpartition("/")[0])
            return _on_map(root, "pop3", access, as_map_row(meant))
        return _on_map(root, service, access_map(root, service), as_map_row(meant))
    arriving = listening(root, "smtp")
    nobody = AddressSet.empty()
    if isinstance(meant, RelayRow):
        gained = filtered(meant).addresses & arriving
        return Effect("relay", gained - relay_table(root).allowed, nobody)
    if isinstance(meant, SpammerRow):
        listed = filtered(meant, filter_fields(meant)).addresses & arriving
        others = [other.usable for other in spammer_rows(root) if other.usable is not None]
        return Effect("smtp", nobody, listed - matched_peers(others))
    return None


def _on_map(root: MailRoot, service: str, access: AccessMap, meant: MapRow) -> Effect:
    """The clients whom the row would decide: those it matches and no stronger row does."""
    own = meant.filter
    nobody = AddressSet.empty()
    if own is None:
        return Effect(service, nobody, nobody)
    stronger = (
        row.filter for row in access.rows if row.filter is not None and _outranks(row, meant)
    )
    overlapping = [one for one in stronger if _may_overlap(one, own)]
    decided = (own.addresses() & listening(root, service)) - matched_peers(overlapping)
    if meant.allows:
        return Effect(service, decided - access.allowed, nobody)
    return Effect(service, nobody, decided & access.allowed)


def _outranks(row: MapRow, meant: MapRow) -> bool:
    """Of equal precedence the later row wins."""
    return (row.precedence, row.row.line) > (meant.precedence, meant.row.line)


def _may_overlap(one: AddressFilter, other: AddressFilter) -> bool:
    if one.family != other.family:
        return True
    return (one.address ^ other.address) & one.mask & other.mask == 0


def _as_row(row: Row, meant: tuple[Value, ...]) -> Row:
    """The row as it was meant, in the place it stands in; without its secrets."""
    fields = ("" if isinstance(value, Secret) else value for value in meant)
    raw = "\t".join(f'"{field}"' for field in fields).encode("latin-1")
    return type(row)(row.file, Chunk(row.line, 0, raw))
