"""Rows whose address filter XMail cannot use, and what was most certainly meant.

XMail facts: access, section 1.  A host name is no mistake here: ACL019 and REL009 speak of it.  Nor
are rows of smtp.ipprop.tab without a slash (ACL015) and rows of an odd permission (ACL008).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.policy.access import as_map_row
from xmailaudit.policy.addresses import (
    LOCALHOST,
    AddressFilter,
    Unusable,
    UnusableReason,
    inet_pton6,
    parse_filter,
    resolved,
)
from xmailaudit.policy.masks import dotted_mask
from xmailaudit.policy.properties import IP_PROPERTIES_FILE
from xmailaudit.policy.smtp.connect import filter_fields
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.ipmap import AccessRow
from xmailaudit.tables.reading import Chunk, is_plain, split_spans
from xmailaudit.tables.smtprelay import RelayRow
from xmailaudit.tables.spammers import SpammerRow

from .ignored import Cause, Ignored, values, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xmailaudit.tables.row import Row

__all__ = ["certain_map_row", "unreadable", "unreadable_net"]


def unreadable(row: Row) -> Ignored | None:
    """A row of a table of addresses without a usable filter; None for any other row."""
    is_of_properties = row.file == IP_PROPERTIES_FILE
    if not (is_of_properties or isinstance(row, (AccessRow, RelayRow, SpammerRow))):
        return None
    if is_of_properties and "/" not in row.fields[0]:
        return None
    reason = _reason(_filter_of(row.fields, row))
    if reason in (None, UnusableReason.HOST_NAME):
        return None
    if isinstance(row, AccessRow):
        ranked = as_map_row(row)
        if ranked.applies and ranked.odd_permission:
            return None
    needed = 4 if isinstance(row, AccessRow) else 2
    cause, meant = _repair(row)
    if cause is None:
        cause = _CAUSES[reason]
        if inet_pton6(row.fields[0].strip(" ")) is not None:
            cause = Cause.IPV6
    field = _FIELDS.get(cause)
    if cause is Cause.PADDED:
        field = int(row.fields[0] == row.fields[0].strip(" "))
    return Ignored(row, cause, needed, None if meant is None else values(row, meant), field)


_FIELDS = {Cause.NO_MASK: 0, Cause.ADDRESS: 0, Cause.IPV6: 0, Cause.MASK: 1}
_CAUSES = {
    UnusableReason.BARE_ADDRESS: Cause.NO_MASK,
    UnusableReason.ADDRESS_UNRESOLVABLE: Cause.ADDRESS,
    UnusableReason.MASK_UNRESOLVABLE: Cause.MASK,
}


def _reason(found: AddressFilter | Unusable) -> UnusableReason | None:
    return found.reason if isinstance(found, Unusable) else None


def _filter_of(fields: Sequence[str], row: Row) -> AddressFilter | Unusable:
    """The filter that fields would have in the table of a row."""
    second = fields[1] if len(fields) > 1 else None
    given = min(len(fields), 2)
    if isinstance(row, SpammerRow):
        same = row if fields is row.fields else SpammerRow(row.file, _chunk(fields))
        given = filter_fields(same)
    return parse_filter(fields[0], second, given, LOCALHOST)


def _chunk(fields: Sequence[str]) -> Chunk:
    """Fields as a line of their own."""
    return Chunk(1, 0, "\t".join(f'"{field}"' for field in fields).encode("latin-1"))


def _repair(row: Row) -> tuple[Cause | None, tuple[str, ...] | None]:
    """What makes a filter of the row, if something certainly does."""
    address, *rest = row.fields
    seen = words(row.raw)
    if len(seen) > len(row.fields) and _is_filter(seen, row):
        return Cause.BLANKS, seen
    bare = [field.strip(" ") for field in (address, *rest[:1])]
    trimmed = (*bare, *rest[1:])
    if _is_filter(trimmed, row):
        return Cause.PADDED, trimmed
    if rest and "/" not in address and _bits(bare[1]) is not None:
        dotted = (bare[0], dotted_mask(_bits(bare[1]) or 0), *rest[1:])
        if _is_filter(dotted, row):
            return Cause.MASK, dotted
    if not isinstance(row, AccessRow) and _is_one_host(row, bare[0]):
        host = (f"{bare[0]}/32", *rest)
        if _is_filter(host, row):
            return Cause.NO_MASK, host
    return None, None


def _is_filter(fields: Sequence[str], row: Row) -> bool:
    return isinstance(_filter_of(fields, row), AddressFilter)


def _bits(text: str) -> int | None:
    """The number of bits in a mask field like `/24`."""
    digits = text.removeprefix("/")
    if digits == text or not (digits.isascii() and digits.isdigit()) or len(digits) > 2:
        return None
    return int(digits) if int(digits) <= 32 else None


def _is_one_host(row: Row, text: str) -> bool:
    """Whether an address is written whole, is no network's, and nothing hides behind it."""
    spans = split_spans(row.raw)
    if not all(is_plain(row.raw[start:end]) for start, end in spans):
        return False
    found = resolved(text, only4=True)
    return found is not None and str(found) == text and found.value & 0xFF != 0


def unreadable_net(row: Row) -> Ignored | None:
    """A row of filters.in.tab or filters.out.tab with a net that does not resolve."""
    for column in (2, 3):
        net = row.fields[column]
        found = parse_filter(net, None, 1, LOCALHOST)
        if "/" in net and _reason(found) is UnusableReason.ADDRESS_UNRESOLVABLE:
            return Ignored(row, Cause.ADDRESS, 5, field=column)
    return None


def certain_map_row(fields: Sequence[str]) -> bool:
    """Whether fields are a row of an access map that leaves no doubt."""
    if len(fields) != 4:
        return False
    address, mask, permission, precedence = fields
    return (
        isinstance(parse_filter(address, mask, 2, LOCALHOST), AddressFilter)
        and ascii_lower(permission) in ("allow", "deny")
        and precedence.isascii()
        and precedence.isdigit()
    )
