"""Lines and words of a pasted text in one form, with where they stand in the original."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LONGEST_LINE", "Line", "Word", "key", "plain", "split_lines"]

#: A longer line is no line of XMailCFG.
LONGEST_LINE = 2000

#: Blanks of any width, and the borders of table cells, part words.
_WORD = re.compile(r"[^\s|｜]+")
_QUOTED = re.compile(r"^[>＞\s]+")
_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_DASHES = str.maketrans(dict.fromkeys("ー―‐‑‒–—−ｰ", "-"))


class Word(NamedTuple):
    """A word in its normal form, and where it stands in the original line (code points)."""

    text: str
    start: int
    end: int


class Line(NamedTuple):
    """A line: its number from 1, as it was pasted, in normal form, its words and its key."""

    number: int
    original: str
    text: str
    words: tuple[Word, ...]
    key: str


def plain(text: str) -> str:
    """The text with full-width letters and half-width kana folded, and single blanks."""
    return " ".join(_WORD.findall(normalize("NFKC", text)))


def key(text: str) -> str:
    """What equal labels have in common: no blanks, no case, one dash for all, TLS written right."""
    folded = "".join(normalize("NFKC", text).split()).casefold().translate(_DASHES)
    return folded.replace("ssl/tsl", "ssl/tls")


def split_lines(text: str) -> Iterator[Line]:
    """The lines that are not blank, one by one; quote marks at the front do not count."""
    for number, found in enumerate(_LINE.finditer(text), 1):
        original = found[1]
        if original and len(original) <= LONGEST_LINE:
            line = _line(number, original)
            if line.words:
                yield line


def _line(number: int, original: str) -> Line:
    quoted = _QUOTED.match(original)
    found = _WORD.finditer(original, quoted.end() if quoted else 0)
    words = [Word(normalize("NFKC", m.group()), m.start(), m.end()) for m in found]
    text = " ".join([word.text for word in words])
    return Line(number, original, text, tuple(words), key(text))
