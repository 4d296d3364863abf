"""MailRoots of which a source shows some settings only, as a text copied from a screen does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.roots import PLAIN
from xmailaudit.mailroot.copied import Copied
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import Content, Unseen
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["copied", "without_sight_of"]


class _Source(MemorySource):
    """Nothing but server.tab is seen, and not all of that."""

    def read(self, path: str, /) -> Content:
        content = super().read(path)
        return content if path == "server.tab" else Unseen(say("it is not shown"))

    def shows_all(self, file: str, /) -> bool:
        return file != "server.tab"


def copied(settings: str = "", *, absent: Iterable[str] = ()) -> MailRoot:
    """A MailRoot whose server.tab has these rows, none for `absent`, and perhaps others.

    No other file is seen.
    """
    source = _Source({"server.tab": settings.encode("latin-1")})
    return MailRoot(source, StartOptions.unseen(), Copied("", (), absent=absent))


class _Hidden(MemorySource):
    """Files of which one cannot be read."""

    hidden = ""

    def read(self, path: str, /) -> Content:
        return Unseen(say("permission denied")) if path == self.hidden else super().read(path)


def without_sight_of(file: str, files: Mapping[str, str]) -> MailRoot:
    """A MailRoot like `mail_root(files)`, in which `file` is there and cannot be read."""
    content = {**PLAIN, **files, file: ""}
    source = _Hidden({path: text.encode("latin-1") for path, text in content.items()})
    source.hidden = file
    return MailRoot(source, StartOptions.assumed())
