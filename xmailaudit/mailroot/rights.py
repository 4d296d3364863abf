"""What becomes of the modes of files and folders when rights are taken from them.

A folder is walked to its end, in time that grows with what is in it, and no link is followed: what
it leads to may be somebody else's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import UnseenFileError
from .listing import names_in
from .source import Absent, FileKind, Metadata, Unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.tables.edit import TakeRights

    from .source import Source

__all__ = ["modes_without"]


def modes_without(source: Source, taken: Iterable[TakeRights]) -> dict[str, int]:
    """The new modes of all paths that lose a right.  Raises UnseenFileError.

    A path that is not there, whose mode is not known, or that is a link is left alone.
    """
    modes: dict[str, int] = {}
    for edit in taken:
        for path, mode in _reached(source, edit):
            left = modes.get(path, mode) & ~edit.bits
            if left != mode:
                modes[path] = left
    return modes


def _reached(source: Source, edit: TakeRights) -> Iterator[tuple[str, int]]:
    """The paths an edit is about, with their modes."""
    path = edit.file.rstrip("/")
    known = source.metadata(path)
    if not isinstance(known, Metadata) or known.link:
        return
    if known.mode is not None:
        yield path, known.mode
    if edit.below and known.kind is FileKind.FOLDER:
        yield from _beneath(source, path)


def _beneath(source: Source, top: str) -> Iterator[tuple[str, int]]:
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        names = names_in(source, folder)
        if isinstance(names, Unseen):
            raise UnseenFileError(folder, names.reason)
        for name in () if isinstance(names, Absent) else names:
            if name.link is not None:
                continue
            if name.mode is not None:
                yield name.path, name.mode
            if name.kind is FileKind.FOLDER:
                waiting.append(name.path)
