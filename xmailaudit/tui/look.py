"""How text of the reports looks on the screen.

The functions that word a report are given a `Style`; this one leaves marks in the text, which
`styled` turns into styles of the theme.  Foreign text cannot hold a mark: whatever is not simply to
be seen is an escape by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content, Span

from xmailaudit.report.escape import escaped
from xmailaudit.report.text_layout import width
from xmailaudit.report.text_style import Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["MARKED", "folded", "plain", "styled"]

_OPEN, _NAMED, _CLOSE = "\x02", "\x1f", "\x03"
_TAB: Final = 8
#: How much further in the rest of a line stands that had no room.
_FURTHER_IN: Final = 4
#: A space so near to the end of the room is where a long line is broken.
_NEAR: Final = 32

#: What each name of a look is here; the words say all of it already.
LOOKS = {
    "bold": "bold",
    "faint": "$text-muted",
    "critical": "bold $critical",
    "high": "bold $high",
    "medium": "$medium",
    "low": "$low",
    "info": "$text-muted",
    "yes": "bold $medium",
    "unknown": "italic $low",
    "marks": "bold $high",
    "removed": "$removed",
    "added": "$added",
    "row": "$row-foreground on $row-background",
    "key": "bold $key",
    "here": "bold reverse",
}


class _Marked(Style):
    """Marks each piece of text with the name of its look."""

    def __init__(self) -> None:
        super().__init__(colour=True)

    def __call__(self, name: str, text: str) -> str:
        """The text between marks."""
        return f"{_OPEN}{name}{_NAMED}{text}{_CLOSE}" if name in LOOKS and text else text


#: The style to hand to functions that word something.
MARKED = _Marked()


def styled(line: str) -> Content:
    """One line with marks, as the screen shows it.  TABs lead to the next stop."""
    if _OPEN not in line:
        return Content(_harmless(line))
    pieces: list[str] = []
    spans: list[Span] = []
    done = 0
    for name, piece in _pieces(line):
        if name and piece:
            spans.append(Span(done, done + len(piece), LOOKS.get(name, "")))
        pieces.append(piece)
        done += len(piece)
    return Content("".join(pieces), spans)


def plain(line: str) -> str:
    """One line without its marks."""
    if _OPEN not in line:
        return line
    pieces = [piece.partition(_NAMED)[2] or piece for piece in line.split(_OPEN)]
    return "".join(pieces).replace(_CLOSE, "")


def folded(line: str, room: int) -> Iterator[str]:
    """One line with marks as several that have room; what goes on stands further in.

    Commands and rows of a table are never wrapped by who words them: they are there to be copied.
    """
    if "\t" not in line and width(plain(line)) <= room:
        yield line
        return
    pieces = list(_pieces(line))
    text = "".join(piece for _name, piece in pieces)
    lead = min(len(text) - len(text.lstrip(" ")) + _FURTHER_IN, room // 2)
    begin = 0
    while begin < len(text):
        behind = " " * lead if begin else ""
        end = _end_of(text, begin, room - len(behind))
        yield behind + _cut(pieces, begin, end)
        begin = end


def _end_of(text: str, begin: int, room: int) -> int:
    """Where a line ends: behind a space where one is near, else where there is no room left."""
    end = min(begin + room, len(text))
    if not text[begin:end].isascii():
        end = begin
        while end < len(text) and (size := width(text[end])) <= room:
            room -= size
            end += 1
    if end == len(text):
        return end
    space = text.rfind(" ", begin, end) + 1
    return space if space > end - _NEAR and text[begin:space].strip() else max(end, begin + 1)


def _cut(pieces: Iterable[tuple[str, str]], begin: int, end: int) -> str:
    """A part of a line with its marks."""
    parts: list[str] = []
    for name, piece in pieces:
        parts.append(MARKED(name, piece[max(0, begin) : max(0, end)]))
        begin -= len(piece)
        end -= len(piece)
    return "".join(parts)


def _pieces(line: str) -> Iterator[tuple[str, str]]:
    """The pieces of a line, each with the name of its look."""
    for number, piece in enumerate(line.split(_OPEN)):
        name, marked, rest = piece.partition(_NAMED)
        if number == 0 or not marked:
            yield "", _harmless(piece)
            continue
        inside, _mark, behind = rest.partition(_CLOSE)
        yield name, _harmless(inside)
        yield "", _harmless(behind)


def _harmless(text: str) -> str:
    """What slipped through unescaped does no harm here, either."""
    if text.isprintable():
        return text
    return escaped(text.replace(_CLOSE, "").expandtabs(_TAB))
