"""What `xmailaudit collect` gathered, be it a folder or an archive.

The files are there as they are; modes, owners and times are those of the machine they come from,
and what was left there (the key, the mail) is known to exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say

from .collected import parse_collected
from .file_names import COLLECTED
from .listing import Link, leads_out
from .source import ABSENT, Absent, Content, Entry, FileKind, Metadata, TargetKind, Unseen

if TYPE_CHECKING:
    from xmailaudit.messages import Message

    from .collected import Collected
    from .source import Source

__all__ = ["NOT_WALKED", "GatheredSource", "collected_of", "gathered"]

#: What stands for the target of a link where the machine had no way to tell it.
_NOT_TOLD = "-"
#: Folders that the script notes without looking into them.
NOT_WALKED = frozenset(("spool", "dnscache", "pop3locks", "pop3linklocks", "tmp", "msgsync"))

_LEFT = _("it was left on its machine when the tables were gathered")


def gathered(source: Source) -> Source:
    """The source itself, or as what was gathered where it holds what the script wrote."""
    data = source.read(COLLECTED)
    collected = parse_collected(data) if isinstance(data, bytes) else None
    return source if collected is None else GatheredSource(source, collected)


def collected_of(source: Source) -> Collected | None:
    """What the script wrote about the machine, if it gathered this source."""
    told: Collected | None = getattr(source, "collected", None)
    return told


class GatheredSource:
    """A source with what `collected` tells of it."""

    def __init__(self, source: Source, collected: Collected) -> None:
        self._source = source
        self.collected = collected
        self._children: dict[str, dict[str, FileKind]] = {}
        for path, known in collected.files.items():
            self._list(path, known.kind)
        for path in collected.links:
            self._list(path, FileKind.OTHER)
        for path in collected.mail:
            self._list(path, FileKind.FOLDER)

    @property
    def notices(self) -> tuple[Message, ...]:
        """What a person should know about it."""
        if self.collected.complete:
            return ()
        template = _("the script that wrote {file} did not come to its end: tables may be missing")
        return (say(template, file=COLLECTED),)

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

    def read(self, path: str, /) -> Content:
        """The bytes of a file; what was left on its machine is unseen."""
        content = self._source.read(path)
        told = self.collected
        if isinstance(content, Absent) and (path in told.left or path in told.links):
            return Unseen(say(_LEFT))
        return content

    def entries(self, folder: str, /) -> tuple[Entry, ...] | Absent | Unseen:
        """The names in a folder, those included that were not gathered."""
        folder = folder.rstrip("/")
        listing = self._source.entries(folder)
        known = self._children.get(folder)
        if known is None or isinstance(listing, Unseen):
            return listing
        there = {} if isinstance(listing, Absent) else {e.name: e.kind for e in listing}
        every = {**known, **there}
        count, _size = self.collected.mail.get(folder, (0, 0))
        if count:
            every[_counted(count)] = FileKind.FILE
        return tuple(Entry(name, every[name]) for name in sorted(every))

    def link(self, path: str, /) -> Link | None:
        """What the script saw of a symbolic link; None where it saw none."""
        target = self.collected.links.get(path)
        if target is None:
            return None
        told = target not in ("", _NOT_TOLD)
        return Link(target, leaves=told and leads_out(path, target, self.collected.mail_root))

    def metadata(self, path: str, /) -> Metadata | Absent | Unseen:
        """What was known of the file on its machine."""
        path = path.rstrip("/")
        known = self._source.metadata(path)
        told = self.collected.files.get(path)
        if told is not None:
            size = known.size if isinstance(known, Metadata) and told.size is None else told.size
            return told._replace(size=size)
        if isinstance(known, Metadata):
            return known._replace(mode=None, owner=None, modified=None)
        if isinstance(known, Absent):
            return self._not_gathered(path)
        return known

    def shows_all(self, file: str, /) -> bool:
        """As of the source beneath, where the script came to its end."""
        return self.collected.complete and self._source.shows_all(file)

    def _not_gathered(self, path: str) -> Metadata | Absent:
        folder, _slash, name = path.rpartition("/")
        if path in self._children:
            return Metadata(FileKind.FOLDER)
        if path in self.collected.links:
            return Metadata(FileKind.OTHER, link=True)
        count, size = self.collected.mail.get(folder, (0, 0))
        if count and name == _counted(count):
            return Metadata(FileKind.FILE, size=size)
        return ABSENT

    def _list(self, path: str, kind: FileKind) -> None:
        """Note a name, and the folders on the way to it, as there."""
        if kind is FileKind.FOLDER:
            self._children.setdefault(path, {})
        while path:
            path, _slash, name = path.rpartition("/")
            self._children.setdefault(path, {}).setdefault(name, kind)
            kind = FileKind.FOLDER


def _counted(count: int) -> str:
    """The name under which mail that is counted only is listed."""
    return f"({count} files counted only)"
