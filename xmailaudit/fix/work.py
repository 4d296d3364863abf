"""The steps of a transaction on the files, each of which may be the last one before a crash.

Whatever a step finds there is looked at first, so that all of this can be done again from any
point: an entry is as it was, as it is to be, or as somebody else made it.
"""

from __future__ import annotations

import errno
from contextlib import contextmanager, suppress
from enum import Enum
from typing import TYPE_CHECKING

from xmailaudit.tables.index_file import INDEXES

from .disk.tree import PRIVATE_FOLDER, Kind, LinkedFolderError, Looks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .disk.tree import Status, Tree
    from .entry import Entry
    from .journal import Header

__all__ = ["ChangedMeanwhileError", "Found", "StepError", "Work"]

_TABLE_OF = {kind.file: table for table, kind in INDEXES.items()}
_NOT_EMPTY = (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT, errno.ENOTDIR)

_NO_FOLDER = (FileNotFoundError, NotADirectoryError, LinkedFolderError)


class Found(Enum):
    """How an entry's file or folder is found."""

    OLD = "as it was"
    NEW = "as it is to be"
    OTHER = "as somebody else made it"


class StepError(Exception):
    """A call of the system failed; never leaves this package."""

    def __init__(self, path: str, error: OSError) -> None:
        super().__init__(path)
        self.path = path
        self.error = error


