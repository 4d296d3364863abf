"""Rows that are never reached, because others answer first for all they match.

Of an access map the strongest row decides, of spammers.tab and smtp.ipprop.tab the first that
matches, of a table with keys the first of a key (XMail facts: tab-format 4; access 2 and 3).  The
relay table, where every row that matches will do, is `redundant_filters`.

One fact, one finding.  Not here are settings (TAB004), accounts of the admin port (USR005), members
of lists (each row gets its copy), accounts, aliases and logins behind a row that is broken itself
(USR008, TAB017, TAB001, TAB007), rows that XMail passes over (TAB001), odd permissions and
precedences (ACL007, ACL008).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from xmailaudit.policy.access import as_map_row
from xmailaudit.policy.addresses import FoldRow, deciding_rows
from xmailaudit.policy.filtered import filtered
from xmailaudit.policy.properties import matched_beginning
from xmailaudit.policy.resolution import is_wild
from xmailaudit.policy.smtp.connect import filter_fields
from xmailaudit.tables.aliasdomain import AliasDomainRow
from xmailaudit.tables.aliases import AliasRow
from xmailaudit.tables.ctext import ascii_lower, wild_match
from xmailaudit.tables.ipmap import AccessRow
from xmailaudit.tables.mailusers import MailUserRow
from xmailaudit.tables.properties import PropertyRow
from xmailaudit.tables.spammers import SpammerRow
from xmailaudit.tables.userauth import SmtpClientRow
from xmailaudit.tables.xmcrypt import decode

from .ignored import names_nobody

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from xmailaudit.policy.addresses import AddressFilter
    from xmailaudit.tables.row import Row

    from .table_files import TableFile

__all__ = ["Dead", "dead_rows", "redundant_filters"]

#: Each pattern is held against those before it, so beyond these only equal ones are found.
_MOST_PATTERNS = 500
_MOST_IRREGULAR = 2000

R = TypeVar("R")


class Dead(NamedTuple):
    """A row that is never reached; `by` is the row that answers first, None where several do."""

    row: Row
    by: Row | None


def dead_rows(table: TableFile) -> Iterator[Dead]:
    """The rows of a table that are never reached.  Raises TooIrregularError."""
    name = table.table.name
    used = (row for row in table.rows if not names_nobody(name, row))
    if name == "ipmap":
        yield from _of_a_map(used)
    elif name in _FIRST_MATCH:
        yield from _behind_filters(used, _FIRST_MATCH[name])
    elif name == "smtp.hnprop":
        yield from _behind_beginnings(used)
    elif name in _PATTERNS:
        yield from _behind_patterns(used)
    elif name == "aliasdomain":
        rows = [row for row in used if _is_whole(row)]
        yield from _behind_keys((row for row in rows if not is_wild(row.fields[0])), (1, False))
        yield from _behind_patterns(row for row in rows if is_wild(row.fields[0]))
    elif name in _KEYS:
        yield from _behind_keys(used, _KEYS[name])


# ------------------------------------------------------------ addresses


def _of_a_map(rows: Iterable[Row]) -> Iterator[Dead]:
    ranked = [as_map_row(row) for row in rows if isinstance(row, AccessRow)]
    able = _judged([(row, row.filter) for row in ranked if row.filter is not None])
    folded = [FoldRow(own, row.allows, row.precedence) for row, own in able]
    deciding = deciding_rows(folded)
    dead = [place for place in range(len(able)) if place not in deciding]
    for place in dead:
        row, own = able[place]
        if not row.odd_permission:
            rank = row.precedence, place
            stronger = (
                other.row
                for number, (other, its) in enumerate(able)
                if (other.precedence, number) > rank and _covers(its, own)
            )
            yield Dead(row.row, _first_of_few(stronger, len(dead)))


def _judged(able: list[tuple[R, AddressFilter]]) -> list[tuple[R, AddressFilter]]:
    """The rows whose reach is worked out: all, or of very many those that name a network.

    A mask with holes among them would take minutes; without it some dead row may stay unseen.
    """
    if len(able) <= _MOST_IRREGULAR:
        return able
    return [(row, own) for row, own in able if own.contiguous]


def _first_of_few(rows: Iterator[Row], dead: int) -> Row | None:
    """The first row, looked for only where few rows need it."""
    return next(rows, None) if dead <= 20 else None


def _covers(one: AddressFilter, other: AddressFilter) -> bool:
    """Whether a filter matches all that another of its family does."""
    if one.family != other.family or one.mask & ~other.mask:
        return False
    return (one.address ^ other.address) & one.mask == 0


def _behind_filters(
    rows: Iterable[Row], filter_of: Callable[[Row], AddressFilter | None]
) -> Iterator[Dead]:
    """Rows of a table in which the first one that matches counts."""
    pairs = ((row, filter_of(row)) for row in rows)
    able = _judged([(row, own) for row, own in pairs if own is not None])
    # Of rows with equal precedence the later one answers; here the first must.
    folded = [FoldRow(own, allows=True, precedence=0) for _row, own in reversed(able)]
    deciding = {len(able) - 1 - place for place in deciding_rows(folded)}
    dead = [place for place in range(len(able)) if place not in deciding]
    for place in dead:
        row, own = able[place]
        earlier = (other for other, its in able[:place] if _covers(its, own))
        yield Dead(row, _first_of_few(earlier, len(dead)))


def _spammer_filter(row: Row) -> AddressFilter | None:
    return filtered(row, filter_fields(row)).usable if isinstance(row, SpammerRow) else None


def _property_filter(row: Row) -> AddressFilter | None:
    return filtered(row, 1).usable


_FIRST_MATCH: dict[str, Callable[[Row], AddressFilter | None]] = {
    "spammers": _spammer_filter,
    "smtp.ipprop": _property_filter,
}


def redundant_filters(
    able: Sequence[tuple[Row, AddressFilter]], leaving: frozenset[Row]
) -> Iterator[Dead]:
    """Rows of the relay table whose clients other rows let relay as well.

    Of equal rows the later is one, else the narrower.  Rows that are `leaving` the table, because
    something is wrong with them, make no other row redundant but an equal one.
    """
    known: dict[Hashable, Row] = {}
    single: list[tuple[Row, AddressFilter]] = []
    for row, own in able:
        key = own.family, own.mask, own.address & own.mask
        first = known.setdefault(key, row)
        if first is not row:
            yield Dead(row, first)
        elif row not in leaving:
            single.append((row, own))
    single = _judged(single)
    folded = [FoldRow(own, allows=True, precedence=_open_bits(own)) for _row, own in single]
    deciding = deciding_rows(folded)
    dead = [place for place in range(len(single)) if place not in deciding]
    for place in dead:
        row, own = single[place]
        wider = (other for other, its in single if other is not row and _covers(its, own))
        yield Dead(row, _first_of_few(wider, len(dead)))


def _open_bits(own: AddressFilter) -> int:
    return (32 if own.family == 4 else 128) - own.mask.bit_count()


# ------------------------------------------------------------ names


def _behind_beginnings(rows: Iterable[Row]) -> Iterator[Dead]:
    """Host names, of which the first whose beginning fits counts."""
    known: dict[str, Row] = {}
    for row in rows:
        beginning = matched_beginning(row.fields[0]) if isinstance(row, PropertyRow) else None
        if beginning is None:
            continue
        shorter = (known.get(beginning[:length]) for length in range(len(beginning) + 1))
        first = next((one for one in shorter if one is not None), None)
        if first is None:
            known[beginning] = row
        else:
            yield Dead(row, first)


_PATTERNS = frozenset({"smtpgw", "smtpfwd", "spam-address"})


def _behind_patterns(rows: Iterable[Row]) -> Iterator[Dead]:
    """Patterns, of which the first that matches counts."""
    known: dict[str, Row] = {}
    for row in rows:
        pattern = ascii_lower(row.fields[0])
        first = known.get(pattern)
        if first is None and len(known) <= _MOST_PATTERNS:
            first = next((one for wide, one in known.items() if _takes_all(wide, pattern)), None)
        if first is None:
            known[pattern] = row
        else:
            yield Dead(row, first)


def _takes_all(wide: str, narrow: str) -> bool:
    """Whether a pattern of stars only surely matches all that another pattern does.

    Then a star or a question mark of the other can only fall to a star.
    """
    is_simple = not any(mark in wide + narrow for mark in "?[\\")
    return "*" in wide and is_simple and wild_match(narrow, wide)


#: The fields of a key, and whether case counts in it.
_KEYS: dict[str, tuple[int, bool]] = {
    "mailusers": (2, False),
    "aliases": (2, False),
    "domains": (1, False),
    "extaliases": (2, False),
    "smtpauth": (2, True),
    "smtpextauth": (1, False),
    "userauth-pop3": (1, False),
    "userauth-smtp": (0, False),
}


def _behind_keys(rows: Iterable[Row], key: tuple[int, bool]) -> Iterator[Dead]:
    """Rows of a table in which the first of a key counts."""
    count, exact = key
    known: dict[tuple[str, ...], Row] = {}
    for row in rows:
        fields = row.fields[:count]
        first = known.setdefault(fields if exact else tuple(map(ascii_lower, fields)), row)
        if first is not row and _is_whole(first) and (_is_whole(row) or _is_account(row)):
            yield Dead(row, first)


def _is_account(row: Row) -> bool:
    """Whether nothing else is said of a broken row, because a whole one comes before it."""
    return isinstance(row, MailUserRow)


def _is_whole(row: Row) -> bool:
    """Whether a row that is found does what it should; of one that is broken other rules speak."""
    if isinstance(row, MailUserRow):
        return row.complete and decode(row.password.reveal()).ok
    return row.complete if isinstance(row, (AliasRow, AliasDomainRow, SmtpClientRow)) else True
