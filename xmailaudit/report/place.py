"""Places as people see them: line, columns in code points, text with secrets masked.

A `Place` counts bytes; columns count code points, from 1, of the line as it reads: as UTF-8 where
the line is that, else as latin-1.  Of a line that XMail reads in pieces each piece is looked at by
itself, and a character that was cut in two belongs to the piece it begins in.

What a table shows that was made of a text stands in that text: line, columns and row are the
text's, the file is the table.  What stands in a profile has `(profile)` for a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.copied import CopiedFile, copied_place
from xmailaudit.mailroot.outside import OutsideFile
from xmailaudit.tables.files import table_of
from xmailaudit.tables.secret import MASK

from .escape import decoded

if TYPE_CHECKING:
    from xmailaudit.tables.row import Place

__all__ = ["ShownPlace", "shown_place"]


class ShownPlace(NamedTuple):
    """A place for show; still foreign text.

    `column` and `end_column` are 1-based code points of the line, end exclusive; `text` is what
    stands between them.  `row` is all of the row, and `mark` where `text` stands in it (0-based
    code points, end exclusive): masks make a row shorter or longer than its line, so `mark` and
    the columns differ.  An absence has `file` only.  `pasted` names the text that line and columns
    are those of, where it is not the file itself; `path` where a file lies that is not in the
    MailRoot.
    """

    file: str
    line: int | None = None
    column: int | None = None
    end_column: int | None = None
    text: str | None = None
    row: str | None = None
    mark: tuple[int, int] | None = None
    pasted: str | None = None
    path: str | None = None


def shown_place(place: Place) -> ShownPlace:
    """A place of a table, or of the start options, for show."""
    path = place.file.path if isinstance(place.file, OutsideFile) else None
    if place.line is None:
        return ShownPlace(decoded(place.file), path=path)
    place = copied_place(place) or place
    piece = _Piece(place)
    first = place.chunk if place.start is None else place.start
    last = piece.end if place.end is None else place.end
    before, text = piece.text(place.chunk, first), piece.text(first, last)
    row = piece.text(place.chunk, piece.end)
    start = len(before)
    whole = not row.startswith(before + text)  # one mask covers more than the place
    return ShownPlace(
        file=decoded(place.file),
        line=place.line,
        column=piece.column(first),
        end_column=piece.column(last),
        text=text,
        row=row,
        mark=(0, len(row)) if whole else (start, start + len(text)),
        pasted=place.file.text if isinstance(place.file, CopiedFile) else None,
        path=path,
    )


class _Piece:
    """The bytes of a place's row, and how they read."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._raw = place.raw
        self._utf8 = _is_utf8(place)
        self.end = place.chunk + len(place.raw)

    def column(self, offset: int) -> int:
        """The 1-based column of a byte of the line."""
        raw = self._raw[: offset - self._place.chunk]
        later = sum(map(_is_continuation, raw)) if self._utf8 else 0
        return self._place.column + 1 + len(raw) - later

    def text(self, start: int, end: int) -> str:
        """The text between two bytes of the line, with the mask for each secret in it."""
        pieces: list[str] = []
        done = start
        for low, high in sorted(self._place.hidden):
            if high > done and low < end:
                pieces += self._read(done, low), MASK
                done = high
        return "".join(pieces) + self._read(done, end)

    def _read(self, start: int, end: int) -> str:
        base = self._place.chunk
        raw = self._raw[max(start - base, 0) : max(end - base, 0)]
        return raw.decode("utf-8" if self._utf8 else "latin-1", "replace")


def _is_utf8(place: Place) -> bool:
    raw = place.raw
    if place.chunk:
        raw = raw.lstrip(bytes(range(0x80, 0xC0)))
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data" and error.end == len(raw)
        return cut and _fills_buffer(place)
    return True


def _fills_buffer(place: Place) -> bool:
    """Whether XMail's reader may have cut the line behind this piece."""
    table = table_of(place.file)
    return table is not None and len(place.raw) >= table.limit


def _is_continuation(byte: int) -> bool:
    return 0x80 <= byte < 0xC0
