"""The members of a zip archive.

What counts is the central directory at its end.  It is walked entry by entry, so that its size
costs no memory; of the data nothing is unpacked but what is kept.
"""

from __future__ import annotations

import os
import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.source import FileKind, Metadata
from xmailaudit.messages import Message, _, say

from .limits import damaged, refused
from .member import Member, metadata_of
from .member_name import parts_of
from .zip_extra import Extra, extra_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .keeping import Budget

__all__ = ["zip_members"]

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END64, _LOCATOR = b"PK\x06\x06", b"PK\x06\x07"
_END_FORM = struct.Struct("<4x4H2LH")
_END64_FORM = struct.Struct("<4xQ2H2L4Q")
_LOCATOR_FORM = struct.Struct("<4xLQL")
_ENTRY_FORM = struct.Struct("<4xBB2x2H4x3L3H4x2L")
_LOCAL_FORM = struct.Struct("<4x22x2H")

_UNIX, _MACINTOSH = 3, 19
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_STORED, _DEFLATED = 0, 8
_LONGEST_LINK = 4096

_SPECIAL = (0o010000, 0o020000, 0o060000, 0o140000)
_LINK, _FOLDER, _TYPE = 0o120000, 0o040000, 0o170000


class _Directory(NamedTuple):
    """Where the central directory lies, and how far all is moved by what stands before it."""

    start: int
    size: int
    shift: int


def zip_members(descriptor: int, budget: Budget) -> Iterator[Member]:
    """The members in order; bytes as far as the budget keeps them.  Raises RefusedError."""
    file = _File(descriptor)
    directory = _directory(file)
    at, end, last = directory.start, directory.start + directory.size, None
    while at < end:
        fixed = file.read(at, 46)
        if len(fixed) < 46 or not fixed.startswith(_CENTRAL):
            raise damaged(last)
        name_size, extra_size, comment_size = struct.unpack_from("<3H", fixed, 28)
        names = file.read(at + 46, name_size + extra_size)
        if len(names) < name_size + extra_size:
            raise damaged(last)
        budget.count_member()
        last = names[:name_size].decode("latin-1")
        reading = _Reading(file, fixed, last, names[name_size:], directory.shift, budget)
        yield reading.member()._replace(windows=reading.windows)
        at += 46 + name_size + extra_size + comment_size


class _File:
    """Reading at places, small reads next to each other from one bigger piece."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.size = os.fstat(descriptor).st_size
        self._start = 0
        self._piece = b""

    def read(self, at: int, size: int) -> bytes:
        """Bytes from a place on; fewer at the end."""
        if at < 0 or size < 0:
            return b""
        begin = at - self._start
        if begin < 0 or begin + size > len(self._piece):
            os.lseek(self._descriptor, min(at, self.size), os.SEEK_SET)
            wanted = max(size, 2**16)
            pieces: list[bytes] = []
            while wanted > 0 and (piece := os.read(self._descriptor, wanted)):
                pieces.append(piece)
                wanted -= len(piece)
            self._start, self._piece, begin = at, b"".join(pieces), 0
        return self._piece[begin : begin + size]


def _directory(file: _File) -> _Directory:
    """Find the central directory by the record at the end.  Raises RefusedError."""
    tail_at = max(0, file.size - 65557)
    tail = file.read(tail_at, 65557)
    found = tail.rfind(_END)
    if found < 0 or len(tail) < found + 22:
        raise damaged()
    disk, start_disk, _here, count, size, start, _comment = _END_FORM.unpack_from(tail, found)
    end = tail_at + found
    if 0xFFFF in (count, disk, start_disk) or 0xFFFFFFFF in (size, start):
        locator = file.read(end - 20, 20)
        if locator.startswith(_LOCATOR):
            _number, at, _disks = _LOCATOR_FORM.unpack(locator)
            record = file.read(at, 56)
            if not record.startswith(_END64) or len(record) < 56:
                raise damaged()
            *_sizes, disk, start_disk, _here, _count, size, start = _END64_FORM.unpack(record)
            end = at
    if disk or start_disk:
        raise refused(_("it is one part of several; join them and name the whole"))
    shift = end - size - start
    if shift < 0:
        raise damaged()
    return _Directory(start + shift, size, shift)


class _Reading:
    """One entry of the central directory and what it names."""

    def __init__(
        self, file: _File, fixed: bytes, name: str, extra: bytes, shift: int, budget: Budget
    ) -> None:
        (
            _version,
            self._system,
            self._flags,
            self._method,
            self._crc,
            packed,
            size,
            _n,
            _x,
            _c,
            self._attributes,
            offset,
        ) = _ENTRY_FORM.unpack(fixed)
        self._file = file
        self._name = name
        self._budget = budget
        self._known: Extra = extra_of(extra, size, packed, offset)
        self._offset = self._known.offset + shift
        self._parts = parts_of(name, budget.limits, windows=self.windows)

    @property
    def windows(self) -> bool:
        """Whether no Unix wrote the entry."""
        return self._system not in (_UNIX, _MACINTOSH)

    def member(self) -> Member:
        """The member.  Raises RefusedError."""
        mode = 0 if self.windows else self._attributes >> 16
        kind = mode & _TYPE
        if kind in _SPECIAL:
            template = _("{member} is a device or a pipe; pack the MailRoot anew without it")
            raise refused(template, member=self._name)
        if self._flags & _ENCRYPTED:
            template = _("{member} is encrypted; pack the MailRoot anew without a password")
            raise refused(template, member=self._name)
        known = self._known
        metadata = metadata_of(
            FileKind.FILE,
            size=known.size,
            mode=mode or None,
            owner=known.owner,
            modified=known.modified,
        )
        if kind == _FOLDER or not self._parts or self._ends_as_folder():
            return Member(self._parts, metadata._replace(kind=FileKind.FOLDER, size=None))
        if kind == _LINK:
            return self._link(metadata)
        unseen = self._budget.refusal(self._parts, known.size) or self._strange()
        if unseen is not None:
            return Member(self._parts, metadata, unseen=unseen)
        return Member(self._parts, metadata, data=self._data())

    def _ends_as_folder(self) -> bool:
        return self._name.endswith(("/", "\\") if self.windows else "/")

    def _strange(self) -> Message | None:
        if self._method in (_STORED, _DEFLATED):
            return None
        template = _("it is compressed in a way that is not read here (method {method})")
        return say(template, method=self._method)

    def _link(self, metadata: Metadata) -> Member:
        if self._known.size > _LONGEST_LINK or self._strange() is not None:
            raise damaged(self._name)
        return Member(self._parts, metadata, link=self._data().decode("latin-1"))

    def _data(self) -> bytes:
        """The unpacked bytes, as many as the entry says and with the right check sum."""
        size, packed = self._known.size, self._known.packed
        local = self._file.read(self._offset, 30)
        if len(local) < 30 or not local.startswith(_LOCAL):
            raise damaged(self._name)
        at = self._offset + 30 + sum(_LOCAL_FORM.unpack(local))
        most = size if self._method == _STORED else 2 * size + 1024  # deflate grows what is small
        if at + packed > self._file.size or packed > most:
            raise damaged(self._name)
        data = self._file.read(at, packed)
        if self._method == _DEFLATED:
            try:
                data = zlib.decompressobj(wbits=-15).decompress(data, size + 1)
            except zlib.error:
                raise damaged(self._name) from None
        if len(data) != size or zlib.crc32(data) != self._crc:
            raise damaged(self._name)
        return data
