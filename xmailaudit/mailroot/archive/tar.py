"""The members of a tar archive: ustar, GNU and pax.

The standard library reads the header blocks; the walk is our own, because it must never read more
than the limits allow, whatever a header claims.
"""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.source import FileKind
from xmailaudit.messages import _, say

from .limits import damaged, refused
from .member import Member, metadata_of
from .member_name import parts_of
from .sort import BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .flow import Flow
    from .keeping import Budget

__all__ = ["tar_members"]

#: Long names and pax records of one member have no more bytes than this.
_LARGEST_NOTE = 2**20

_FILES = (b"0", b"\0", b"7")
_NOTES = (b"x", b"X", b"L", b"K")
_FOLDERS = (b"5", b"D")
_DUMPED, _LABEL, _CONTINUED = b"D", b"V", b"M"
_SPECIAL = (b"3", b"4", b"6")
_SPARSE = b"S"
_EXTENDED_AT, _MORE_AT = 482, 504


class _Notes(NamedTuple):
    """What stands before a member about it."""

    path: str | None = None
    link: str | None = None
    size: int | None = None
    owner: int | None = None
    modified: float | None = None
    sparse: str = ""

    def over(self, below: _Notes) -> _Notes:
        """These notes, with what they lack taken from those for all members."""
        known = {name: value for name, value in self._asdict().items() if value not in (None, "")}
        return below._replace(**known) if below != _Notes() else self


def _header(block: bytes) -> tarfile.TarInfo | None:
    """A header block taken apart; None for what is none."""
    try:
        return tarfile.TarInfo.frombuf(block, "latin-1", "strict")
    except Exception:  # noqa: BLE001  # hostile numbers raise more than tarfile's own errors
        return None


def tar_members(flow: Flow, budget: Budget) -> Iterator[Member]:
    """The members in order; bytes as far as the budget keeps them.  Raises RefusedError."""
    notes, everywhere, last = _Notes(), _Notes(), None
    while (block := flow.read(BLOCK)).strip(b"\0"):
        header = _header(block)
        if header is None or header.size < 0:
            raise damaged(last)
        budget.count_member()
        if header.type == b"g":
            everywhere = _noted(everywhere, b"x", _note(flow, header))
        elif header.type in _NOTES:
            notes = _noted(notes, header.type, _note(flow, header))
        else:
            last = header.name if notes.path is None else notes.path
            yield from _Reading(flow, header, notes.over(everywhere), budget).members(block)
            notes = _Notes()
    if len(block) < BLOCK:
        raise damaged(last)
    flow.finish()


def _note(flow: Flow, header: tarfile.TarInfo) -> bytes:
    if header.size > _LARGEST_NOTE:
        raise refused(
            _("what stands before {member} in it is too large; pack it anew"),
            member=header.name[:60],
        )
    data = flow.read(header.size)
    if len(data) < header.size or not flow.skip(-header.size % BLOCK):
        raise damaged(header.name)
    return data


def _noted(notes: _Notes, kind: bytes, data: bytes) -> _Notes:
    text = data.decode("latin-1")
    if kind == b"L":
        return notes._replace(path=text.split("\0", 1)[0])
    if kind == b"K":
        return notes._replace(link=text.split("\0", 1)[0])
    for key, value in _records(text):
        if key in ("path", "GNU.sparse.name"):
            notes = notes._replace(path=value)
        elif key == "linkpath":
            notes = notes._replace(link=value)
        elif key == "size":
            notes = notes._replace(size=_whole(value))
        elif key == "uid":
            notes = notes._replace(owner=_whole(value))
        elif key == "mtime":
            notes = notes._replace(modified=_seconds(value))
        if key.startswith("GNU.sparse."):
            notes = notes._replace(sparse=key)
    return notes


def _records(text: str) -> Iterator[tuple[str, str]]:
    """The records of a pax header: `LENGTH KEY=VALUE` and a line feed."""
    at = 0
    while at < len(text):
        blank = text.find(" ", at, at + 20)
        length = _whole(text[at:blank]) if blank > 0 else None
        if not length or text[at + length - 1 : at + length] != "\n":
            raise damaged()
        key, equals, value = text[blank + 1 : at + length - 1].partition("=")
        if not equals:
            raise damaged()
        yield key, value
        at += length


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else None


def _seconds(text: str) -> float | None:
    whole, _dot, part = text.partition(".")
    number = _whole(whole)
    if number is None or (part and _whole(part[:9]) is None):
        return None
    return float(f"{number}.{part[:9] or '0'}")


class _Reading:
    """One header and what follows it."""

    def __init__(self, flow: Flow, header: tarfile.TarInfo, notes: _Notes, budget: Budget) -> None:
        self._flow = flow
        self._kind = header.type
        self._budget = budget
        self._name = header.name if notes.path is None else notes.path
        self._parts = parts_of(self._name, budget.limits)
        self._target = header.linkname if notes.link is None else notes.link
        self._size = header.size if notes.size is None else notes.size
        self._sparse = bool(notes.sparse) or header.type == _SPARSE
        self._metadata = metadata_of(
            FileKind.FILE,
            size=self._size,
            mode=header.mode,
            owner=header.uid if notes.owner is None else notes.owner,
            modified=header.mtime if notes.modified is None else notes.modified,
        )

    def members(self, block: bytes) -> Iterator[Member]:
        """The member, if it is one."""
        kind = self._kind
        if kind in _SPECIAL:
            template = _("{member} is a device or a pipe; pack the MailRoot anew without it")
            raise refused(template, member=self._name)
        if kind == _CONTINUED:
            raise refused(_("it is one part of several; join them and name the whole"))
        if kind in _FOLDERS or not self._parts:
            self._skip(self._size if kind == _DUMPED else 0)
            yield Member(self._parts, self._metadata._replace(kind=FileKind.FOLDER, size=None))
        elif kind == b"1":
            target = parts_of(self._target, self._budget.limits)
            yield Member(self._parts, self._metadata, hard_link=target)
        elif kind == b"2":
            yield Member(self._parts, self._metadata, link=self._target)
        elif kind != _LABEL:
            yield self._file(block)

    def _file(self, block: bytes) -> Member:
        if self._sparse or self._kind not in _FILES:
            if self._kind == _SPARSE:
                self._skip_map(block)
            self._skip(self._size)
            strange = say(_("it is stored in a form that is not read here"))
            return Member(self._parts, self._metadata._replace(size=None), unseen=strange)
        unseen = self._budget.refusal(self._parts, self._size)
        if unseen is not None:
            self._skip(self._size)
            return Member(self._parts, self._metadata, unseen=unseen)
        data = self._flow.read(self._size)
        if len(data) < self._size:
            raise damaged(self._name)
        if not self._flow.skip(-self._size % BLOCK):
            raise damaged(self._name)
        return Member(self._parts, self._metadata, data=data)

    def _skip(self, size: int) -> None:
        """Pass over bytes and the rest of their last block."""
        if not self._flow.skip(size + -size % BLOCK):
            raise damaged(self._name)

    def _skip_map(self, block: bytes) -> None:
        """Pass over the blocks that tell where the holes of a sparse file are."""
        more = block[_EXTENDED_AT]
        while more:
            block = self._flow.read(BLOCK)
            if len(block) < BLOCK:
                raise damaged(self._name)
            more = block[_MORE_AT]
