"""Filters outside the command files: which rows select one, and which lines run a program.

XMail facts: mailproc, sections 5 and 6.  A row of filters.in.tab or filters.out.tab names a file in
`filters/`; the three tables of SMTP filters are lists of lines themselves.  Whatever is wrong, the
mail passes.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.addresses import LOCALHOST, AddressFilter, parse_filter
from xmailaudit.tables.commands import FILTER_LINES, FilterLineRow
from xmailaudit.tables.ctext import atoi
from xmailaudit.tables.filters import FILTERS, FilterRow
from xmailaudit.tables.table import Fate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot

__all__ = [
    "FILTER_TABLES",
    "SMTP_FILTERS",
    "FilterLine",
    "RowFault",
    "Selection",
    "filter_lines",
    "selections",
]

FILTER_TABLES = ("filters.in.tab", "filters.out.tab")
SMTP_FILTERS = ("filters.post-rcpt.tab", "filters.pre-data.tab", "filters.post-data.tab")
_REMOTE, _LOCAL, _FILE = 2, 3, 4


class RowFault(Enum):
    """Why a row selects no filter."""

    TOO_FEW = "too few fields"
    #: A net without `/bits`, which no client is in.
    NO_BITS = "no bits"
    #: A mask of numbers and dots behind the slash: XMail reads its first number, all bits.
    DOTTED = "dotted mask"
    NO_FILE = "no such file"
    NOTHING_IN_IT = "a file that runs nothing"


class Selection(NamedTuple):
    """A row that selects a filter file, or was meant to; `field` is what is wrong in it."""

    row: FilterRow
    fault: RowFault | None
    field: int | None = None

    @property
    def file(self) -> str:
        """The filter file."""
        return f"filters/{self.row.file_name}"


class FilterLine(NamedTuple):
    """A line that runs a program, or was meant to."""

    row: FilterLineRow

    @property
    def timeout(self) -> int | None:
        """How long XMail waits for the program; None where no flag says it."""
        found: int | None = None
        for flag in (self.row.flags or "").split(","):
            name, equals, value = flag.partition("=")
            if name == "timeo" and equals:
                found = atoi(value)
        return found

    @property
    def waits(self) -> bool:
        """Whether XMail hears the exit code."""
        return self.timeout is None or self.timeout > 0


def selections(root: MailRoot) -> Iterator[Selection]:
    """The rows of both tables.  Raises UnseenFileError."""
    for table in FILTER_TABLES:
        for line in root.survey(FILTERS, table):
            if line.fate is Fate.TOO_FEW_FIELDS:
                yield Selection(line.row, RowFault.TOO_FEW)
            elif line.fate is Fate.USED:
                yield _selected(root, line.row)


def _selected(root: MailRoot, row: FilterRow) -> Selection:
    for column in (_REMOTE, _LOCAL):
        fault = _net_fault(row.fields[column])
        if fault is not None:
            return Selection(row, fault, column)
    chosen = Selection(row, None)
    if not root.exists(chosen.file):
        return Selection(row, RowFault.NO_FILE, _FILE)
    if not any(True for _row in root.stream(FILTER_LINES, chosen.file)):
        return Selection(row, RowFault.NOTHING_IN_IT, _FILE)
    return chosen


def _net_fault(net: str) -> RowFault | None:
    _address, slash, bits = net.partition("/")
    if not slash:
        return RowFault.NO_BITS
    readable = isinstance(parse_filter(net, None, 1, LOCALHOST), AddressFilter)
    return RowFault.DOTTED if readable and "." in bits and atoi(bits) > 0 else None


def filter_lines(root: MailRoot) -> Iterator[FilterLine]:
    """The lines of the files that rows select, and of the SMTP filters.  Raises UnseenFileError."""
    files = dict.fromkeys(one.file for one in selections(root) if one.fault is None)
    for file in (*files, *SMTP_FILTERS):
        for row in root.stream(FILTER_LINES, file):
            yield FilterLine(row)
