"""What a person reads in an address and its mask, where XMail reads something else.

XMail takes numbers as C does: a leading 0 makes them octal, an address of fewer than four numbers
is filled up before the last, a mask field is an address of its own, and what stands behind a slash
ends at the first character that is no digit (XMail facts: access, section 1).  A person reads
decimal numbers, fills up at the end, and takes `24`, `/24` and 255.255.255.0 for the same.

`misread` compares the two; `spelled` writes a filter so that both read the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .addresses import Address, AddressFilter, Prefix, atoi, inet_aton, inet_pton6
from .masks import meant_prefix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xmailaudit.tables.smtprelay import RelayRow

    from .filtered import FilteredRow

__all__ = ["Misreading", "misread", "misreading", "shown", "spelled"]

_WIDTHS = {4: 32, 6: 128}


class Misreading(NamedTuple):
    """What XMail matches, and what a person most likely meant; `meant` is a prefix always."""

    matched: AddressFilter
    meant: AddressFilter


def misreading(row: FilteredRow[RelayRow]) -> Misreading | None:
    """The two readings of a row of the relay table, where they differ."""
    return None if row.usable is None else misread(row.row.fields, row.usable)


def misread(fields: Sequence[str], matched: AddressFilter) -> Misreading | None:
    """The two readings of a row's address and mask, where they differ.

    `fields` are the address and mask as they stand, or the address with a slash alone; `matched` is
    what XMail makes of them.
    """
    slash = "/" in fields[0]
    as_written = tuple(fields[: 1 if slash else 2])
    if matched.contiguous and spelled(matched, slash=slash) == as_written:
        return None
    meant = _meant(fields, matched)
    return None if _same(meant, matched) else Misreading(matched, meant)


def spelled(filter_: AddressFilter, *, slash: bool) -> tuple[str, ...]:
    """The fields that XMail and people read alike; with a slash there is one, else two.

    An IPv6 filter can only be written with a slash; a mask with holes only without.
    """
    address = str(Address(filter_.family, filter_.address))
    bits = filter_.prefix_length
    if bits is not None and (slash or filter_.family == 6):
        return (f"{address}/{bits}",)
    return address, str(Address(filter_.family, filter_.mask))


def shown(filter_: AddressFilter) -> str:
    """What a filter matches, for people: the network, or the address with a mask with holes."""
    address = filter_.address & filter_.mask
    if filter_.prefix_length is None:
        return "/".join(spelled(filter_._replace(address=address), slash=False))
    return str(Prefix(filter_.family, address, filter_.prefix_length))


def _same(one: AddressFilter, other: AddressFilter) -> bool:
    network, other_network = one.address & one.mask, other.address & other.mask
    return one.mask == other.mask and network == other_network


def _meant(fields: Sequence[str], matched: AddressFilter) -> AddressFilter:
    text, slash, behind = fields[0].partition("/")
    width = _WIDTHS[matched.family]
    bits = _bits_behind_slash(behind.strip(), width) if slash else _bits_of_mask(fields[1])
    mask = (1 << width) - (1 << (width - bits))
    if matched.family == 6:
        address = inet_pton6(text.partition("%")[0])
    else:
        address = _plain_address(text, network=bits < width)
    return AddressFilter(matched.family, matched.address if address is None else address, mask)


def _bits_behind_slash(text: str, width: int) -> int:
    """The number the text begins with, or what a network mask behind the slash stands for."""
    if text[:1] in tuple("0123456789") and "." not in text:
        return min(max(atoi(text), 0), width)
    return meant_prefix(text) if width == 32 else width


def _bits_of_mask(text: str) -> int:
    """Digits alone are a number of bits; any other way to write a network mask stands for it."""
    value = inet_aton(text)
    bits = None if value is None else AddressFilter(4, 0, value).prefix_length
    return meant_prefix(text) if bits is None or len(text) <= 2 else bits


def _plain_address(text: str, *, network: bool) -> int | None:
    """An IPv4 address in decimal numbers; one of a network is filled up at its end.

    A single host in a short form, as 127.1, is what C makes of it: whoever writes so knows.
    """
    parts = [_number(part) for part in text.split(".")]
    numbers = [number for number in parts if number is not None and number <= 0xFF]
    if len(numbers) != len(parts) or (len(parts) < 4 and not network):
        return inet_aton(text)
    value = 0
    for number in (*numbers, 0, 0, 0)[:4]:
        value = value << 8 | number
    return value


def _number(text: str) -> int | None:
    if text[:2] in ("0x", "0X"):
        return inet_aton(text)
    return int(text[:12]) if text.isascii() and text.isdigit() else None
