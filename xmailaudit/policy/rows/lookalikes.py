"""Rows with a character that misleads whoever looks at them.

XMail splits lines at LF and fields at TABs, and takes off plain quotes only (XMail facts:
tab-format 1 and 2).
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.tables.lookalikes import lookalike_in
from xmailaudit.tables.table import Fate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.tables.row import Place, Row
    from xmailaudit.tables.table import Fated

    from .table_files import TableFile

__all__ = ["Misleading", "misleading"]

#: Tables whose later fields are text for people or arguments of programs.
_WITH_TEXT = frozenset({"user", "mailproc", "custom", "filter", "smtpextauth", "userauth-pop3"})
_SETTINGS_WITH_TEXT = ("CustomSMTPMessage", "SmtpMsgIPBan")


class Misleading(NamedTuple):
    """Where it stands, its kind (`blank`, `quote`, `return`, `nul`), and its code (`U+3000`)."""

    row: Row
    place: Place
    kind: str
    code: str = ""


def misleading(table: TableFile) -> Iterator[Misleading]:
    """The rows of a table with such a character, the first one of each."""
    data = table.data
    has_returns = data.count(b"\r") != data.count(b"\r\n")
    if data.isascii() and not has_returns and b"\0" not in data:
        return
    cut = _lines_with_nul(data) if b"\0" in data else frozenset()
    for line in table.lines:
        found = _in_line(table, line, is_cut=line.row.line in cut)
        if found is not None:
            yield found


def _lines_with_nul(data: bytes) -> frozenset[int]:
    """The lines with a NUL that something follows."""
    lines = enumerate(BytesIO(data), 1)
    return frozenset(n for n, line in lines if line.partition(b"\0")[2].strip(b"\0\r\n"))


def _in_line(table: TableFile, line: Fated[Row], *, is_cut: bool) -> Misleading | None:
    row = line.row
    if b"\r" in row.raw:
        begin = row.start + row.raw.index(b"\r")
        return Misleading(row, row.at()._replace(start=begin, end=begin + 1), "return")
    if line.fate is Fate.COMMENT or row.raw.lstrip(b" \t").startswith(b"#"):
        return None
    if is_cut and not row.start:
        return Misleading(row, row.at(), "nul")
    is_first = row.line == 1 and not row.start
    one = lookalike_in(row.raw, lambda index: _is_text(table, row, index), first=is_first)
    if one is None:
        return None
    place = row.at()._replace(start=row.start + one.start, end=row.start + one.end)
    return Misleading(row, place, "blank" if one.is_blank else "quote", one.code)


def _is_text(table: TableFile, row: Row, index: int) -> bool:
    """Whether a field may hold any character people like."""
    if index in row.secret:
        return True
    if table.table.name == "server":
        return index > 0 and row.fields[0].startswith(_SETTINGS_WITH_TEXT)
    return index > 0 and table.table.name in _WITH_TEXT
