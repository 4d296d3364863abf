"""Text on its way into GitHub-flavoured Markdown: escaped sentences, code spans, fences.

Foreign text becomes code, longer-fenced than any backticks in it: in code neither markup nor HTML,
mentions, references or links mean anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.messages import Message

    from .language import Words

__all__ = ["code", "escaped_words", "fence", "sentence"]

#: What Markdown gives a meaning to within a line.
_MEANT = re.compile(r"[\\`*_{}\[\]<>#|~&$@]")
_BACKTICKS = re.compile(r"`+")


def escaped_words(text: str) -> str:
    """Words of ours, literally."""
    return _MEANT.sub(r"\\\g<0>", text)


def code(text: str) -> str:
    """A code span of one line of text that is harmless to eyes already; nothing for nothing."""
    if not text:
        return ""
    ticks = "`" * (_longest(text) + 1)
    edges = text[0] + text[-1]
    pad = " " if text.strip(" ") and not {*edges}.isdisjoint("` ") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def fence(lines: Iterable[str], language: str = "text") -> str:
    """A fenced block of lines that are harmless to eyes already."""
    body = "\n".join(lines)
    ticks = "`" * max(3, _longest(body) + 1)
    return f"{ticks}{language}\n{body}\n{ticks}"


def sentence(message: Message, words: Words) -> str:
    """A message with its foreign text as code."""
    return "".join(
        code(piece.text) if piece.foreign else escaped_words(piece.text)
        for piece in pieces(message, words)
    )


def _longest(text: str) -> int:
    return max(map(len, _BACKTICKS.findall(text)), default=0)
