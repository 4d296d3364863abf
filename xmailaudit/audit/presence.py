"""Which of the tables that rules read are there.

Only folders are listed, each once; no file is opened.  A pattern is a path whose parts may hold one
`*` each: `server.tab`, `*.ipmap.tab`, `custdomains/*`.  Behind a part with a star nothing is looked
at.  Names are compared in any case of letters, for the server of a Windows machine would find them
so; and a folder that cannot be listed may hold anything.  So the answer errs towards *yes*: a rule
then runs and says itself what it cannot see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.source import Absent, Unseen
from xmailaudit.mailroot.start_options import COMMAND_LINE

if TYPE_CHECKING:
    from xmailaudit.mailroot.source import Source

__all__ = ["Presence"]


class Presence:
    """The names in a source's folders, as far as somebody asked."""

    __slots__ = ("_folders", "_source")

    def __init__(self, source: Source) -> None:
        self._source = source
        self._folders: dict[str, tuple[str, ...] | None] = {}

    def any_of(self, patterns: tuple[str, ...]) -> bool:
        """Whether something may be there that one of the patterns names."""
        return any(map(self.is_there, patterns))

    def is_there(self, pattern: str) -> bool:
        """Whether something may be there that the pattern names."""
        if pattern == COMMAND_LINE:
            return True
        folder = ""
        for part in pattern.split("/"):
            names = self.names(folder)
            if names is None:
                return True
            if "*" in part:
                start, _star, end = part.lower().partition("*")
                return any(name.startswith(start) and name.endswith(end) for name in names)
            if part.lower() not in names:
                return False
            folder = f"{folder}/{part}" if folder else part
        return True

    def names(self, folder: str) -> tuple[str, ...] | None:
        """The names in a folder, in lower case; None where it cannot be listed."""
        if folder not in self._folders:
            entries = self._source.entries(folder)
            match entries:
                case Absent():
                    self._folders[folder] = ()
                case Unseen():
                    self._folders[folder] = None
                case _:
                    self._folders[folder] = tuple(entry.name.lower() for entry in entries)
        return self._folders[folder]
