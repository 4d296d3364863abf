r"""Characters that look like a TAB, a blank or a quote and are letters to XMail.

XMail splits at TABs and takes off `"` alone (XMail facts: tab-format, section 2).  A row is in
UTF-8, or as a Japanese or a Western Windows writes it; that is told from the whole row, because a
byte alone says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from .reading import quoted_part, split_spans

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Lookalike", "lookalike_in"]

_BLANKS: Final = frozenset(
    "\u00a0\u1680\u3000\u202f\u205f\u2060\ufeff" + "".join(map(chr, range(0x2000, 0x200C)))
)
_QUOTES: Final = frozenset(
    "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u2033\uff02\u00ab\u00bb"
)
_ALL: Final = _BLANKS | _QUOTES
_ENCODINGS: Final = ("utf-8", "cp932", "cp1252")
#: What Japanese Windows makes of bytes that are none of its characters.
_NO_CHARACTERS: Final = frozenset("\x80\uf8f0\uf8f1\uf8f2\uf8f3")
_MARK: Final = "\ufeff"


class Lookalike(NamedTuple):
    """Such a character: where it stands in the row, in bytes, and what it is."""

    start: int
    end: int
    character: str

    @property
    def is_blank(self) -> bool:
        """Whether it looks like a blank; else like a quote."""
        return self.character in _BLANKS

    @property
    def code(self) -> str:
        """Its name in Unicode, `U+3000` say."""
        return f"U+{ord(self.character):04X}"


def lookalike_in(
    raw: bytes, is_text: Callable[[int], bool], *, first: bool = False
) -> Lookalike | None:
    """The first such character that is not what the row means to say.

    `is_text` tells of a field's index whether it is free text: there a character counts only where
    a quote or the field's end should be.  A byte-order mark in front of the `first` row does not
    count here.
    """
    if raw.isascii():
        return None
    encoding = _encoding(raw)
    for index, (start, end) in enumerate(split_spans(raw)):
        token = raw[start:end].decode(encoding, "replace")
        skipped = len(_MARK) if first and not start and token.startswith(_MARK) else 0
        position = _first_in(token, skipped, text=is_text(index))
        if position is not None:
            begin = start + len(token[:position].encode(encoding, "replace"))
            length = len(token[position].encode(encoding, "replace"))
            return Lookalike(begin, begin + length, token[position])
    return None


def _encoding(raw: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NO_CHARACTERS.intersection(text):
            return encoding
    return "latin-1"


def _first_in(token: str, skipped: int, *, text: bool) -> int | None:
    """Where the first one stands that counts."""
    places = [n for n, character in enumerate(token) if n >= skipped and character in _ALL]
    if text and token.startswith('"'):
        # What stands behind the closing quote is dropped; quotes and backslashes are one byte.
        end = quoted_part(token.encode("latin-1", "replace"))
        places = [n for n in places if n >= end]
    elif text:
        places = [n for n in places if n == 0 or (n == len(token) - 1 and token[n] in _BLANKS)]
    return places[0] if places else None
