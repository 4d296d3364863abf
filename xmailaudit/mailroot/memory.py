"""A MailRoot held in memory: recorded decisions, samples and what-ifs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .source import ABSENT, Absent, Content, Entry, FileKind, Metadata, TargetKind, Unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["MemorySource"]


class MemorySource:
    """Files by path, and empty folders by name.

    `modified` is the POSIX time every file has, None for a source that knows none.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        *,
        folders: Iterable[str] = (),
        modified: float | None = None,
        location: str = "(memory)",
    ) -> None:
        self.kind = TargetKind.DIRECTORY
        self.location = location
        self._files = dict(files)
        self._modified = modified
        self._folders: dict[str, set[str]] = {"": set()}
        for path in self._files:
            self._add(path.rpartition("/")[0], path.rpartition("/")[2])
        for folder in folders:
            self._add(folder, None)

    def _add(self, folder: str, name: str | None) -> None:
        known = self._folders.setdefault(folder, set())
        if name is not None:
            known.add(name)
        if folder:
            above, _slash, own = folder.rpartition("/")
            self._add(above, own)

    def read(self, path: str, /) -> Content:
        """The bytes of a file."""
        return self._files.get(path, ABSENT)

    def entries(self, folder: str, /) -> tuple[Entry, ...] | Absent | Unseen:
        """The names in a folder, sorted."""
        names = self._folders.get(folder)
        if names is None:
            return ABSENT
        above = f"{folder}/" if folder else ""
        return tuple(Entry(name, self._kind(above + name)) for name in sorted(names))

    def _kind(self, path: str) -> FileKind:
        return FileKind.FOLDER if path in self._folders else FileKind.FILE

    def metadata(self, path: str, /) -> Metadata | Absent | Unseen:
        """Kind, size and time."""
        if path in self._folders:
            return Metadata(FileKind.FOLDER, modified=self._modified)
        if path not in self._files:
            return ABSENT
        return Metadata(FileKind.FILE, size=len(self._files[path]), modified=self._modified)

    def shows_all(self, file: str, /) -> bool:  # noqa: ARG002  # the protocol's signature
        """What is not here does not exist."""
        return True
