"""The index of a table: `tabindex/*.hdx`, and whether it leads to the rows (XMail facts: reload 2).

An index is a hash table of byte offsets, in 32-bit words of the machine that wrote it: the letters
`ABDL`, version 3, the number of buckets; for each bucket the place of its list in the file, or 0;
and the lists, each a count and so many offsets of lines in the table.  XMail looks a name up in the
list of its bucket and takes the first line with that name.  Rows with a wild card are all in the
first bucket.  The hash is computed in a C `unsigned long`: of 64 bits on Unix, of 32 on Windows.

Nothing here trusts the bytes: whatever they are, the work is linear in the two files.
"""

from __future__ import annotations

import struct
from array import array
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from .ctext import ascii_lower
from .reading import read_chunks, split_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .reading import Chunk

__all__ = [
    "INDEXES",
    "WIDTHS",
    "Case",
    "Index",
    "IndexKind",
    "Verdict",
    "chunk_at",
    "hash_of",
    "judge",
    "opened",
]

_MAGIC = b"ABDL"
_VERSION = 3
_HEADER = 12
_WORD = 4
_START = 5381
_OFFSET_BITS = 32
#: How many places of lists are looked at that no row's name leads to.
_MOST_IDLE_BUCKETS = 1_000_000
#: How many offsets beside the rows are read as XMail would; more lead nowhere.
_MOST_BESIDE_ROWS = 10_000


#: The bits of an `unsigned long`: on Unix, and on Windows or an old machine.
WIDTHS: Final = (64, 32)


class IndexKind(NamedTuple):
    """An index: its file, the fields of its key, and whether rows with wild cards are apart."""

    file: str
    fields: int
    wild: bool


INDEXES: Final = {
    "mailusers.tab": IndexKind("tabindex/mailusers-0001.hdx", 2, wild=False),
    "aliases.tab": IndexKind("tabindex/aliases-0001.hdx", 2, wild=True),
    "aliasdomain.tab": IndexKind("tabindex/aliasdomain-00.hdx", 1, wild=True),
    "domains.tab": IndexKind("tabindex/domains-00.hdx", 1, wild=False),
    "extaliases.tab": IndexKind("tabindex/extaliases-0001.hdx", 2, wild=False),
}


class Verdict(NamedTuple):
    """What an index is worth.

    `hidden` are the offsets of rows that a look-up does not find, sorted; `strays` is how many of
    its offsets lead to no row at all.  `tangled` tells that its lists overlap, so that it was not
    looked at to the end.
    """

    hidden: tuple[int, ...]
    strays: int
    tangled: bool = False


