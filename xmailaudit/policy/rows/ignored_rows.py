"""Rows that XMail passes over without a word.

Dropped are rows with too few fields (of user.tab, with other than two); of those that are left, no
use are rows whose address, mask, name or password is none (XMail facts: tab-format, 2 and 4).

One fact, one finding.  Not here are rows that have a rule of their own: those that crash the server
(TAB017), accounts (USR008), commands (USR016), a first row behind a byte-order mark (TAB007), what
is left of a line too long (TAB006), filter rows with too few fields or a mask of its own (USR029),
and what `ignored_filters` leaves out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.policy.settings.names import is_commented_out, is_read
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.document import BYTE_ORDER_MARK
from xmailaudit.tables.extaliases import ExternalAliasRow
from xmailaudit.tables.ipmap import AccessRow
from xmailaudit.tables.mlusers import MemberRow
from xmailaudit.tables.pop3links import LinkRow
from xmailaudit.tables.properties import PropertyRow
from xmailaudit.tables.quoting import fault, quoted
from xmailaudit.tables.secret import Secret
from xmailaudit.tables.server import SettingRow
from xmailaudit.tables.table import Fate
from xmailaudit.tables.user import USER_VARIABLES, VariableRow
from xmailaudit.tables.userauth import SmtpClientRow
from xmailaudit.tables.xmcrypt import decode

from .ignored import NAME_COLUMNS, Cause, Ignored, names_nobody, values, words
from .ignored_ends import end_passed_over
from .ignored_filters import certain_map_row, unreadable, unreadable_net

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from xmailaudit.tables.edit import Value
    from xmailaudit.tables.row import Row
    from xmailaudit.tables.table import Fated

    from .table_files import TableFile

__all__ = ["ignored_rows", "too_few", "whole_lines"]


def ignored_rows(table: TableFile, crashing: Collection[Row] = ()) -> Iterator[Ignored]:
    """The rows of a table that XMail passes over, but for those with a rule of their own.

    `crashing` are the rows that crash the server.
    """
    if not table.table.row.tabbed:
        return
    judge = _Judge(table, crashing)
    for line in table.lines:
        if judge.speaks_of(line):
            found = judge.verdict(line)
            if found is not None:
                yield _written(found, table)


def whole_lines(table: TableFile) -> Iterator[Fated[Row]]:
    """The lines of a table that are rows, and each a whole one."""
    judge = _Judge(table, ())
    return filter(judge.speaks_of, table.lines)


def too_few(table: TableFile, row: Row, needed: int) -> Ignored:
    """What is to be said of a row with fewer fields than needed."""
    return _written(_few(row, needed), table)


def _written(found: Ignored, table: TableFile) -> Ignored:
    """Without what was meant, where no row can hold it."""
    certain = _can_be_written(found.meant or (), table.table.safe_limit)
    return found if certain else found._replace(meant=None)


def _can_be_written(meant: Sequence[Value], most: int) -> bool:
    """Whether a row can hold these values: not with a lone CR, nor beyond XMail's buffer."""
    texts = [value.reveal() if isinstance(value, Secret) else value for value in meant]
    if any(fault(text, quotes=True) is not None for text in texts):
        return False
    return sum(len(quoted(text)) + 1 for text in texts) < most


class _Judge:
    """Judges the lines of one table, in their order."""

    def __init__(self, table: TableFile, crashing: Collection[Row]) -> None:
        self._crashing = crashing
        self._table = table.table
        self._marked = table.data.startswith(BYTE_ORDER_MARK)
        self._hidden = _last_lines(table)
        self._is_first = True

    def speaks_of(self, line: Fated[Row]) -> bool:
        """Whether a line is a row, and a whole one."""
        row = line.row
        if line.fate in (Fate.BLANK, Fate.COMMENT) or not row.raw.strip(b" \t"):
            return False
        is_eaten = self._marked and row.line == 1
        is_cut = row.start > 0 or len(row.raw) >= self._table.limit
        return not (is_eaten or is_cut or is_commented_out(row))

    def verdict(self, line: Fated[Row]) -> Ignored | None:
        """Why a row does nothing; None where it does something, or another rule speaks."""
        row, name = line.row, self._table.name
        if name in _ELSEWHERE:
            return None
        if line.fate is not Fate.USED:
            return None if name in _DROPPED_ELSEWHERE else self._dropped(row)
        needed = _INCOMPLETE.get(name, 0)
        if len(row.fields) < needed:
            return None if row in self._crashing else _few(row, needed)
        return self._unused(row)

    # ------------------------------------------------------------ dropped

    def _dropped(self, row: Row) -> Ignored:
        needed = self._table.minimum
        if isinstance(row, VariableRow):
            return _not_two(row)
        if isinstance(row, AccessRow):
            return _of_a_map(row, _few(row, needed))
        if isinstance(row, ExternalAliasRow) and self._hides(row):
            return Ignored(row, Cause.HIDES, needed)
        return _few(row, needed)

    def _hides(self, row: ExternalAliasRow) -> bool:
        return row.line < self._hidden.get(_key(row), 0)

    # ------------------------------------------------------------ kept, and of no use

    def _unused(self, row: Row) -> Ignored | None:
        name = self._table.name
        if isinstance(row, LinkRow):
            decoded = decode(row.password.reveal())
            return None if decoded.ok else Ignored(row, Cause.PASSWORD, self._table.minimum)
        if isinstance(row, SmtpClientRow):
            is_first, self._is_first = self._is_first, False
            return None if row.complete or not is_first else self._login(row)
        if names_nobody(name, row):
            return _name_padded(row, NAME_COLUMNS[name], self._table.minimum)
        found = unreadable_net(row) if name == "filters" else unreadable(row)
        return found or end_passed_over(row, self._table.minimum)

    def _login(self, row: Row) -> Ignored:
        found = _few(row, 3)
        return found if found.cause is Cause.BLANKS else found._replace(cause=Cause.LOGIN)


