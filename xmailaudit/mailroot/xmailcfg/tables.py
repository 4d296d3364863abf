"""From lines of a pasted table to the rows XMail would have in the file.

A table is taken whole or not at all: with a line missing, whoever asks who is let in would get a
wrong answer.  So one line that is not understood makes the table one that cannot be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import Message, _, say
from xmailaudit.tables.files import table_of
from xmailaudit.tables.quoting import fault, quoted

from .cells import TableLine, is_address, is_letters, is_mask, is_masked, is_permission
from .labels import PERMISSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .normal import Line, Word

__all__ = ["Assembled", "PastedRow", "PastedTable", "assemble", "row_bytes"]

_PRECEDENCE = "優先順位"
_PRECEDENCE_FIELD = 3
#: What stands for a mask that the text does not show; no resolver knows such a name.
_NO_MASK = "?"

_ORDER = _("its precedences are not shown; the order of the list is taken for them")


class PastedTable(NamedTuple):
    """A table as it was pasted: its heading's line, its columns if they were named, its lines."""

    file: str
    name: str
    number: int
    columns: tuple[str, ...]
    lines: tuple[TableLine, ...]


class PastedRow(NamedTuple):
    """A row for XMail's table, and the line it stands in.

    `fields` hold bytes as latin-1, `spans` where each stands in the line (code points).
    """

    line: Line
    fields: tuple[str, ...]
    spans: tuple[tuple[int, int] | None, ...]
    masked: bool = False
    secret: tuple[int, int] | None = None


class Assembled(NamedTuple):
    """The rows of a table; or the number of the line that is not understood."""

    rows: tuple[PastedRow, ...]
    odd: int | None = None
    assumed: Message | None = None
    paired: bool = False


class _OddLineError(Exception):
    """Control flow: a line is not understood."""

    def __init__(self, line: Line) -> None:
        super().__init__(line.number)
        self.number = line.number


def assemble(table: PastedTable) -> Assembled:
    """The rows of a pasted table."""
    try:
        if table.file.endswith(".ipmap.tab"):
            return _access_map(table)
        if table.file == "smtprelay.tab":
            return _relay_table(table.lines)
        make = _login if table.file == "smtpauth.tab" else _pair
        return Assembled(tuple(_fitting(table.file, make(line)) for line in table.lines))
    except _OddLineError as odd:
        return Assembled((), odd.number)


def row_bytes(row: PastedRow) -> bytes:
    """The row as XMail writes it: quoted, but for a precedence."""
    return b"\t".join([_field(field, number) for number, field in enumerate(row.fields)])


def _field(text: str, number: int) -> bytes:
    bare = number == _PRECEDENCE_FIELD and text.isdecimal()
    return text.encode("ascii") if bare else quoted(text)


# ------------------------------------------------------------ access maps


def _access_map(table: PastedTable) -> Assembled:
    rows = [_access_row(line) for line in table.lines]
    behind = [_behind(line) for line in table.lines]
    numbers = [words[0] if words and _is_number(words[0].text) else None for words in behind]
    shown = _PRECEDENCE in table.columns or not table.columns
    if shown and rows and None not in numbers:
        filled = [_with_precedence(row, word) for row, word in zip(rows, numbers, strict=True)]
        assumed = None if table.columns else say(_ORDER)
    else:
        if _PRECEDENCE in table.columns:
            _refuse_words(table, behind)
        filled = [_placed(row, order) for order, row in enumerate(rows, 1)]
        assumed = say(_ORDER)
    return Assembled(tuple(_fitting(table.file, row) for row in filled), assumed=assumed)


def _refuse_words(table: PastedTable, behind: Sequence[Sequence[Word]]) -> None:
    """Where some rows show a precedence, every row must; a word in its place is no precedence."""
    if any(behind):
        for line, words in zip(table.lines, behind, strict=True):
            if not words or not _is_number(words[0].text):
                raise _OddLineError(line.line)


def _access_row(line: TableLine) -> PastedRow:
    words = list(line.words)
    at = next((i for i, word in enumerate(words[:3]) if is_permission(word.text)), None)
    if at is None or at == 0:
        raise _OddLineError(line.line)
    address = words[0]
    mask = words[1] if at == 2 else None
    fields = (address.text, _mask(address, mask), PERMISSIONS[words[at].text.casefold()])
    spans = tuple(None if word is None else _span(word) for word in (address, mask, words[at]))
    return PastedRow(line.line, _held(fields), spans, _is_hidden(address, mask))


