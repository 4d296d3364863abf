"""Peers for whom only the order of rows decides (XMail facts: access, section 2).

Of the matching rows with the highest precedence the last one counts.  A *tie* is where those rows
disagree.  The peers of all ties are found at once: the difference between the map with ALLOW last
in each precedence and the map with ALLOW first.  Going down the precedences then tells which rows
tie for whom, so no row is compared with every other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .addresses import FoldRow, allowed_peers, matched_peers, meeting

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from .access import AccessMap, MapRow
    from .addresses import AddressFilter, AddressSet

__all__ = ["Tie", "ties", "without_ties"]


class Tie(NamedTuple):
    """Rows of one precedence that allow and deny the same peers."""

    precedence: int
    rows: tuple[MapRow, ...]
    peers: AddressSet


class _Row(NamedTuple):
    row: MapRow
    peers: AddressFilter


def ties(access: AccessMap, heard: AddressSet) -> Iterator[Tie]:
    """The ties among the peers that arrive, from the highest precedence down."""
    rows = [_Row(row, row.filter) for row in access.rows if row.filter is not None]
    tied = heard & (_folded(rows, last=True) - _folded(rows, last=False))
    for precedence, level in _mixed_levels(rows):
        if not tied:
            return
        allowing = matched_peers(one.peers for one in level if one.row.allows)
        denying = matched_peers(one.peers for one in level if not one.row.allows)
        peers = tied & allowing & denying
        if peers:
            meets = meeting(peers)
            yield Tie(precedence, tuple(one.row for one in level if meets(one.peers)), peers)
            tied -= peers


def _folded(rows: Iterable[_Row], *, last: bool) -> AddressSet:
    """Whom the map lets in if ALLOW stands last, or first, among equal precedences."""
    ordered = sorted(rows, key=lambda one: one.row.allows is last)
    return allowed_peers(FoldRow(p, row.allows, row.precedence) for row, p in ordered)


def _mixed_levels(rows: Iterable[_Row]) -> Iterator[tuple[int, list[_Row]]]:
    """The precedences that have rows of both permissions, highest first."""
    levels: dict[int, list[_Row]] = {}
    for one in rows:
        levels.setdefault(one.row.precedence, []).append(one)
    for precedence in sorted(levels, reverse=True):
        level = levels[precedence]
        if len({one.row.allows for one in level}) > 1:
            yield precedence, level


def without_ties(access: AccessMap, levels: Container[int]) -> Iterator[tuple[MapRow, int]]:
    """New precedences that make the order in these levels explicit: row and number.

    Nobody gains or loses access: rows keep their order, and what was above stays above.
    """
    ranked = sorted((row for row in access.rows if row.applies), key=lambda row: row.precedence)
    number = before = None
    for row in ranked:
        if before is None or number is None:
            number = row.precedence
        elif row.precedence > before.precedence:
            number = max(number + 1, row.precedence)
        elif row.precedence in levels and row.allows is not before.allows:
            number += 1
        if number != row.precedence:
            yield row, number
        before = row
