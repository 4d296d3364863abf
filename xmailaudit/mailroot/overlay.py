"""Another source as it would look with edits or changes made: what a preview is judged on.

Edits are carried out once, when the overlay is made; every other file is read through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.tables.edit import TakeRights, apply_all

from .change import Change, content_of, with_indexes
from .gathered import collected_of
from .listing import names_in
from .pieces import pieces
from .rights import modes_without
from .source import ABSENT, Absent, Content, Entry, FileKind, Metadata, TargetKind, Unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

    from xmailaudit.tables.edit import Edit

    from .collected import Collected
    from .listing import Name
    from .source import Source

__all__ = ["Overlay"]


class Overlay:
    """A source with edits.

    Raises EditError for edits that cannot be carried out, and UnseenFileError where one names a
    file whose bytes cannot be had, or a folder that cannot be listed.
    """

    def __init__(self, source: Source, edits: Iterable[Edit]) -> None:
        self._source = source
        wanted = tuple(edits)
        taken = [edit for edit in wanted if isinstance(edit, TakeRights)]
        self._modes = modes_without(source, taken)
        self._added: dict[str, dict[str, FileKind]] = {}
        self._changed = apply_all(lambda path: content_of(source, path), wanted)
        self._note_added()

    @classmethod
    def of(cls, source: Source, changes: Iterable[Change]) -> Self:
        """A source with whole files changed, and modes."""
        overlay = cls(source, ())
        for change in changes:
            if change.changes_bytes:
                overlay._changed[change.path] = change.new
            if change.new_mode is not None:
                overlay._modes[change.path] = change.new_mode
        overlay._note_added()
        return overlay

    @property
    def changes(self) -> tuple[Change, ...]:
        """What differs from the source beneath; the indexes of changed tables go with them."""
        return with_indexes(self._source, filter(None, map(self._change, self._paths())))

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
        """The files and folders that become others, or get another mode."""
        return tuple(self._paths())

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
        """Those of the source beneath that stay, with their modes; edits make no links."""
        found = names_in(self._source, folder)
        if isinstance(found, (Absent, Unseen)) or not (self._changed or self._modes):
            return found
        return (self._as_it_would_be(name) for name in found if not self._is_gone(name.path))

    def metadata(self, path: str, /) -> Metadata | Absent | Unseen:
        """What would be known of a file: its new size, its mode and owner, no time."""
        known = self._source.metadata(path)
        if path in self._changed:
            data = self._changed[path]
            if data is None:
                return ABSENT
            if not isinstance(known, Metadata):
                return Metadata(FileKind.FILE, size=len(data), mode=self._modes.get(path))
            return self._with_mode(path, known._replace(size=len(data), modified=None))
        if isinstance(known, Absent) and path.rstrip("/") in self._added:
            return Metadata(FileKind.FOLDER)
        return self._with_mode(path, known)

    def shows_all(self, file: str, /) -> bool:
        """As of the source beneath."""
        return self._source.shows_all(file)

    def _paths(self) -> dict[str, None]:
        return dict.fromkeys((*self._changed, *self._modes))

    def _change(self, path: str) -> Change | None:
        """What becomes of a path; None where nothing does."""
        known = self._source.metadata(path)
        mode = known.mode if isinstance(known, Metadata) else None
        wanted = self._modes.get(path)
        old = new = None
        if path in self._changed:
            old, new = content_of(self._source, path), self._changed[path]
        new_mode = None if wanted == mode or (old != new and new is None) else wanted
        if old == new:
            return None if new_mode is None else Change(path, None, None, mode, new_mode)
        return Change(path, old, new, mode, new_mode)

    def _as_it_would_be(self, name: Name) -> Name:
        mode = None if name.link else self._modes.get(name.path)
        return name if mode is None else name._replace(mode=mode)

    def _with_mode(
        self, path: str, known: Metadata | Absent | Unseen
    ) -> Metadata | Absent | Unseen:
        mode = self._modes.get(path.rstrip("/"))
        return known._replace(mode=mode) if mode is not None and type(known) is Metadata else known

    def _note_added(self) -> None:
        for path, data in self._changed.items():
            if data is not None:
                self._add(path)

    def _add(self, path: str) -> None:
        """Note a file, and the folders on the way to it, as there."""
        kind = FileKind.FILE
        while path:
            path, _slash, name = path.rpartition("/")
            self._added.setdefault(path, {}).setdefault(name, kind)
            kind = FileKind.FOLDER

    def _gone(self, folder: str, name: str) -> bool:
        return self._is_gone(f"{folder}/{name}" if folder else name)

    def _is_gone(self, path: str) -> bool:
        return path in self._changed and self._changed[path] is None
