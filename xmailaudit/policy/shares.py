"""Which row decides whom: an access map or the relay table as shares, one for each row that counts.

XMail facts: access, sections 2 and 5.  The shares of a table are disjoint, and together they are
all peers that arrive; the last one holds those whom no row matches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .access import AccessMap
from .addresses import AddressSet
from .relay import RELAY_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.tables.row import Row

    from .relay import RelayTable

__all__ = ["Share", "file_of", "host_names", "shares"]


class Share(NamedTuple):
    """The peers one row decides, out of those it matches; `row` is None where no row matches."""

    row: Row | None
    allows: bool
    peers: AddressSet
    matched: AddressSet


class _Ranked(NamedTuple):
    row: Row
    allows: bool
    matched: AddressSet


def shares(table: AccessMap | RelayTable, arriving: AddressSet) -> Iterator[Share]:
    """The shares of the peers that arrive, the strongest row first.

    Rows that decide nobody have none, nor have rows with host names, whose peers nobody knows.
    """
    answered = AddressSet.empty()
    for ranked in _strongest_first(table):
        matched = ranked.matched & arriving
        peers = matched - answered
        if peers:
            yield Share(ranked.row, ranked.allows, peers, matched)
            answered |= matched
    rest = arriving - answered
    if rest:
        yield Share(None, isinstance(table, AccessMap), rest, arriving)


def _strongest_first(table: AccessMap | RelayTable) -> Iterator[_Ranked]:
    if not isinstance(table, AccessMap):
        for relayed in table.rows:
            yield _Ranked(relayed.row, True, relayed.addresses)  # noqa: FBT003  # a relay row allows
        return
    # Of equal precedence the later row wins.
    rows = [row for row in table.rows if row.applies]
    rows.sort(key=lambda row: row.precedence)
    for row in reversed(rows):
        yield _Ranked(row.row, row.allows, row.matched.addresses)


def file_of(table: AccessMap | RelayTable) -> str:
    """The table's file."""
    return table.file if isinstance(table, AccessMap) else RELAY_FILE


def host_names(table: AccessMap | RelayTable) -> tuple[tuple[Row, str], ...]:
    """The rows whose peers only a resolver knows, with the names to look up."""
    filtered = (
        [(row.row, row.matched.host_name) for row in table.undecided]
        if isinstance(table, AccessMap)
        else [(row.row, row.host_name) for row in table.undecided]
    )
    return tuple((row, name) for row, name in filtered if name is not None)
