"""Check marks in copied text, and the letters of permissions they stand before.

Whoever copies a form must draw its check marks himself, and may explain the one he took in a
legend.  Lines of one group speak together: where none has a mark, nobody knows what is checked;
where some have one, the others are not checked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .normal import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .normal import Line

__all__ = ["Item", "checked_letters", "legend_marks", "permission_item"]

_LEGEND = re.compile(r"^[(\[【]?(?:注|※|凡例)")
_NAMED = re.compile(r"[『「\"'“]([^』」\"'”]{1,4})[』」\"'”]")
_ITEM = re.compile(r"^(?P<mark>\S{1,3} ?)?(?P<letter>[MRVSTZ]) ?\(")

_CHECKED = frozenset(("✓", "✔", "☑", "レ", "○", "●", "◎", "■", "×", "x", "X", "*", "v", "√"))
_BOXES = {"[x]", "[X]", "[レ]", "(*)", "[✓]", "[v]"}
_UNCHECKED = frozenset(("□", "☐", "-", "－", "[ ]", "( )", "[]", "()"))


class Item(NamedTuple):
    """One permission: its letter, and the mark before it."""

    letter: str
    mark: str


def legend_marks(lines: Iterable[Line]) -> frozenset[str]:
    """The marks that legends in the text explain as checked."""
    marks: set[str] = set()
    for line in lines:
        if "チェック" in line.text and _LEGEND.match(line.text):
            marks.update(plain(mark) for mark in _NAMED.findall(line.text))
    return frozenset(marks)


def permission_item(line: Line) -> Item | None:
    """A line that names a permission, as `✓ R (…)`; what is no mark makes it another line."""
    text = line.text.replace("[ ]", "[]").replace("( )", "()")
    found = _ITEM.match(text)
    if found is None:
        return None
    return Item(found["letter"], (found["mark"] or "").strip())


def checked_letters(items: Sequence[Item], legend: frozenset[str]) -> str | None:
    """The letters that are checked, in the order shown; None where the text does not tell."""
    states = [_is_checked(item.mark, legend) for item in items]
    if None in states or not any(item.mark for item in items):
        return None
    letters = dict.fromkeys(item.letter for item, on in zip(items, states, strict=True) if on)
    return "".join(letters)


def _is_checked(mark: str, legend: frozenset[str]) -> bool | None:
    """None for a mark that nobody explains."""
    if mark in legend:
        return True
    if not mark or mark in _UNCHECKED:
        return False
    return True if not legend and (mark in _CHECKED or mark in _BOXES) else None
