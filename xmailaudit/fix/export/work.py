"""Changes as a script carries them out: one thing after the other, each with all that goes along.

A script knows a file by its number, so that no file needs a name of its own beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.file_names import to_system
from xmailaudit.mailroot.source import Absent
from xmailaudit.tables.index_file import INDEXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.change import Change
    from xmailaudit.mailroot.source import Source

__all__ = ["Work", "work_of"]

_INDEX_FILES = frozenset(kind.file for kind in INDEXES.values())


class Work(NamedTuple):
    """What a script does: folders to make, files to change, indexes to delete, rights to change.

    The index of a table goes with it; `stale` are those that go by themselves.
    """

    folders: tuple[str, ...]
    files: tuple[Change, ...]
    stale: tuple[Change, ...]
    rights: tuple[Change, ...]

    @property
    def restarts(self) -> bool:
        """Whether XMail must be stopped for it."""
        return bool(self.stale) or any(change.path in INDEXES for change in self.files)

    def __bool__(self) -> bool:
        return bool(self.files or self.stale or self.rights)


def work_of(source: Source, changes: Iterable[Change]) -> Work:
    """The changes in the order of a script.

    The index of a table that changes is no change of its own: XMail may have built another one
    since.
    """
    listed = [change for change in changes if _is_inside(change.path)]
    files = tuple(c for c in listed if c.changes_bytes and c.path not in _INDEX_FILES)
    changed = {change.path for change in files}
    gone_along = {kind.file for table, kind in INDEXES.items() if table in changed}
    return Work(
        folders=tuple(_folders(source, files)),
        files=files,
        stale=tuple(
            c
            for c in listed
            if c.changes_bytes and c.path in _INDEX_FILES and c.path not in gone_along
        ),
        rights=tuple(c for c in listed if not c.changes_bytes and c.new_mode is not None),
    )


def _is_inside(path: str) -> bool:
    return to_system(path, windows=False) is not None


def _folders(source: Source, files: Iterable[Change]) -> Iterator[str]:
    """The folders that are not there yet, the outer ones first."""
    known: set[str] = set()
    for change in files:
        parts = change.path.split("/")[:-1] if change.new is not None else []
        for depth in range(1, len(parts) + 1):
            folder = "/".join(parts[:depth])
            if folder not in known and isinstance(source.metadata(folder), Absent):
                yield folder
            known.add(folder)
