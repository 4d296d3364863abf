"""Rows that the index of a table keeps together with its wild-card rows (XMail facts: reload 2).

Wild-card rows are all kept in the first bucket, and a look-up for them tries *every* row of that
bucket as a pattern.  A row without `*` and `?` gets there too if its hash happens to lead there: a
`[…]` or a backslash in it then counts, which it does not elsewhere.  Both the hash and the number
of buckets follow from the file, here as XMail computes them on a 64-bit Unix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.index_file import hash_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["bucket_count", "in_first_bucket", "may_be_pattern"]

_SAMPLE = 32
_FEWEST_BUCKETS = 17
_UNIX_LONG = 64


def may_be_pattern(key: str) -> bool:
    """Whether the text means something else as a pattern than as it stands."""
    return "[" in key or "\\" in key


def in_first_bucket(key: str, buckets: int) -> bool:
    """Whether a row with this key (its key fields with TABs between) is in the first bucket."""
    return hash_of(ascii_lower(key), _UNIX_LONG) % buckets == 0


def bucket_count(data: bytes, limit: int) -> int:
    """How many buckets the index of a table has; `limit` is the most bytes of a line read at once.

    As many as there are lines of the length that the first lines have on average, and some more.
    """
    sizes: list[int] = []
    for chunk in _chunks(data, limit):
        if len(sizes) == _SAMPLE:
            break
        if chunk.partition(b"\0")[0].rstrip(b"\r\n") and not chunk.startswith(b"#"):
            sizes.append(len(chunk))
    if not sizes:
        return _FEWEST_BUCKETS
    count = len(data) // (sum(sizes) // len(sizes)) + _FEWEST_BUCKETS
    while not _is_prime(count):
        count += 1
    return count


def _chunks(data: bytes, limit: int) -> Iterator[bytes]:
    position = 0
    while position < len(data):
        newline = data.find(b"\n", position, position + limit)
        end = min(position + limit, len(data)) if newline < 0 else newline + 1
        yield data[position:end]
        position = end


def _is_prime(number: int) -> bool:
    return number % 2 == 1 and all(number % i for i in range(3, int(number**0.5) + 1, 2))