def _few(row: Row, needed: int) -> Ignored:
    seen = words(row.raw)
    if len(seen) < needed:
        return Ignored(row, Cause.FEW, needed)
    certain = len(seen) == needed and _is_plain_speech(row, seen)
    return Ignored(row, Cause.BLANKS, needed, values(row, seen) if certain else None)


#: Tables whose rows have rules of their own, and those whose dropped rows have.
_ELSEWHERE = frozenset({"mailproc", "custom", "filter"})
_DROPPED_ELSEWHERE = frozenset({"mailusers", "filters"})
#: The fields a row needs beyond what the index needs.
_INCOMPLETE = {"aliases": 3, "aliasdomain": 2}


def _key(row: Row) -> tuple[str, str]:
    return ascii_lower(row.fields[0]), ascii_lower(row.fields[1]) if len(row.fields) > 1 else ""


def _last_lines(table: TableFile) -> dict[tuple[str, str], int]:
    """Where the last complete row of each key stands, in the table where short rows hide them."""
    if table.table.row is not ExternalAliasRow:
        return {}
    return {_key(row): row.line for row in table.rows}


def _is_plain_speech(row: Row, seen: Sequence[str]) -> bool:
    """Whether words are fields as they stand, with no sign of another language between them."""
    is_name = is_read(seen[0]) if isinstance(row, SettingRow) else True
    return is_name and not any('"' in word for word in seen)


def _not_two(row: Row) -> Ignored:
    seen = words(row.raw)
    if len(row.fields) < 2:
        if len(seen) == 2:
            certain = _is_plain_speech(row, seen)
            return Ignored(row, Cause.BLANKS, 2, values(row, seen) if certain else None)
        return Ignored(row, Cause.NOT_TWO, 2)
    # What stands behind a flag or a number is a remark; behind a text it may be part of it.
    name, value = row.fields[:2]
    is_known = USER_VARIABLES.get(name) is not None and name not in ("RealName", "HomePage")
    return Ignored(row, Cause.NOT_TWO, 2, (name, value) if is_known else None)


def _of_a_map(row: AccessRow, few: Ignored) -> Ignored:
    """A row of an access map with fewer than four fields."""
    if few.cause is Cause.BLANKS:
        return few if certain_map_row(words(row.raw)) else few._replace(meant=None)
    if len(row.fields) != 3:
        return few
    address, second, third = row.fields
    if "/" in address:
        meant = (address, "", second, third)
        certain = certain_map_row(meant)
        return Ignored(row, Cause.NO_SECOND_FIELD, 4, meant if certain else None)
    is_permission = ascii_lower(third) in ("allow", "deny")
    return Ignored(row, Cause.NO_PRECEDENCE, 4) if is_permission else few


def _name_padded(row: Row, columns: Sequence[int], needed: int) -> Ignored:
    """A domain, name or pattern with a blank in it, which nothing is equal to."""
    padded = next(column for column in columns if " " in row.fields[column])
    fields = [
        field.strip(" ") if column in columns else field for column, field in enumerate(row.fields)
    ]
    if not any(" " in fields[column] for column in columns):
        return Ignored(row, Cause.PADDED, needed, values(row, fields), padded)
    seen = words(row.raw)
    if len(row.fields) > 1 or len(seen) < 2:
        return Ignored(row, Cause.PADDED, needed, None, padded)
    is_certain = isinstance(row, (MemberRow, PropertyRow))
    return Ignored(row, Cause.BLANKS, needed, values(row, seen) if is_certain else None)
