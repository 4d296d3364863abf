"""Lines of tables: whether a line is one, and what its words are.

An address may be masked by who pasted it (`203.0.113.xxx`), a host name or an address with bits.
Marks between words (`192.0.2.1 / ALLOW`) are no words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .labels import PERMISSIONS

if TYPE_CHECKING:
    from .normal import Line, Word

__all__ = [
    "TableLine",
    "access_line",
    "is_address",
    "is_mask",
    "is_masked",
    "is_permission",
    "login_line",
    "pair_line",
]

_QUAD = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:/[0-9]{1,2})?")
_ADDRESS_6 = re.compile(r"(?=[^:]*:[^:]*:)[0-9A-Fa-f:.]{2,45}(?:/[0-9]{1,3})?")
_HIDING = r"[xX*○●◯×■□?_]"
_MASKED = re.compile(
    rf"(?=.*{_HIDING})(?:[0-9]{{1,3}}|{_HIDING}{{1,3}})"
    rf"(?:\.(?:[0-9]{{1,3}}|{_HIDING}{{1,3}})){{3}}(?:/[0-9]{{1,2}})?|{_HIDING}{{2,16}}"
)
#: What XMail takes for bits behind the slash, whatever it is, and masks it reads in its own way.
_SLASHED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}/[!-~]{0,20}")
_ODD_MASK = re.compile(r"/?[0-9][0-9.]{0,15}|0[xX][0-9A-Fa-f]{1,8}")
_NAME = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_LETTERS = re.compile(r"[MRVSTZ]{1,6}")
_BETWEEN = frozenset("/,、:|-=")
_BULLETS = frozenset("・•*+-")
_ROUND = frozenset("・•")


class TableLine(NamedTuple):
    """A line of a table: where it stands and its words."""

    line: Line
    words: tuple[Word, ...]


def is_address(text: str) -> bool:
    """An address as a number, with bits or without, or one that was masked."""
    return bool(_ADDRESS.fullmatch(text) or _ADDRESS_6.fullmatch(text)) or is_masked(text)


def is_masked(text: str) -> bool:
    """An address of which parts were made unreadable."""
    return _MASKED.fullmatch(text) is not None


def is_mask(text: str) -> bool:
    """A mask that is a network's: ones, then zeros."""
    if not _QUAD.fullmatch(text):
        return False
    octets = [int(octet) for octet in text.split(".")]
    if max(octets) > 255:
        return False
    value = int.from_bytes(octets)
    inverse = value ^ 0xFFFFFFFF
    return inverse & (inverse + 1) == 0


def is_permission(text: str) -> bool:
    """One of the words a screen shows for allowed and denied."""
    return text.casefold() in PERMISSIONS


def access_line(line: Line) -> TableLine | None:
    """A line of an access map or the relay table; None for prose that begins with an address."""
    words = tuple(word for word in _without_bullet(line.words) if word.text not in _BETWEEN)
    if not words:
        return None
    first, rest = words[0].text, [word.text for word in words[1:]]
    if is_address(first) or _SLASHED.fullmatch(first):
        fits = not rest or _QUAD.fullmatch(rest[0]) or is_permission(rest[0])
        fits = fits or "/" in first or is_masked(rest[0]) or _is_odd_mask(rest)
        return TableLine(line, words) if fits else None
    named = len(rest) > 1 and _NAME.fullmatch(first) and _is_odd_mask(rest)
    return TableLine(line, words) if named else None


def _is_odd_mask(rest: list[str]) -> bool:
    """Whether a mask comes first, a network's or not, and behind it a permission, if anything."""
    return bool(_ODD_MASK.fullmatch(rest[0])) and (len(rest) == 1 or is_permission(rest[1]))


def _without_bullet(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words without the mark of a list before them, or before the first one's text."""
    first = words[0]
    if first.text in _BULLETS:
        return words[1:]
    if first.text[0] in _ROUND:
        return (first._replace(text=first.text[1:], start=first.start + 1), *words[1:])
    return words


def login_line(line: Line) -> TableLine:
    """A line of the table of logins; whatever it is, it may hold a password."""
    return TableLine(line, line.words)


def pair_line(line: Line) -> TableLine | None:
    """A line of two words, the first one a domain."""
    fits = len(line.words) == 2 and "." in line.words[0].text
    return TableLine(line, line.words) if fits else None


def is_letters(text: str) -> bool:
    """Letters of permissions, as `MRVZ`."""
    return _LETTERS.fullmatch(text) is not None
