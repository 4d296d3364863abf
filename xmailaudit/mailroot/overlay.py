"""Another source as it would look with edits applied: what a preview is judged on.

The edits are carried out once, when the overlay is made; every other file is read through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.tables.edit import apply_all

from .errors import UnseenFileError
from .gathered import collected_of
from .listing import names_in
from .pieces import pieces
from .source import ABSENT, Absent, Content, Entry, FileKind, Metadata, TargetKind, Unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.tables.edit import Edit

    from .collected import Collected
    from .listing import Name
    from .source import Source

__all__ = ["Overlay"]


class Overlay:
    """A source with edits.

    Raises EditError for edits that cannot be carried out, and UnseenFileError where one names a
    file whose bytes cannot be had.
    """

    def __init__(self, source: Source, edits: Iterable[Edit]) -> None:
        self._source = source
        self._changed = apply_all(self._bytes, edits)
        self._added: dict[str, dict[str, FileKind]] = {}
        for path, data in self._changed.items():
            if data is not None:
                self._add(path)

    @property
    def kind(self) -> TargetKind:
        """As of the source beneath."""
        return self._source.kind

    @property
    def location(self) -> str:
        """As of the source beneath."""
        return self._source.location

    @property
    def path(self) -> str | None:
        """As of the source beneath: where nothing is written."""
        return getattr(self._source, "path", None)

    @property
    def collected(self) -> Collected | None:
        """As of the source beneath."""
        return collected_of(self._source)

    @property
    def changed(self) -> tuple[str, ...]:
        """The files that the edits name."""
        return tuple(self._changed)

    def read(self, path: str, /) -> Content:
        """The bytes of a file as they would be."""
        if path not in self._changed:
            return self._source.read(path)
        data = self._changed[path]
        return ABSENT if data is None else data

    def pieces(self, path: str, /) -> Iterator[bytes] | Absent | Unseen:
        """The same, piece by piece."""
        if path not in self._changed:
            return pieces(self._source, path)
        data = self._changed[path]
        return ABSENT if data is None else iter((data,))

    def entries(self, folder: str, /) -> tuple[Entry, ...] | Absent | Unseen:
        """The names in a folder as they would be, sorted."""
        folder = folder.rstrip("/")
        listing = self._source.entries(folder)
        added = self._added.get(folder, {})
        if isinstance(listing, Unseen) or (isinstance(listing, Absent) and not added):
            return listing
        kinds = {} if isinstance(listing, Absent) else {e.name: e.kind for e in listing}
        kinds = {name: kind for name, kind in kinds.items() if not self._gone(folder, name)}
        return tuple(sorted(Entry(name, kind) for name, kind in (kinds | added).items()))

    def names(self, folder: str, /) -> Iterator[Name] | Absent | Unseen:
        """As of the source beneath: edits make neither links nor modes."""
        return names_in(self._source, folder)

    def metadata(self, path: str, /) -> Metadata | Absent | Unseen:
        """What would be known of a file: its new size, its mode and owner, no time."""
        known = self._source.metadata(path)
        if path in self._changed:
            data = self._changed[path]
            if data is None:
                return ABSENT
            if not isinstance(known, Metadata):
                return Metadata(FileKind.FILE, size=len(data))
            return known._replace(size=len(data), modified=None)
        if isinstance(known, Absent) and path.rstrip("/") in self._added:
            return Metadata(FileKind.FOLDER)
        return known

    def shows_all(self, file: str, /) -> bool:
        """As of the source beneath."""
        return self._source.shows_all(file)

    def _bytes(self, path: str) -> bytes | None:
        content = self._source.read(path)
        if isinstance(content, Unseen):
            raise UnseenFileError(path, content.reason)
        return None if isinstance(content, Absent) else content

    def _add(self, path: str) -> None:
        """Note a file, and the folders on the way to it, as there."""
        kind = FileKind.FILE
        while path:
            path, _slash, name = path.rpartition("/")
            self._added.setdefault(path, {}).setdefault(name, kind)
            kind = FileKind.FOLDER

    def _gone(self, folder: str, name: str) -> bool:
        path = f"{folder}/{name}" if folder else name
        return path in self._changed and self._changed[path] is None
