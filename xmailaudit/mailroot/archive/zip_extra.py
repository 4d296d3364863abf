"""What the extra fields of a zip entry tell: sizes beyond 32 bits, the time, the owner."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Extra", "extra_of"]

_LARGE, _NTFS, _TIMES, _OWNER = 0x0001, 0x000A, 0x5455, 0x7875
_TO_LARGE = 0xFFFFFFFF
_NTFS_EPOCH = 11_644_473_600


class Extra(NamedTuple):
    """The sizes and the place of an entry, the time and owner where they are told.

    The time every entry has is without a zone, so it tells nothing about files elsewhere.
    """

    size: int
    packed: int
    offset: int
    modified: float | None = None
    owner: int | None = None


def extra_of(extra: bytes, size: int, packed: int, offset: int) -> Extra:
    """Take the fields apart; what is no field is passed over."""
    known = Extra(size, packed, offset)
    for kind, data in _fields(extra):
        if kind == _LARGE:
            known = _large(known, data)
        elif kind == _TIMES and len(data) >= 5 and data[0] & 1:
            known = known._replace(modified=float(struct.unpack_from("<l", data, 1)[0]))
        elif kind == _NTFS and len(data) >= 16 and known.modified is None:
            known = known._replace(modified=_ntfs(data))
        elif kind == _OWNER and len(data) >= 2 and data[0] == 1:
            known = known._replace(owner=int.from_bytes(data[2 : 2 + data[1]], "little"))
    return known


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        yield kind, extra[at + 4 : at + 4 + length]
        at += 4 + length


def _large(known: Extra, data: bytes) -> Extra:
    """The 64-bit numbers, which are there only for what did not fit, in this order."""
    at = 0
    for name in ("size", "packed", "offset"):
        if getattr(known, name) == _TO_LARGE and at + 8 <= len(data):
            known = known._replace(**{name: struct.unpack_from("<Q", data, at)[0]})
            at += 8
    return known


def _ntfs(data: bytes) -> float | None:
    """The first time of the NTFS field: 100 nanoseconds since 1601."""
    if struct.unpack_from("<H", data, 4)[0] != 1:
        return None
    ticks: int = struct.unpack_from("<Q", data, 8)[0]
    return ticks / 10_000_000 - _NTFS_EPOCH
