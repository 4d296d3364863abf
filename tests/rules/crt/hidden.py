"""A MailRoot of which one file cannot be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import Unseen
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xmailaudit.mailroot.source import Content

__all__ = ["without_sight_of"]


class _Hidden(MemorySource):
    def __init__(self, hidden: str, files: Mapping[str, bytes]) -> None:
        super().__init__(files)
        self._hidden = hidden

    def read(self, path: str, /) -> Content:
        """The bytes of a file, but not of that one."""
        return Unseen(say("left there")) if path == self._hidden else super().read(path)


def without_sight_of(hidden: str, files: Mapping[str, bytes]) -> MailRoot:
    """These files, and one that may be there."""
    return MailRoot(_Hidden(hidden, files), StartOptions.assumed())