class Index:
    """The bytes of an index, read as XMail reads them."""

    __slots__ = ("_data", "_order", "buckets", "left")

    def __init__(self, data: bytes, order: str) -> None:
        self._data = data
        self._order = order
        self.buckets = int(struct.unpack_from(f"{order}I", data, 8)[0])
        #: How many more offsets may be read: lists that do not overlap hold no more.
        self.left = len(data) // _WORD

    @property
    def listed(self) -> int:
        """How many buckets have their word in the file."""
        return min(self.buckets, (len(self._data) - _HEADER) // _WORD)

    def offsets(self, bucket: int) -> tuple[int, ...]:
        """The list of a bucket; empty where XMail finds none, or none that is whole."""
        place = self._word(_HEADER + bucket * _WORD) if bucket < self.buckets else None
        count = self._word(place) if place else None
        if place is None or not count or place + _WORD * (count + 1) > len(self._data):
            return ()
        self.left -= count
        if self.left < 0:
            return ()
        return struct.unpack_from(f"{self._order}{count}I", self._data, place + _WORD)

    def _word(self, place: int) -> int | None:
        if place + _WORD > len(self._data):
            return None
        (word,) = struct.unpack_from(f"{self._order}I", self._data, place)
        return int(word)


def opened(data: bytes) -> Index | None:
    """An index; None for what XMail makes anew at its next start."""
    if len(data) < _HEADER or not data.startswith(_MAGIC):
        return None
    for order in "<>":
        if struct.unpack_from(f"{order}I", data, _WORD) == (_VERSION,):
            return Index(data, order)
    return None


def hash_of(key: str, width: int) -> int:
    """The hash of a key (lower case, TABs between its fields) in an `unsigned long` of a width."""
    mask = (1 << width) - 1
    domain, tab, name = key.rpartition("\t")
    value = _mixed(name, _of_domain(domain + tab, mask), mask)
    value = value + (value << 3) & mask
    value ^= value >> 11
    return value + (value << 15) & mask


def _mixed(text: str, value: int, mask: int) -> int:
    for byte in text.encode("latin-1"):
        value = (value + byte) * 1025 & mask
        value ^= value >> 6
    return value


@lru_cache(maxsize=1024)
def _of_domain(text: str, mask: int) -> int:
    """What many keys have in common, computed once."""
    return _mixed(text, _START, mask)


class Case(NamedTuple):
    """A table and the `data` of its index; `limit` is the most bytes of a line read at once."""

    table: bytes
    limit: int
    kind: IndexKind
    data: bytes


def judge(cases: Sequence[Case], widths: Sequence[int] = WIDTHS) -> tuple[Verdict | None, ...]:
    """What the indexes of one machine are worth; None for one that it makes anew.

    They are judged with the first of the `widths` of a word that fits them best.
    """
    best: tuple[Verdict | None, ...] = ()
    fewest = -1
    for width in widths:
        verdicts = tuple(_verdict(case, width) for case in cases)
        hidden = sum(len(one.hidden) + one.tangled for one in verdicts if one is not None)
        if fewest < 0 or hidden < fewest:
            best, fewest = verdicts, hidden
        if not hidden:
            break
    return best


def _verdict(case: Case, width: int) -> Verdict | None:
    index = opened(case.data)
    return None if index is None else _Judge(case, index, width).verdict()


def chunk_at(table: bytes, offset: int, limit: int) -> Chunk:
    """The line, as XMail reads it, that begins at an offset."""
    line_start = table.rfind(b"\n", 0, offset) + 1
    newline = table.find(b"\n", offset)
    end = len(table) if newline < 0 else newline + 1
    before = table.count(b"\n", 0, line_start)
    chunks = read_chunks(table[line_start:end], limit)
    chunk = next(chunk for chunk in chunks if chunk.start == offset - line_start)
    return chunk._replace(line=before + 1)


def _lines(table: bytes, limit: int) -> Iterator[tuple[int, bytes]]:
    """The lines as XMail's reader delivers them, each with its offset."""
    position = 0
    while position < len(table):
        newline = table.find(b"\n", position, position + limit)
        end = min(position + limit, len(table)) if newline < 0 else newline + 1
        yield position, table[position:end]
        position = end


class _Judge:
    """One judgement of one index."""

    def __init__(self, case: Case, index: Index, width: int) -> None:
        self._table = case.table
        self._limit = case.limit
        self._kind = case.kind
        self._index = index
        self._width = width
        self._beside = 0
        self._hidden: list[int] = []
        self._strays = 0

    def verdict(self) -> Verdict:
        """Bucket by bucket: first those of the rows, then those without one."""
        idle = 0
        next_bucket = 0
        mask = (1 << _OFFSET_BITS) - 1
        for bucket, entries in groupby(self._entries(), key=lambda entry: entry >> _OFFSET_BITS):
            rows = tuple(entry & mask for entry in entries)
            idle = self._count_strays(range(next_bucket, bucket), idle)
            next_bucket = bucket + 1
            offsets = self._index.offsets(bucket)
            if offsets != rows:
                self._judge_bucket(rows, offsets)
        self._count_strays(range(next_bucket, self._index.listed), idle)
        hidden = tuple(sorted(self._hidden))
        return Verdict(hidden, self._strays, tangled=self._index.left < 0)

    def _entries(self) -> array[int]:
        """Each row as its bucket and its offset in one number, sorted."""
        buckets = self._index.buckets
        entries = array("Q")
        for offset, raw in _lines(self._table, self._limit):
            key = self._key(raw) if not raw.startswith(b"#") else None
            if key is not None:
                wild = self._is_wild(key)
                bucket = 0 if wild or not buckets else hash_of(key, self._width) % buckets
                entries.append(bucket << _OFFSET_BITS | offset)
        return array("Q", sorted(entries))

    def _key(self, raw: bytes) -> str | None:
        """The key of a line, None for one without its fields."""
        fields = split_fields(raw.partition(b"\0")[0].rstrip(b"\r\n"))
        count = self._kind.fields
        return ascii_lower("\t".join(fields[:count])) if len(fields) >= count else None

    def _is_wild(self, key: str) -> bool:
        return self._kind.wild and ("*" in key or "?" in key)

    def _judge_bucket(self, rows: tuple[int, ...], offsets: tuple[int, ...]) -> None:
        """Follow the list of a bucket that is not just its rows."""
        found: dict[str, int] = {}
        tried: set[int] = set()
        ended = False
        own = frozenset(rows)
        for offset in offsets:
            self._strays += not self._begins_a_row(offset, own)
            ended = ended or offset >= len(self._table)
            if not ended:
                tried.add(offset)  # a search among the wild cards stops where there is no line
            key = self._key_at(offset, own)
            if key is not None:
                found.setdefault(key, offset)
        seen: set[str] = set()
        for row in rows:
            key = self._key_at(row, own) or ""
            if self._is_wild(key):
                if row not in tried:
                    self._hidden.append(row)
            elif key not in seen:
                seen.add(key)
                if not self._is_same_line(row, found.get(key)):
                    self._hidden.append(row)

    def _key_at(self, offset: int, rows: frozenset[int]) -> str | None:
        """The key of what XMail reads at an offset, wherever that is."""
        if offset not in rows:
            self._beside += 1
            if self._beside > _MOST_BESIDE_ROWS:
                return None
        piece = self._table[offset : offset + self._limit]
        newline = piece.find(b"\n")
        return self._key(piece if newline < 0 else piece[:newline]) if piece else None

    def _is_same_line(self, row: int, found: int | None) -> bool:
        """Whether what was found is the row, or the row but for blanks before it."""
        return found is not None and (
            row == found or (row < found and self._table.find(b"\n", row, found) < 0)
        )

    def _count_strays(self, buckets: range, idle: int) -> int:
        """Look at the lists no row belongs to; give how many were looked at so far."""
        for bucket in buckets[: max(0, min(self._index.listed, buckets.stop) - buckets.start)]:
            if idle >= _MOST_IDLE_BUCKETS:
                break
            idle += 1
            nobody: frozenset[int] = frozenset()
            offsets = self._index.offsets(bucket)
            self._strays += sum(not self._begins_a_row(offset, nobody) for offset in offsets)
        return idle

    def _begins_a_row(self, offset: int, rows: frozenset[int]) -> bool:
        """Whether an indexed row begins there, be it one of another bucket."""
        if offset in rows:
            return True
        if offset >= len(self._table) or (offset and self._table[offset - 1] != 0x0A):
            return False
        return self._table[offset] != 0x23 and self._key_at(offset, rows) is not None