def _mask(address: Word, mask: Word | None) -> str:
    if mask is not None:
        return mask.text
    return "" if "/" in address.text else _NO_MASK


def _is_hidden(address: Word, mask: Word | None) -> bool:
    unknown = mask is None and "/" not in address.text
    return unknown or is_masked(address.text) or (mask is not None and is_masked(mask.text))


def _behind(line: TableLine) -> Sequence[Word]:
    """The words behind the permission."""
    at = next(i for i, word in enumerate(line.words) if is_permission(word.text))
    return line.words[at + 1 :]


def _is_number(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").isdecimal() and len(text) < 10


def _with_precedence(row: PastedRow, word: Word | None) -> PastedRow:
    if word is None:
        return row
    return row._replace(fields=(*row.fields, word.text), spans=(*row.spans, _span(word)))


def _placed(row: PastedRow, order: int) -> PastedRow:
    return row._replace(fields=(*row.fields, str(order)), spans=(*row.spans, None))


# ------------------------------------------------------------ the relay table


def _relay_table(lines: tuple[TableLine, ...]) -> Assembled:
    single = [line for line in lines if len(line.words) == 1 and "/" not in line.words[0].text]
    if single and all(is_address(line.words[0].text) for line in single):
        if len(single) != len(lines):
            raise _OddLineError(single[0].line)
        return Assembled(tuple(_columns(lines)), paired=True)
    return Assembled(tuple(_fitting("smtprelay.tab", _relay_row(line)) for line in lines))


def _relay_row(line: TableLine) -> PastedRow:
    address = line.words[0]
    if "/" in address.text:
        return PastedRow(line.line, _held((address.text, "")), (_span(address), None))
    mask = line.words[1] if len(line.words) > 1 else None
    if mask is not None and is_permission(mask.text):
        if PERMISSIONS[mask.text.casefold()] != "ALLOW":
            raise _OddLineError(line.line)
        mask = None
    fields = _held((address.text, _mask(address, mask)))
    spans = (_span(address), None if mask is None else _span(mask))
    return PastedRow(line.line, fields, spans, _is_hidden(address, mask))


def _columns(lines: Sequence[TableLine]) -> Iterator[PastedRow]:
    """Cells that were copied column by column: all addresses, then the mask of each, in order.

    Masks look like addresses, so only the place decides.
    """
    half, rest = divmod(len(lines), 2)
    addresses, masks = lines[:half], lines[half:]
    wrong = next((line for line in masks if not is_mask(line.words[0].text)), None)
    if rest or wrong:
        raise _OddLineError((wrong or lines[-1]).line)
    for address, mask in zip(addresses, masks, strict=True):
        word = address.words[0]
        fields = _held((word.text, mask.words[0].text))
        yield PastedRow(address.line, fields, (_span(word), None), is_masked(word.text))


# ------------------------------------------------------------ logins, forwarders


def _login(line: TableLine) -> PastedRow:
    if len(line.words) != 3 or not is_letters(line.words[2].text):
        raise _OddLineError(line.line)
    fields = _held(tuple(word.text for word in line.words))
    spans = tuple(_span(word) for word in line.words)
    password = line.words[1]
    hidden = not password.text.strip("*xX○●・") or is_masked(password.text)
    return PastedRow(line.line, fields, spans, hidden, secret=_span(password))


def _pair(line: TableLine) -> PastedRow:
    fields = _held(tuple(word.text for word in line.words))
    return PastedRow(line.line, fields, tuple(_span(word) for word in line.words))


# ------------------------------------------------------------ fields


def _span(word: Word) -> tuple[int, int]:
    return word.start, word.end


def _held(fields: tuple[str, ...]) -> tuple[str, ...]:
    """The fields as the model holds texts: bytes as latin-1."""
    return tuple(field.encode(errors="replace").decode("latin-1") for field in fields)


def _fitting(file: str, row: PastedRow) -> PastedRow:
    """The row, unless XMail could not read it back as it is."""
    table = table_of(file)
    limit = table.safe_limit if table is not None else 0
    if any(fault(field, quotes=True) for field in row.fields) or len(row_bytes(row)) > limit:
        raise _OddLineError(row.line)
    return row
