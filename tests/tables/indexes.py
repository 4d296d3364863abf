"""Indexes as XMail makes them, for tests: written from the format, not from what reads it."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from xmailaudit.policy.index_bucket import bucket_count

if TYPE_CHECKING:
    from xmailaudit.tables.index_file import IndexKind

__all__ = ["LIMIT", "build_index", "one_at_a_time", "written"]

LIMIT = 2046


def build_index(
    table: bytes, kind: IndexKind, *, width: int = 64, order: str = "<", buckets: int = 0
) -> bytes:
    """The index of a table whose rows are plain: quoted or not, none beyond the limit."""
    buckets = buckets or bucket_count(table, LIMIT)
    lists: list[list[int]] = [[] for _ in range(buckets)]
    offset = 0
    for line in table.splitlines(keepends=True):
        fields = [field for field in line.rstrip(b"\r\n").split(b"\t") if field]
        if not line.startswith(b"#") and len(fields) >= kind.fields:
            key = b"\t".join(field.strip(b'"') for field in fields[: kind.fields]).lower()
            is_wild = kind.wild and (b"*" in key or b"?" in key)
            lists[0 if is_wild else one_at_a_time(key, width) % buckets].append(offset)
        offset += len(line)
    return written(lists, order=order)


def written(lists: list[list[int]], *, order: str = "<", version: int = 3) -> bytes:
    """The file with these lists of offsets, one a bucket."""
    place = 12 + 4 * len(lists)
    directory: list[int] = []
    body: list[int] = []
    for offsets in lists:
        directory.append(place + 4 * len(body) if offsets else 0)
        body += [len(offsets), *offsets] if offsets else []
    words = [version, len(lists), *directory, *body]
    return b"ABDL" + struct.pack(f"{order}{len(words)}I", *words)


def one_at_a_time(key: bytes, width: int) -> int:
    """Jenkins's hash with XMail's start value."""
    value, size = 5381, 1 << width
    for byte in key:
        value = (value + byte) % size
        value = value * 1025 % size
        value ^= value >> 6
    value = value * 9 % size
    value ^= value >> 11
    return value * 32769 % size
