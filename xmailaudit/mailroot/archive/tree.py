"""The folders and files of an archive, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.source import ABSENT, Absent, Content, FileKind, Metadata, Unseen
from xmailaudit.messages import _, say

from .keeping import MAIL

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["File", "Folder", "Found", "Link", "Node", "content_of", "find", "folders_of"]

_OUTSIDE = _("it is a link that leads out of the MailRoot")
_CIRCLE = _("its symbolic links lead in a circle")
#: As many links as Linux follows for one name.
_MOST_LINKS = 40


class File(NamedTuple):
    """A file; what is neither file nor folder has no content either."""

    content: bytes | Unseen
    metadata: Metadata


class Link(NamedTuple):
    """A symbolic link."""

    target: str


class Folder:
    """A folder; `more` and `more_size` tell of the mail in it that is counted only."""

    __slots__ = ("_folded", "children", "metadata", "more", "more_size")

    def __init__(self) -> None:
        self.children: dict[str, Node] = {}
        self.metadata = Metadata(FileKind.FOLDER)
        self.more = 0
        self.more_size = 0
        self._folded: dict[str, str] | None = None

    @property
    def more_name(self) -> str:
        """The name under which what is counted only is listed."""
        return f"({self.more} files counted only)"

    def child(self, name: str, *, any_case: bool) -> Node | None:
        """What bears a name; a Windows machine does not mind the case of its letters."""
        found = self.children.get(name)
        if found is not None or not any_case:
            return found
        if self._folded is None:
            self._folded = {known.lower(): known for known in self.children}
        known = self._folded.get(name.lower())
        return None if known is None else self.children[known]


Node = Folder | File | Link


def folders_of(top: Folder) -> Iterator[tuple[tuple[str, ...], Folder]]:
    """Every folder with its parts, each before those in it."""
    waiting: list[tuple[tuple[str, ...], Folder]] = [((), top)]
    while waiting:
        parts, folder = waiting.pop()
        yield parts, folder
        waiting.extend(
            ((*parts, name), child)
            for name, child in folder.children.items()
            if isinstance(child, Folder)
        )


class Found(NamedTuple):
    """What a name leads to, and whether its last part is a link."""

    node: Folder | File
    link: bool


def find(root: Folder, path: str, *, any_case: bool = False) -> Found | Absent | Unseen:
    """Follow a path and the links on its way, never out of `root`."""
    if "\0" in path or path[:1] == "/":
        return ABSENT
    return _Walk(root, path, any_case=any_case).end()


class _Walk:
    """A walk down a path: what it came to, the folders it came by, the parts still to go."""

    def __init__(self, root: Folder, path: str, *, any_case: bool) -> None:
        self._any_case = any_case
        self._node: Folder | File = root
        self._way = [root]
        self._rest = _steps(path)
        self._links = 0
        self._last_is_link = False

    def end(self) -> Found | Absent | Unseen:
        """Where it ends."""
        while self._rest:
            stopped = self._step(self._rest.pop())
            if stopped is not None:
                return stopped
        return Found(self._node, self._last_is_link)

    def _step(self, part: str) -> Found | Absent | Unseen | None:
        if not isinstance(self._node, Folder):
            return ABSENT
        if part == "..":
            return self._climb()
        inner = self._node.child(part, any_case=self._any_case)
        if inner is None:
            return ABSENT if self._rest else _counted(self._node, part)
        if isinstance(inner, Link):
            return self._follow(inner)
        self._node = inner
        if isinstance(inner, Folder):
            self._way.append(inner)
        return None

    def _climb(self) -> Absent | Unseen | None:
        if len(self._way) == 1:
            return Unseen(say(_OUTSIDE)) if self._links else ABSENT
        self._way.pop()
        self._node = self._way[-1]
        return None

    def _follow(self, link: Link) -> Unseen | None:
        self._links += 1
        self._last_is_link = self._last_is_link or not self._rest
        if self._links > _MOST_LINKS:
            return Unseen(say(_CIRCLE))
        if link.target[:1] == "/":
            return Unseen(say(_OUTSIDE))
        self._rest.extend(_steps(link.target))
        return None


def _steps(path: str) -> list[str]:
    """The parts of a path, the first one last."""
    return [part for part in reversed(path.split("/")) if part not in ("", ".")]


def _counted(folder: Folder, name: str) -> Found | Absent:
    if not folder.more or name != folder.more_name:
        return ABSENT
    metadata = Metadata(FileKind.FILE, size=folder.more_size)
    return Found(File(Unseen(say(MAIL)), metadata), link=False)


def content_of(found: Found) -> Content:
    """The bytes of what was found; a folder counts as absent."""
    return ABSENT if isinstance(found.node, Folder) else found.node.content
