"""A suppression as text, added to a profile that somebody wrote.

What stands there stays byte for byte: a table goes behind it, with the line ends of its last line.
What comes out is read again before anybody gets it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say

from .errors import ProfileError, SuppressionError
from .profile_document import document_of
from .profile_keys import checked

if TYPE_CHECKING:
    from .profile_document import Document
    from .suppression import Suppression

__all__ = ["new_profile", "quoted", "with_suppression"]

_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_IN_ONE_PIECE = _(
    "suppress is one array here, and a table cannot be added to it: write each of its items as a "
    "[[suppress]] table"
)


def new_profile(extends: str) -> bytes:
    """A profile that says nothing of its own."""
    return f"extends = {quoted(extends)}\n".encode()


def with_suppression(data: bytes, suppression: Suppression) -> tuple[bytes, Suppression]:
    """The bytes of a profile with one more `[[suppress]]` table, and what is read there.

    Raises ProfileError where the profile is wrong, and SuppressionError where its form has no room
    for a table.
    """
    file = suppression.declared_in
    before = document_of(data, file)
    known = checked(before)
    added = data + _gap(data) + _table(suppression, _line_end(data))
    try:
        after = document_of(added, file)
    except ProfileError:
        if "suppress" not in before.values:
            raise
        line = before.line(("suppress",))
        raise SuppressionError(say(_IN_ONE_PIECE), file=file, line=line) from None
    return added, _proved(after, known, suppression)


def _proved(after: Document, known: dict[str, object], wanted: Suppression) -> Suppression:
    """What was added, as it is read: the one table that was wanted, and all else as it was."""
    values = checked(after)
    *others, last = values.pop("suppress")
    rest = dict(known)
    if tuple(others) != rest.pop("suppress", ()) or values != rest:
        raise AssertionError("the profile reads otherwise")
    read: Suppression = last
    if read._replace(line=None, row=b"") != wanted:
        raise AssertionError("the suppression reads otherwise")
    return read


def _line_end(data: bytes) -> bytes:
    """How the last line ends that has an end."""
    before, _newline, _rest = data.rpartition(b"\n")
    return b"\r\n" if before.endswith(b"\r") else b"\n"


def _gap(data: bytes) -> bytes:
    """What is missing to an empty line at the end."""
    end = _line_end(data)
    text = data.removeprefix(b"\xef\xbb\xbf")
    if not text or text.endswith((end + end, b"\n\n", b"\r\n\r\n")):
        return b""
    return end if text.endswith(b"\n") else end + end


def _table(suppression: Suppression, end: bytes) -> bytes:
    lines = ["[[suppress]]", f"rule = {quoted(suppression.rule_id)}"]
    for key in ("file", "key", "reason", "owner"):
        text: str | None = getattr(suppression, key)
        if text is not None:
            lines.append(f"{key} = {quoted(text)}")
    expires = suppression.expires_on()
    lines.append("permanent = true" if expires is None else f"expires = {expires}")
    return b"".join(line.encode() + end for line in lines)


def quoted(text: str) -> str:
    """A basic string of TOML; what nobody can see in it is written as an escape."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"
