"""Rows of which XMail uses the beginning only.

Behind a field's closing quote nothing counts before the next TAB, and a number of bits ends at the
first character that is no digit: what a person put there behind a blank is passed over (XMail
facts: tab-format 2; access 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.policy.properties import IP_PROPERTIES_FILE
from xmailaudit.tables.mlusers import MemberRow
from xmailaudit.tables.properties import PropertyRow
from xmailaudit.tables.reading import quoted_part, split_spans
from xmailaudit.tables.spammers import SpammerRow

from .ignored import Cause, Ignored, values, words

if TYPE_CHECKING:
    from xmailaudit.tables.row import Row

__all__ = ["end_passed_over"]

_REMARKS = (b"#", b";", b"//")
_CODE = "code="


def end_passed_over(row: Row, needed: int) -> Ignored | None:
    """A row that is used, and whose end is not; None for one that is used whole.

    Remarks are no loss, be it with their sign or behind a number.
    """
    field = _behind_a_quote(row.raw)
    if field is None and not _behind_the_bits(row):
        return None
    is_certain = isinstance(row, (MemberRow, PropertyRow))
    meant = values(row, words(row.raw)) if is_certain else None
    return Ignored(row, Cause.END, needed, meant, field or 0)


def _behind_a_quote(raw: bytes) -> int | None:
    """The first field in which something stands behind the closing quote."""
    at_edges = raw.count(b'\t"') + raw.count(b'"\t') + raw.startswith(b'"') + raw.endswith(b'"')
    if raw.count(b'"') == at_edges:
        return None
    for index, (start, end) in enumerate(split_spans(raw)):
        token = raw[start:end]
        used = quoted_part(token)
        rest = token[used:].strip(b" \r")
        is_word = any(byte >= 0x80 or chr(byte).isalnum() for byte in rest)
        if is_word and not rest.startswith(_REMARKS) and not token[1 : used - 1].isdigit():
            return index
    return None


def _behind_the_bits(row: Row) -> bool:
    """Whether properties, or the code of a spammer, hide behind the bits of an address."""
    _address, slash, bits = row.fields[0].partition("/")
    _digits, blank, rest = bits.strip(" ").partition(" ")
    if not (slash and blank) or rest.encode("latin-1").lstrip(b" ").startswith(_REMARKS):
        return False
    if isinstance(row, SpammerRow):
        return rest.lstrip(" ").startswith(_CODE)
    return isinstance(row, PropertyRow) and row.file == IP_PROPERTIES_FILE
