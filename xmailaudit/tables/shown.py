"""What a person may see of a table's lines and of an edit: text, with passwords masked.

A line that is UTF-8 is shown as that, every other as latin-1.  A line of a table with secrets that
XMail would not read as one row is masked whole, and so is every line of a file that is no table:
it may be a key.  The text is still foreign; making control characters harmless is the surface's
part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from .document import TabDocument, split_end
from .edit import (
    CreateFile,
    DeleteFile,
    DropByteOrderMark,
    EndWithNewline,
    InsertRow,
    RemoveRow,
    SetField,
    Splice,
    TakeRights,
    apply_all,
    splice_of,
)
from .files import table_of
from .reading import read_chunks
from .secret import MASK, Secret

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .edit import Edit, Value
    from .row import Place, Row
    from .table import Table

__all__ = [
    "affected_line",
    "columns",
    "masked",
    "shown_document",
    "shown_line",
    "shown_lines",
    "shown_place",
]


def masked(raw: bytes, hidden: Iterable[tuple[int, int]] = ()) -> str:
    """The bytes as text, with `•••` for each of the byte spans `hidden`."""
    encoding = _encoding(raw)
    pieces: list[str] = []
    done = 0
    for start, end in sorted(hidden):
        if end > done:
            pieces += raw[done:start].decode(encoding, "replace"), MASK
            done = end
    return "".join(pieces) + raw[done:].decode(encoding, "replace")


def _encoding(raw: bytes) -> str:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def shown_place(place: Place) -> str:
    """The text a place points at, masked: a field, or all of its row."""
    start, end = _extent(place)
    inside = [(max(low, start), min(high, end)) for low, high in place.hidden]
    hidden = [(low - start, high - start) for low, high in inside if low < high]
    return masked(place.raw[start - place.chunk : end - place.chunk], hidden)


def columns(place: Place) -> tuple[int, int] | None:
    """Where a place begins and ends in its line: 1-based code points, end exclusive.

    None for an absence.
    """
    if place.line is None:
        return None
    encoding = _encoding(place.raw)
    start, end = (
        place.column + 1 + len(place.raw[: offset - place.chunk].decode(encoding, "replace"))
        for offset in _extent(place)
    )
    return start, end


def _extent(place: Place) -> tuple[int, int]:
    whole = place.chunk, place.chunk + len(place.raw)
    return (
        whole[0] if place.start is None else place.start,
        whole[1] if place.end is None else place.end,
    )


def shown_line(file: str, physical: bytes) -> str:
    """A physical line of a file without its end, masked."""
    return _shown(table_of(file), physical)


def shown_document(file: str, document: TabDocument) -> tuple[str, ...]:
    """All lines of a file without their ends, masked."""
    table = table_of(file)
    return tuple([_shown(table, line) for line in document.physical])


def _shown(table: Table[Row] | None, physical: bytes) -> str:
    text, _end = split_end(physical)
    if not text:
        return ""
    if table is None:
        return MASK
    if not table.row.holds_secrets:
        return masked(text)
    chunk = next(read_chunks(physical, table.limit))
    if chunk.raw != text.rstrip(b"\r"):
        return MASK
    return masked(text, table.row("", chunk).hidden)


def shown_lines(edit: Edit, document: TabDocument | None) -> tuple[str | None, str | None]:
    r"""The text an edit is about, before and after it, masked; None where there is none.

    The text is that of the line, without its end; only `EndWithNewline` shows the end it adds.
    Of several lines (a new file, a splice) it is all, joined by `\n`.  `document` is the file as it
    is, None where there is none.  Deleting a file and taking rights show
    nothing.

    Raises:
        EditError: the edit does not fit the document.
    """
    before = TabDocument.parse(b"") if document is None else document
    match edit:
        case DeleteFile() | TakeRights():
            return None, None
        case CreateFile():
            data = apply_all(lambda _file: None, [edit])[edit.file] or b""
            rows = zip(TabDocument.parse(data).physical, edit.rows, strict=True)
            return None, "\n".join(_new_line(edit.file, *row) for row in rows)
        case InsertRow():
            return None, _new_line(edit.file, splice_of(before, edit).new[-1], edit.fields)
        case SetField():
            line = before.physical[edit.line - 1 : edit.line]
            (changed,) = splice_of(before, edit).new or line
            old = _joined(edit.file, line)
            # A row too odd to show is not to be trusted because it has got a proper field.
            value_in_place = (*("",) * edit.index, edit.value)
            new = MASK if old == MASK else _new_line(edit.file, changed, value_in_place)
            return old, new
        case EndWithNewline():
            splice = splice_of(before, edit)
            end = "".join(split_end(line)[1].decode("ascii") for line in splice.new)
            text = _joined(edit.file, splice.old)
            return text, None if text is None else text + end
        case RemoveRow() | DropByteOrderMark() | Splice():
            splice = splice_of(before, edit)
            return _joined(edit.file, splice.old), _joined(edit.file, splice.new)
        case _:
            assert_never(edit)


def affected_line(edit: Edit, document: TabDocument | None) -> int | None:
    """The number of the line an edit is about, of a new row the one it gets; None for a file."""
    count = 0 if document is None else len(document.physical)
    match edit:
        case CreateFile() | DeleteFile() | TakeRights():
            return None
        case SetField() | RemoveRow():
            return edit.line
        case InsertRow():
            return 1 + (count if edit.after is None else edit.after)
        case EndWithNewline():
            return max(count, 1)
        case DropByteOrderMark():
            return 1
        case Splice():
            return edit.at
        case _:
            assert_never(edit)


def _new_line(file: str, physical: bytes, values: Iterable[Value]) -> str:
    """A new line as it is shown; a secret outside the columns of secrets masks all of it."""
    table = table_of(file)
    secret = {index for index, value in enumerate(values) if isinstance(value, Secret)}
    if table is None or not secret.issubset(table.row.secret):
        return MASK
    return _shown(table, physical)


def _joined(file: str, lines: tuple[bytes, ...]) -> str | None:
    return "\n".join(shown_line(file, line) for line in lines) if lines else None
