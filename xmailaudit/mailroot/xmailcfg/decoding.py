"""The bytes of a pasted text as characters, and in which encoding they were.

Japanese forums and pages of XMailCFG's time use four of them.  ISO-2022-JP has escapes of its own,
UTF-8 hardly fits by chance; of CP932 and EUC-JP, which both fit many texts, the one that gives more
kana and fewer half-width ones is right.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Decoded", "decode"]

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
#: ESC with what ISO-2022-JP switches to: JIS X 0208 of two years, and the Roman set.
_ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b(J")


class Decoded(NamedTuple):
    """A text and the name of its encoding."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded | None:
    """The text, or None where no encoding fits all of it."""
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data, codec, name)
    if any(escape in data for escape in _ESCAPES):
        found = _decoded(data, "iso2022_jp", "ISO-2022-JP")
        if found is not None:
            return found
    return _decoded(data, "utf-8", "UTF-8") or _japanese(data)


def _japanese(data: bytes) -> Decoded | None:
    tries = (_decoded(data, "cp932", "CP932"), _decoded(data, "euc_jp", "EUC-JP"))
    return max((one for one in tries if one), key=_likeness, default=None)


def _likeness(decoded: Decoded) -> int:
    """How much a text looks like Japanese: full-width kana speak for it, half-width against."""
    full = half = 0
    for character in decoded.text:
        full += "\u3041" <= character <= "\u30fe"
        half += "\uff61" <= character <= "\uff9f"
    return full - half


def _decoded(data: bytes, codec: str, name: str) -> Decoded | None:
    try:
        return Decoded(data.decode(codec), name)
    except UnicodeDecodeError:
        return None
