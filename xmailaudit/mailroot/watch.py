"""What was read of a folder of this machine, so that it can be told whether it changed since.

A note is what the system knew before the reading: a change in between counts as one after it.  Not
noted is where a server at work writes by itself, nor the mail; and below each folder of the
MailRoot only so many names, that the notes stay few with 100,000 accounts.
"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from .source import Absent, Unseen

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    Status = os.stat_result | Absent | Unseen
    Note = tuple[int, ...] | Absent | Unseen

__all__ = ["NOTED_BELOW", "Watch"]

#: So many names are noted below each folder of the MailRoot, those that are asked for first.
NOTED_BELOW = 200

#: Folders in which a server at work makes and removes files.
_AT_WORK = frozenset(
    ("dnscache", "logs", "msgsync", "pop3linklocks", "pop3locks", "spool", "tmp"),
)
#: Files that it writes wherever it likes.
_WRITTEN = ("message.id", ".ipconn")
#: Below `domains/` a folder DOMAIN/ACCOUNT gets such a file with a login, and mail lies deeper.
_DEEPEST_LISTING = 2
_DEEPEST_FILE = 4
#: Names that begin so come and go at the top: XMail's triggers, and drafts of editors and our own.
_PASSING = "."


class Watch:
    """The notes about one folder; paths are those of a source."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, bool], Note] = {}
        self._below: dict[str, int] = {}
        self._names: frozenset[str] | None = None

    def note(self, path: str, status: Status, *, listing: bool = False) -> None:
        """A file is read or looked at, or a folder is listed; what came first stays."""
        top, slash, _rest = path.partition("/")
        if slash and self._below.get(top, 0) >= NOTED_BELOW:
            return
        key = (path.rstrip("/"), listing)
        if key in self._notes or not _is_noted(key[0], listing=listing):
            return
        if slash:
            self._below[top] = self._below.get(top, 0) + 1
        self._notes[key] = _note(status, listing=listing)

    def note_names(self, names: list[str]) -> None:
        """The names at the top, of which it can be told which come and go."""
        if self._names is None:
            self._names = _lasting(names)

    def changed(
        self, look: Callable[[str], Status], names: Callable[[], list[str] | None]
    ) -> tuple[str, ...]:
        """The paths that are not as they were, sorted; "." is the folder itself.

        `look` gives what is known of a path now, `names` those at the top, None where it cannot.
        """
        changed: set[str] = set()
        for (path, listing), before in [*self._notes.items()]:
            if before != _note(look(path), listing=listing):
                changed |= {path} if path else self._top(names(), listing=listing)
        return tuple(sorted(changed))

    def _top(self, names: list[str] | None, *, listing: bool) -> set[str]:
        """What changed of the folder itself: names that came or went."""
        if not listing or names is None or self._names is None:
            return {"."}
        return {*(self._names ^ _lasting(names))}


def _is_noted(path: str, *, listing: bool) -> bool:
    top, slash, _rest = path.partition("/")
    if path.rpartition("/")[2] in _WRITTEN or (top in _AT_WORK and (slash or listing)):
        return False
    depth = path.count("/") + 1
    return top != "domains" or depth <= (_DEEPEST_LISTING if listing else _DEEPEST_FILE)


def _note(status: Status, *, listing: bool) -> Note:
    """What tells a file from a changed one; of a folder its time counts only where it was listed.

    Its mode and owner are told on POSIX systems; elsewhere they do not change.
    """
    if isinstance(status, (Absent, Unseen)):
        return status
    known = (status.st_mode, status.st_uid, status.st_dev, status.st_ino)
    if not stat.S_ISDIR(status.st_mode):
        return (*known, status.st_size, status.st_mtime_ns)
    return (*known, status.st_mtime_ns) if listing else known


def _lasting(names: list[str]) -> frozenset[str]:
    return frozenset(name for name in names if not name.startswith(_PASSING))
