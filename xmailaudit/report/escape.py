"""Foreign text on its way out: one function per surface makes it harmless.

Texts of tables hold bytes as latin-1.  A surface shows them as their writer meant them: as UTF-8
where the bytes are that, as latin-1 otherwise.  Then every character that is not simply to be seen
becomes an escape: controls and ESC, bidi overrides and isolates, characters of no width, line and
paragraph separators, lone surrogates.  What is left cannot move a cursor, turn text round, hide a
part of it or start a second line, and in a build server's log it gives no orders.
"""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING

from xmailaudit.messages import English, _, render, say

if TYPE_CHECKING:
    from xmailaudit.messages import Translator

__all__ = ["LONGEST", "decoded", "escape", "escape_always", "escaped", "for_terminal", "is_order"]

#: Longer names and values are cut in the middle, so that a report stays one.
LONGEST = 240
_HEAD = 120
_TAIL = 60

#: Names of build servers are short.
_LONGEST_ORDER = 20

_CUT = _("…({count} characters)…")

#: Letters and marks that are shown as nothing at all (Unicode: Default_Ignorable_Code_Point beyond
#: the categories `isprintable` knows), and the blank of Braille.
_INVISIBLE = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0xE0100, 0xE01EF),
)


def decoded(text: str) -> str:
    """Bytes as latin-1, as their writer meant them; any other text as it is."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def escaped(text: str) -> str:
    r"""The text with every character that is not simply to be seen as an escape (`\x1b`)."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(c if _is_visible(c) else escape(c) for c in text)
    return _harmless_in_a_log(text) if "##" in text else text


def _harmless_in_a_log(text: str) -> str:
    """With an escape in all that a build server would obey."""
    return "".join(
        escape_always(character) if is_order(text, place) else character
        for place, character in enumerate(text)
    )


def is_order(text: str, place: int) -> bool:
    """Whether the second of two `#` stands there that a build server obeys in any line of its log.

    Such are `##[error]` and `##vso[task.setvariable …]`.
    """
    if text[place] != "#" or not place or text[place - 1] != "#":
        return False
    return text[place + 1 : place + 1 + _LONGEST_ORDER].lstrip(ascii_lowercase)[:1] == "["


def escape_always(character: str) -> str:
    r"""A plain character of ASCII as an escape (`\x23`)."""
    return f"\\x{ord(character):02x}"


def escape(character: str) -> str:
    r"""A character as an escape: `\t`, `\x1b`, `\u202e`, `\U000e0041`."""
    return character.encode("unicode_escape").decode()


def _is_visible(character: str) -> bool:
    if not character.isprintable():
        return False
    code = ord(character)
    return code < _INVISIBLE[0][0] or not any(low <= code <= high for low, high in _INVISIBLE)


def for_terminal(text: str, translator: Translator | None = None) -> str:
    """One piece of foreign text for a terminal or a plain text file: one line, no surprises."""
    readable = decoded(text)
    if len(readable) <= LONGEST:
        return escaped(readable)
    head, tail = escaped(readable[:_HEAD]), escaped(readable[-_TAIL:])
    cut = render(say(_CUT, count=len(readable)), translator or English(), show=str)
    return f"{head}{cut}{tail}"
