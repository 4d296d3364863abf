r"""How a value is written as a field, and which values no field can hold.

The reverse of `reading.dequote`.  XMail writes every text as `"` + text with `"` as `\"` + `"` and
leaves backslashes alone (XMail facts: tab-format, sections 2 and 6), so a quoted field can hold
everything but a TAB, a line end, a NUL and a backslash at its end; one without quotes cannot be
empty or begin with a quote either.
"""

from __future__ import annotations

from xmailaudit.messages import Message, _, say

from .document import BYTE_ORDER_MARK

__all__ = ["bare", "fault", "is_quoted", "quoted"]

_IMPOSSIBLE = {
    "\t": _("a TAB, which separates fields"),
    "\r": _("a carriage return, which XMail may take as a line's end"),
    "\n": _("a line feed, which ends the row"),
    "\0": _("a NUL, at which XMail stops reading the line"),
}


def fault(value: str, *, quotes: bool) -> Message | None:
    """Why the value cannot be a field (with quotes, or without), or None if it can."""
    for character, what in _IMPOSSIBLE.items():
        if character in value:
            return say(
                _("a field of a TAB table cannot hold {what}; choose a value without it"),
                what=say(what),
            )
    if not _is_bytes(value):
        return say(_("a table holds bytes; give the value as bytes, each as one character"))
    if quotes and value.endswith("\\"):
        return say(
            _(
                "a quoted field cannot end in a backslash, because XMail takes it and the closing"
                " quote for an escaped quote; choose a value that ends otherwise"
            )
        )
    return None


def _is_bytes(value: str) -> bool:
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def quoted(value: str) -> bytes:
    """The field with quotes, as XMail writes it."""
    return b'"' + value.encode("latin-1").replace(b'"', b'\\"') + b'"'


def bare(value: str, *, comment: bool) -> bytes | None:
    """The field without quotes, or None where it needs them.

    `comment` tells that the field stands where a `#` would turn its line into a comment.
    """
    if not value or value.startswith('"') or (comment and value.startswith("#")):
        return None
    return value.encode("latin-1")


def is_quoted(token: bytes) -> bool:
    """Whether a field as it stands was meant to have quotes: a byte-order mark may precede them."""
    return token.removeprefix(BYTE_ORDER_MARK).startswith(b'"')
