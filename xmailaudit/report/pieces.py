"""A worded sentence in pieces: which of its words are ours, and which are foreign text.

Forms with markup show foreign text as code, and escape all the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.messages import Message

    from .language import Words

__all__ = ["Piece", "pieces"]

#: Stand around a number in place of foreign text; no template holds them, and no foreign text gets
#: near them.
_OPEN, _CLOSE = "\ue000", "\ue001"


class Piece(NamedTuple):
    """A part of a sentence; foreign text is harmless to eyes already, markup is left in it."""

    text: str
    foreign: bool


def pieces(message: Message, words: Words) -> Iterator[Piece]:
    """The pieces of a message in their order; none is empty."""
    shown: list[str] = []

    def keep(text: str) -> str:
        shown.append(words.show(text))
        return f"{_OPEN}{len(shown) - 1}{_CLOSE}"

    first, *rest = render(message, words.translator, show=keep).split(_OPEN)
    if first:
        yield Piece(first, foreign=False)
    for part in rest:
        number, _close, after = part.partition(_CLOSE)
        if shown[int(number)]:
            yield Piece(shown[int(number)], foreign=True)
        if after:
            yield Piece(after, foreign=False)
