"""Rows: what XMail reads out of one line, and where it stands.

A table's row type names its columns once:

    class RelayRow(Row):
        address = Column(0)
        mask = Column(1)

`row.address` is the field's text, `RelayRow.address` the column itself, and
`row.at(RelayRow.address)` (or `row.at("address")`) the place of it.  A secret column gives a
`Secret`.  Rows exist in great numbers, so places are worked out only when asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple, overload

from .reading import is_plain, split_fields, split_spans
from .secret import MASK, Secret

if TYPE_CHECKING:
    from .reading import Chunk, Span

__all__ = ["Column", "Place", "Row", "SecretColumn"]


class Place(NamedTuple):
    """Where a finding or a trace step points.

    `line` is None for an absence.  `start` and `end` are byte offsets in the physical line, end
    exclusive, or None for the whole line.  `raw` holds the bytes of the row's chunk, which begins
    at byte `chunk` of that line and has `column` code points before it, and `hidden` the byte spans
    (in the line) a surface must mask.
    """

    file: str
    line: int | None = None
    start: int | None = None
    end: int | None = None
    raw: bytes = b""
    chunk: int = 0
    column: int = 0
    hidden: tuple[tuple[int, int], ...] = ()

    def __repr__(self) -> str:  # without its bytes: a password may be among them
        return f"Place({self.file!r}, line {self.line}, bytes {self.start} to {self.end})"


class _Named:
    """A column of a row type: its place among the fields, and its name.

    A field that the row lacks reads as the empty string; XMail itself never looks at it.
    """

    __slots__ = ("index", "name")

    def __init__(self, index: int) -> None:
        self.index = index
        self.name = ""

    def __set_name__(self, owner: type[Row], name: str) -> None:
        self.name = name

    def _text(self, row: Row) -> str:
        fields = row.fields
        return fields[self.index] if self.index < len(fields) else ""


class Column(_Named):
    """A named column; reading it from a row gives the field's text."""

    __slots__ = ()

    @overload
    def __get__(self, row: None, owner: type[Row]) -> Column: ...
    @overload
    def __get__(self, row: Row, owner: type[Row]) -> str: ...
    def __get__(self, row: Row | None, owner: type[Row]) -> Column | str:
        return self if row is None else self._text(row)


class SecretColumn(_Named):
    """A column whose field is a password, in clear or as XMCrypt hex."""

    __slots__ = ()

    @overload
    def __get__(self, row: None, owner: type[Row]) -> SecretColumn: ...
    @overload
    def __get__(self, row: Row, owner: type[Row]) -> Secret: ...
    def __get__(self, row: Row | None, owner: type[Row]) -> SecretColumn | Secret:
        return self if row is None else Secret(self._text(row))


class Row:
    """One line of a table as XMail reads it.

    `file` is relative to the MailRoot; `line` is the 1-based physical line, `start` the byte offset
    of this row in it (not 0 when a line beyond the reader's limit was cut), `column` the code
    points before it; `raw` the row's bytes; `fields` its fields, de-quoted.
    """

    __slots__ = ("column", "fields", "file", "line", "raw", "start")

    #: The columns a surface must mask.
    secret: ClassVar[tuple[int, ...]] = ()
    #: How many fields a row of a table with secrets has.  With fewer, or with one that leaves in
    #: doubt where it ends, the row is masked whole; with more, from the first secret column on.
    secret_minimum: ClassVar[int] = 0
    #: Whether any row of this type may have something to mask.
    holds_secrets: ClassVar[bool] = False
    #: Whether lines are split into fields; if not, the whole line is one field, as it stands.
    tabbed: ClassVar[bool] = True

    def __init__(self, file: str, chunk: Chunk) -> None:
        self.file = file
        self.line = chunk.line
        self.start = chunk.start
        self.column = chunk.column
        self.raw = chunk.raw
        self.fields = split_fields(chunk.raw) if self.tabbed else (chunk.raw.decode("latin-1"),)

    def __init_subclass__(cls) -> None:
        named = (column for kind in cls.__mro__ for column in vars(kind).values())
        indexes = {column.index for column in named if isinstance(column, SecretColumn)}
        cls.secret = tuple(sorted(indexes))
        cls.holds_secrets = bool(cls.secret) or cls.hidden is not Row.hidden

    def at(self, column: Column | SecretColumn | str | int | None = None) -> Place:
        """Where a column (or the field of an index) stands in the file.

        The whole row without a column, and where the row has no such field.
        """
        index = self._index(column)
        start, end = self.start, self.start + len(self.raw)
        if index is not None and self.tabbed:
            for span in split_spans(self.raw)[index : index + 1]:
                start, end = self.start + span.start, self.start + span.end
        return Place(
            self.file, self.line, start, end, self.raw, self.start, self.column, self.hidden
        )

    def _index(self, column: Column | SecretColumn | str | int | None) -> int | None:
        if isinstance(column, str):
            named: Column | SecretColumn = getattr(type(self), column)
            return named.index
        return column.index if isinstance(column, (Column, SecretColumn)) else column

    @property
    def hidden(self) -> tuple[tuple[int, int], ...]:
        """The byte spans, in the physical line, that a surface must mask."""
        if not self.holds_secrets:
            return ()
        spans = split_spans(self.raw)
        if self.start or len(spans) < self.secret_minimum or self._is_doubtful(spans):
            return self._whole()
        if self.secret and len(spans) > self.secret_minimum:
            return self._placed(spans[self.secret[0] :])
        return self._placed(tuple(spans[index] for index in self.secret if index < len(spans)))

    def _is_doubtful(self, spans: tuple[Span, ...]) -> bool:
        """Whether a field in sight may hold more than was meant, as with a blank for a TAB."""
        in_sight = (span for index, span in enumerate(spans) if index not in self.secret)
        return not all(is_plain(self.raw[start:end]) for start, end in in_sight)

    def _whole(self) -> tuple[tuple[int, int], ...]:
        """The span of all the row."""
        return ((self.start, self.start + len(self.raw)),)

    def _behind(self, index: int) -> tuple[tuple[int, int], ...]:
        """The spans of all fields from `index` on."""
        return self._placed(split_spans(self.raw)[index:])

    def _placed(self, spans: tuple[Span, ...]) -> tuple[tuple[int, int], ...]:
        return tuple((self.start + span.start, self.start + span.end) for span in spans)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Row):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[type[Row], str, int, int, bytes]:
        return type(self), self.file, self.line, self.start, self.raw

    def __repr__(self) -> str:
        shown = [MASK] if self.hidden else list(self.fields)
        return f"{type(self).__name__}({self.file}:{self.line} {shown!r})"