class ChangedMeanwhileError(Exception):
    """Somebody else changed a file; never leaves this package."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Work:
    """A transaction on an opened MailRoot.  All methods raise StepError."""

    def __init__(self, tree: Tree, header: Header) -> None:
        self._tree = tree
        self._header = header
        self._drafted: set[str] = set()
        self._folders: dict[str, None] = {}
        self._known_folders = {made.path: made for made in (*header.made, *header.dropped)}

    # ------------------------------------------------------------ looking

    def places(self) -> dict[str, Found]:
        """How each entry is found."""
        return {entry.path: self._place(entry) for entry in self._header.entries}

    def is_ours(self, *wanted: Found) -> bool:
        """Whether all is found in one of these ways (old or new); XMail may have made an index."""
        found = self.places()
        places = {found[entry.path] for entry in self._header.entries if not entry.is_index}
        return places <= set(wanted or (Found.OLD, Found.NEW))

    def verify(self) -> None:
        """Raise ChangedMeanwhileError for what is not as it is to be, mode included."""
        for entry in self._header.entries:
            if not self._is_new(entry):
                raise ChangedMeanwhileError(entry.path)

    def _is_new(self, entry: Entry) -> bool:
        if self._place(entry) is not Found.NEW:
            return False
        with _step(entry.path):
            status = self._tree.status(entry.path)
        if status is None or status.mode is None:  # gone as it is to be, or no modes are known
            return True
        return entry.new_mode is None or status.mode == entry.new_mode

    def _place(self, entry: Entry) -> Found:
        with _step(entry.path):
            try:
                return self._look_at(entry, self._tree.status(entry.path))
            except (LinkedFolderError, NotADirectoryError):
                return Found.OTHER

    def _look_at(self, entry: Entry, status: Status | None) -> Found:
        kind = Kind.FOLDER if entry.folder else Kind.FILE
        if status is not None and status.kind is not kind:
            return Found.OTHER
        if entry.changes_bytes:
            data = None if status is None else self._tree.read(entry.path)
            return _place_of(entry.old, entry.new, data)
        if status is None:
            return Found.OTHER
        return _place_of(entry.old_mode, entry.new_mode, status.mode)

    # ------------------------------------------------------------ forwards

    def prepare(self) -> None:
        """Make the new folders, and write each new file beside the old one."""
        for made in self._header.made:
            self._make_folders(made.path)
        for entry in self._header.entries:
            if entry.changes_bytes and entry.new is not None:
                self._draft(entry)
                self._drafted.add(entry.path)
        self._sync()

    def perform(self) -> None:
        """Put everything in its place.  Raises ChangedMeanwhileError too."""
        rebuilt = self._rebuilt(self.places(), Found.OLD)
        for entry in sorted(self._header.entries, key=_order):
            place = self._place(entry)
            if entry.path in rebuilt:
                self._remove(entry)
            elif place is Found.OTHER and not entry.is_index:
                raise ChangedMeanwhileError(entry.path)
            elif place is Found.OLD:
                self._put(entry)
        self._sync()

    def drop_folders(self) -> None:
        """Remove the folders that are to go, as far as they are empty."""
        self._remove_folders([made.path for made in self._header.dropped])

    # ------------------------------------------------------------ backwards

    def roll_back(self) -> tuple[str, ...]:
        """Put back whatever was changed; what somebody else changed is left alone and named."""
        self._drafted.clear()
        places = self.places()
        rebuilt = self._rebuilt(places, Found.NEW)
        left = []
        for entry in sorted(self._header.entries, key=_order, reverse=True):
            if entry.path in rebuilt:
                self._remove(entry)
            elif places[entry.path] is Found.NEW:
                self._put(entry.reversed(), entry.modified)
            elif places[entry.path] is Found.OTHER and not entry.is_index:
                left.append(entry.path)
        self.clear()
        self._sync()
        self._remove_folders([made.path for made in self._header.made])
        return tuple(left)

    def clear(self) -> None:
        """Remove what is left of drafts."""
        for entry in self._header.entries:
            if entry.draft:
                self._discard(entry)

    # ------------------------------------------------------------ steps

    def _rebuilt(self, places: dict[str, Found], moving: Found) -> set[str]:
        """The indexes that XMail made anew for tables that are about to change."""
        return {
            path
            for path, place in places.items()
            if place is Found.OTHER and places.get(_TABLE_OF.get(path, "")) is moving
        }

    def _put(self, entry: Entry, modified: int | None = None) -> None:
        if not entry.changes_bytes:
            if entry.new_mode is not None:
                with _step(entry.path):
                    self._tree.set_mode(entry.path, entry.new_mode)
        elif entry.new is None:
            self._remove(entry)
        else:
            if entry.path not in self._drafted:
                self._make_folders(entry.parent)
                self._draft(entry, modified)
            with _step(entry.path):
                self._tree.rename(entry.draft_path, entry.path.rpartition("/")[2])
            self._drafted.discard(entry.path)
            self._folders[entry.parent] = None

    def _remove(self, entry: Entry) -> None:
        with _step(entry.path):
            self._tree.remove(entry.path)
        self._folders[entry.parent] = None

    def _draft(self, entry: Entry, modified: int | None = None) -> None:
        """Write the new file beside the old one.

        An indexed table never gets its old time back: XMail would not look at it again.
        """
        self._discard(entry)
        with _step(entry.path):
            looks = Looks(
                entry.new_mode,
                entry.owner,
                None if entry.path in INDEXES else modified,
                like=entry.path if self._tree.status(entry.path) else None,
            )
            self._tree.create(entry.draft_path, entry.new or b"", looks)
            if self._tree.read(entry.draft_path) != entry.new:
                raise OSError(errno.EIO, "what was written reads otherwise")
        self._folders[entry.parent] = None

    def _discard(self, entry: Entry) -> None:
        with _step(entry.path), suppress(*_NO_FOLDER):
            self._tree.remove(entry.draft_path)
            self._folders[entry.parent] = None

    def _make_folders(self, path: str) -> None:
        if not path:
            return
        with _step(path):
            if self._tree.status(path) is not None:
                return
        parent = path.rpartition("/")[0]
        self._make_folders(parent)
        known = self._known_folders.get(path)
        looks = Looks(known.mode, known.owner) if known else Looks(PRIVATE_FOLDER)
        with _step(path):
            self._tree.make_folder(path, looks)
        self._folders[parent] = None

    def _remove_folders(self, paths: list[str]) -> None:
        """Remove those that are empty, the inner ones first."""
        for path in sorted(paths, key=lambda path: path.count("/"), reverse=True):
            with _step(path):
                try:
                    self._tree.remove_folder(path)
                except OSError as error:
                    if error.errno not in _NOT_EMPTY:
                        raise
                    continue
            self._folders.pop(path, None)
            self._folders[path.rpartition("/")[0]] = None
        self._sync()

    def _sync(self) -> None:
        for folder in self._folders:
            with _step(folder), suppress(*_NO_FOLDER):
                self._tree.sync(folder)
        self._folders.clear()


def _order(entry: Entry) -> int:
    """Indexes go first (whenever XMail starts, it makes one for the table it finds), modes last."""
    return 0 if entry.is_index else 1 + (not entry.changes_bytes) + entry.folder


def _place_of(old: object, new: object, found: object) -> Found:
    if found == new:
        return Found.NEW
    return Found.OLD if found == old else Found.OTHER


@contextmanager
def _step(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StepError(path, error) from error
