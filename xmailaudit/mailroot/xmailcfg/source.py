"""A configuration as far as a pasted text shows it.

What the text does not show may be anything: such a file is unseen, never absent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.source import (
    Absent,
    Content,
    Entry,
    FileKind,
    Metadata,
    TargetKind,
    Unseen,
)
from xmailaudit.messages import _, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xmailaudit.messages import Message

__all__ = ["XMailCfgSource"]


class XMailCfgSource:
    """The tables of a text, as XMail would write them; `odd` are those it shows unclearly."""

    kind = TargetKind.XMAILCFG

    def __init__(
        self, location: str, files: Mapping[str, bytes], odd: Mapping[str, Message]
    ) -> None:
        self.location = location
        self._files = dict(files)
        self._odd = dict(odd)

    def read(self, path: str, /) -> Content:
        """The bytes of a table the text shows."""
        return self._files[path] if path in self._files else self._unseen(path)

    def entries(self, folder: str, /) -> tuple[Entry, ...] | Absent | Unseen:
        """Nobody knows what else is there."""
        return self._unseen(folder)

    def metadata(self, path: str, /) -> Metadata | Absent | Unseen:
        """That a table exists; its size on the server is not known."""
        return Metadata(FileKind.FILE) if path in self._files else self._unseen(path)

    def shows_all(self, file: str, /) -> bool:
        """A table is shown whole or not at all; of the settings a text shows some."""
        return file in self._files and file != "server.tab"

    def _unseen(self, path: str) -> Unseen:
        return Unseen(self._odd.get(path) or say(_("the text does not show it")))
