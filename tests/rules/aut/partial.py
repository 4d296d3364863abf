"""MailRoots of which a source shows some settings only, as a text copied from a screen does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.roots import PLAIN
from xmailaudit.mailroot.copied import Copied
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import Absent, Content, Unseen
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import say
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["copied", "without_sight_of"]


class _Source(MemorySource):
    """Only these files are seen, and not all of server.tab."""

    def read(self, path: str, /) -> Content:
        content = super().read(path)
        return Unseen(say("it is not shown")) if isinstance(content, Absent) else content

    def shows_all(self, file: str, /) -> bool:
        return file != "server.tab"


def copied(
    settings: str = "", *, absent: Iterable[str] = (), files: Mapping[str, str] | None = None
) -> MailRoot:
    """A MailRoot whose server.tab has these rows, none for `absent`, and perhaps others.

    No other file is seen but `files`.
    """
    seen = {"server.tab": settings, **(files or {})}
    source = _Source({path: text.encode("latin-1") for path, text in seen.items()})
    nowhere = {name: Place("server.tab") for name in absent}
    return MailRoot(source, StartOptions.unseen(), Copied("", (), absent=nowhere))


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
