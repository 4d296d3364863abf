"""How text of the reports looks on the screen.

The functions that word a report are given a `Style`; this one leaves marks in the text, which
`styled` turns into styles of the theme.  Foreign text cannot hold a mark: whatever is not simply to
be seen is an escape by then.
"""

from __future__ import annotations

from typing import Final

from textual.content import Content, Span

from xmailaudit.report.escape import escaped
from xmailaudit.report.text_style import Style

__all__ = ["MARKED", "plain", "styled"]

_OPEN, _NAMED, _CLOSE = "\x02", "\x1f", "\x03"
_TAB: Final = 8

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
    for piece in line.split(_OPEN):
        name, marked, rest = piece.partition(_NAMED)
        if not marked:
            pieces.append(_harmless(piece))
            done += len(pieces[-1])
            continue
        inside, _mark, behind = rest.partition(_CLOSE)
        inside, behind = _harmless(inside), _harmless(behind)
        if inside:
            spans.append(Span(done, done + len(inside), LOOKS.get(name, "")))
        pieces += inside, behind
        done += len(inside) + len(behind)
    return Content("".join(pieces), spans)


def plain(line: str) -> str:
    """One line without its marks."""
    if _OPEN not in line:
        return line
    pieces = [piece.partition(_NAMED)[2] or piece for piece in line.split(_OPEN)]
    return "".join(pieces).replace(_CLOSE, "")


def _harmless(text: str) -> str:
    """What slipped through unescaped does no harm here, either."""
    if text.isprintable():
        return text
    return escaped(text.replace(_CLOSE, "").expandtabs(_TAB))
