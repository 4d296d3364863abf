"""A table as XMail knows it: buffer, comments, field counts, row type.

One `Table` object per kind of file, declared in the module of that table with the facts of
tab-format, section 4.  `read()` gives the rows XMail uses, in file order; `survey()` gives every
line with its fate, for the rules that report what XMail drops without a word.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from .reading import read_chunks
from .row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Fate", "Fated", "Table"]

R = TypeVar("R", bound=Row)


class Fate(Enum):
    """What becomes of a line."""

    USED = "used"
    BLANK = "blank"
    COMMENT = "comment"
    TOO_FEW_FIELDS = "too few fields"
    TOO_MANY_FIELDS = "too many fields"


class Fated(NamedTuple, Generic[R]):
    """A line and its fate; comments and dropped rows are rows too, so they can be pointed at."""

    fate: Fate
    row: R


class Table(Generic[R]):
    """How XMail 1.27 reads one kind of table.

    `buffer` is the size of its line buffer in bytes; `comments` tells whether a `#` in the first
    column is honoured; a row needs `minimum` fields and may have at most `maximum` (None: any
    number, the surplus is ignored or a list).  `indexed` tables are looked up through `tabindex/`;
    `scan_buffer` is the buffer of the admin commands that go through such a table row by row and
    write it anew (None: the same as `buffer`).
    """

    __slots__ = (
        "buffer",
        "comments",
        "indexed",
        "maximum",
        "minimum",
        "name",
        "row",
        "scan_buffer",
    )

    def __init__(
        self,
        name: str,
        row: type[R],
        *,
        buffer: int,
        minimum: int,
        maximum: int | None = None,
        comments: bool = True,
        indexed: bool = False,
        scan_buffer: int | None = None,
    ) -> None:
        self.name = name
        self.row = row
        self.buffer = buffer
        self.minimum = minimum
        self.maximum = maximum
        self.comments = comments
        self.indexed = indexed
        self.scan_buffer = buffer if scan_buffer is None else scan_buffer

    def __repr__(self) -> str:
        return f"Table({self.name!r})"

    @property
    def limit(self) -> int:
        """The most bytes of a line that one read delivers."""
        return self.buffer - 2

    @property
    def safe_limit(self) -> int:
        """The most bytes of a line, its end included, that every reader of XMail takes whole."""
        return min(self.buffer, self.scan_buffer) - 2

    def read(self, file: str, data: bytes) -> Iterator[R]:
        """The rows XMail uses, in file order."""
        make, minimum, maximum = self.row, self.minimum, self.maximum
        for chunk in read_chunks(data, self.limit):
            raw = chunk.raw
            if not raw or (self.comments and raw[0] == 0x23):
                continue
            row = make(file, chunk)
            count = len(row.fields)
            if count >= minimum and (maximum is None or count <= maximum):
                yield row

    def survey(self, file: str, data: bytes) -> Iterator[Fated[R]]:
        """Every line with what becomes of it, in file order."""
        for chunk in read_chunks(data, self.limit):
            row = self.row(file, chunk)
            yield Fated(self._fate(row), row)

    def _fate(self, row: R) -> Fate:
        if not row.raw:
            return Fate.BLANK
        if self.comments and row.raw[0] == 0x23:
            return Fate.COMMENT
        count = len(row.fields)
        if count < self.minimum:
            return Fate.TOO_FEW_FIELDS
        if self.maximum is not None and count > self.maximum:
            return Fate.TOO_MANY_FIELDS
        return Fate.USED
