"""Laying out plain text in columns a terminal shows: width, wrapping, tables, underlined rows.

Everything here takes text that is already harmless and already in a language.  Wide characters of
East Asia take two columns, combining ones none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .escape import escape_always, escaped, is_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "WIDTH",
    "Excerpt",
    "Parts",
    "apart",
    "columns",
    "excerpt",
    "padded",
    "parts",
    "width",
    "wrap",
]

#: A text report is as wide as the narrowest terminal people still use.
WIDTH = 80

_TAB = 8
#: How much of a row stands before what is underlined, where a row must be cut.
_LEAD = 24
#: Japanese does not begin a line with these, nor end one with those.
_NOT_FIRST = (
    "、。，．・：；？！）］｝」』】〉》…ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}%"
)
_NOT_LAST = "（［｛「『【〈《([{"


def width(text: str) -> int:
    """The columns a text takes."""
    return len(text) if text.isascii() else sum(map(_width_of, text))


def _width_of(character: str) -> int:
    if character.isascii():
        return 1
    # Only here: plain ASCII reports do without it.
    from unicodedata import combining, east_asian_width

    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def padded(text: str, room: int) -> str:
    """The text with spaces behind it up to `room` columns."""
    return text + " " * (room - width(text))


def wrap(
    text: str, room: int, *, first: str = "", rest: str | None = None, whole: bool = False
) -> list[str]:
    """The text as lines of at most `room` columns.

    `first` stands before the first line, `rest` before the others (spaces of the same width where
    it is not given).  Lines break at spaces and between wide characters; a word without either is
    cut where the line ends, unless words stay `whole`: places and paths are there to be copied.
    A text that has room on one line stays as it is.
    """
    if width(first) + width(text) <= room:
        return [(first + text).rstrip()]
    behind = " " * width(first) if rest is None else rest
    lines: list[str] = []
    line, used, spaced = first, width(first), True
    longest = len(text) if whole else room - max(width(first), width(behind))
    for piece, spaces in _pieces(text, longest):
        gap = 0 if spaced else spaces
        size = width(piece)
        if used + gap + size > room and not spaced:
            lines.append(line)
            line, used, gap = behind, width(behind), 0
        line += " " * gap + piece
        used += gap + size
        spaced = False
    lines.append(line)
    return [line.rstrip() for line in lines]


def _pieces(text: str, room: int) -> Iterator[tuple[str, int]]:
    """The pieces a line may end behind, each with whether a space stands before it (1 or 0)."""
    for word in text.split(" "):
        if word.isascii() and len(word) <= room:
            if word:
                yield word, 1
            continue
        space = 1
        for piece in _unspaced(word, room):
            yield piece, space
            space = 0


def _unspaced(word: str, room: int) -> Iterator[str]:
    """A word with wide characters, or one too long for a line, in pieces."""
    piece, used = "", 0
    before = 0
    for character in word:
        size = _width_of(character)
        breakable = (
            2 in (before, size) and character not in _NOT_FIRST and piece[-1:] not in _NOT_LAST
        )
        if piece and (breakable or used + size > room):
            yield piece
            piece, used = "", 0
        piece += character
        used += size
        before = size
    if piece:
        yield piece


def apart(*parts: Iterable[str]) -> Iterator[str]:
    """The lines of all parts, a blank line between two parts; one without lines is none."""
    begun = False
    for part in parts:
        for number, line in enumerate(part):
            if number == 0 and begun:
                yield ""
            yield line
            begun = True


def columns(rows: Sequence[Sequence[str]], *, gap: int = 2) -> Iterator[str]:
    """A table's rows as lines, each column as wide as its widest cell."""
    rooms = [max(map(width, cells)) for cells in zip(*rows, strict=True)]
    between = " " * gap
    for row in rows:
        yield between.join(map(padded, row, rooms)).rstrip()


class Excerpt(NamedTuple):
    """A row as it is shown, and the line that underlines a part of it (empty if it is all)."""

    row: str
    marks: str


def excerpt(text: str, mark: tuple[int, int] | None, room: int) -> Excerpt:
    """Show a row in at most `room` columns, the code points of `mark` (from 0) underlined.

    TABs lead to the next stop, as in an editor; what is not simply to be seen is an escape.  A row
    too long is cut around what is underlined.
    """
    before, marked, after = parts(text, mark, room)
    if mark is None:
        return Excerpt(before + marked + after, "")
    return Excerpt(before + marked + after, " " * width(before) + "^" * max(width(marked), 1))


class Parts(NamedTuple):
    """A row as it is shown, in three: what is marked, and what stands around it."""

    before: str
    marked: str
    after: str


def parts(text: str, mark: tuple[int, int] | None, room: int) -> Parts:
    """As `excerpt`, in pieces; what is marked is all of it where `mark` is None."""
    first, last = mark or (0, len(text))
    cells = list(_cells(text, 0, room))
    begin = 0
    if not _fits(cells, text, last, room):
        begin = max(0, first - _LEAD)
        cells = list(_cells(text, begin, room - 1 if begin else room))
    prefix = "…" if begin else ""
    suffix = ""
    if begin + len(cells) < len(text):
        while cells and width("".join(cells)) + len(prefix) >= room:
            cells.pop()
        suffix = "…"
    ending = begin + len(cells)
    opens, closes = first - begin, max(min(last, ending) - begin, 0)
    before, marked, after = cells[:opens], cells[opens:closes], cells[max(opens, closes) :]
    return Parts(prefix + "".join(before), "".join(marked), "".join(after) + suffix)


def _fits(cells: list[str], text: str, last: int, room: int) -> bool:
    """Whether all that is to be underlined is among the cells from the row's beginning."""
    return len(cells) == len(text) or (len(cells) >= last and room > 0)


def _cells(text: str, begin: int, room: int) -> Iterator[str]:
    """What each code point from `begin` on is shown as, as far as there is room."""
    used = 0
    for place in range(begin, min(begin + room, len(text))):
        character = text[place]
        if character == "\t":
            cell = " " * (_TAB - used % _TAB)
        elif character == "#" and is_order(text, place):
            cell = escape_always(character)
        else:
            cell = escaped(character)
        used += width(cell)
        if used > room:
            return
        yield cell
