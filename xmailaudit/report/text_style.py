"""Colour for plain text, where there is a terminal to show it.

Colour only stresses what the words say already; without it nothing is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .text_layout import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .language import Words

__all__ = ["PLAIN", "Style", "styled", "wants_colour"]

_RESET = "\x1b[0m"
_CODES = {
    "bold": "1",
    "faint": "2",
    "critical": "1;31",
    "high": "31",
    "medium": "33",
    "low": "36",
    "info": "2",
    "yes": "33",
    "unknown": "35",
    "marks": "31",
    "removed": "31",
    "added": "32",
}


class Style:
    """Gives text a look by the name of what it is; an unknown name, or no colour, leaves it."""

    __slots__ = ("colour",)

    def __init__(self, *, colour: bool) -> None:
        self.colour = colour

    def __call__(self, name: str, text: str) -> str:
        """The text, with the look of that name."""
        code = _CODES.get(name)
        return f"\x1b[{code}m{text}{_RESET}" if self.colour and code and text else text


PLAIN = Style(colour=False)


def styled(look: str, text: str, words: Words, style: Style) -> Iterator[str]:
    """A heading, or another sentence that stands out, as lines that each have its look."""
    return (style(look, line) for line in wrap(text, words.width))


def wants_colour(environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Whether output should be coloured: on a terminal that can, unless NO_COLOR says no."""
    if not terminal or environment.get("NO_COLOR"):
        return False
    return environment.get("TERM", "").lower() != "dumb"
