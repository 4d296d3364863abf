"""From the members of an archive to its tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.source import FileKind, Unseen
from xmailaudit.messages import _, say

from .keeping import Keeping, keeping
from .limits import RefusedError, refused
from .tree import File, Folder, Link, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .keeping import Budget
    from .member import Member

__all__ = ["Built", "build"]

#: More names than this need not be told.
_MOST_TWICE = 100


class Built(NamedTuple):
    """The top folder, the names that were there more than once, whether a Windows packed it."""

    top: Folder
    twice: tuple[str, ...]
    windows: bool


def build(members: Iterable[Member], budget: Budget) -> Built:
    """Read all members.  Raises RefusedError."""
    builder = _Builder(budget)
    for member in members:
        builder.add(member)
    return Built(builder.top, tuple(dict.fromkeys(builder.twice)), builder.windows)


class _Builder:
    """A tree that grows by one member after the other."""

    def __init__(self, budget: Budget) -> None:
        self.top = Folder()
        self.twice: list[str] = []
        self.windows = False
        self._budget = budget

    def add(self, member: Member) -> None:
        """Put a member where it belongs; as unpacking would have it, the later one stays."""
        self.windows = self.windows or member.windows
        if member.metadata.kind is FileKind.FOLDER:
            self._folder(member.parts).metadata = member.metadata
        elif self._is_counted_only(member):
            folder = self._folder(member.parts[:-1])
            folder.more += 1
            folder.more_size += member.metadata.size or 0
        else:
            self._put(member)

    def _put(self, member: Member) -> None:
        folder = self._folder(member.parts[:-1])
        name = member.parts[-1]
        before = folder.children.get(name)
        if isinstance(before, Folder):
            raise _both(member.parts)
        if before is None:
            self._budget.count_name()
        elif len(self.twice) < _MOST_TWICE:
            self.twice.append(member.name)
        folder.children[name] = self._node(member)

    def _folder(self, parts: Sequence[str]) -> Folder:
        """A folder and those on the way to it, made where they are missing."""
        folder = self.top
        for depth, part in enumerate(parts, 1):
            inner = folder.children.get(part)
            if inner is None:
                self._budget.count_name()
                inner = folder.children[part] = Folder()
            if not isinstance(inner, Folder):
                raise _both(parts[:depth])
            folder = inner
        return folder

    def _node(self, member: Member) -> Node:
        if member.link is not None:
            return Link(member.link)
        if member.hard_link is not None:
            return self._same(member)
        if member.unseen is not None:
            return File(Unseen(member.unseen), member.metadata)
        return File(member.data or b"", member.metadata)

    def _same(self, member: Member) -> Node:
        """What a hard link is one more name for: something that stands before it."""
        parts = member.hard_link or ()
        node: Node | None = self.top
        for part in parts:
            node = node.children.get(part) if isinstance(node, Folder) else None
        if isinstance(node, (File, Link)):
            return node
        template = _("it is a hard link to {member}, which is not in the archive before it")
        unseen = Unseen(say(template, member="/".join(parts)))
        return File(unseen, member.metadata._replace(size=None))

    def _is_counted_only(self, member: Member) -> bool:
        """Whether a file is a message beyond those that are remembered by name."""
        if keeping(member.parts) is not Keeping.MAIL or member.link is not None:
            return False
        return not self._budget.names_mail()


def _both(parts: Sequence[str]) -> RefusedError:
    template = _("{member} is a folder in it and also something else; pack the MailRoot anew")
    return refused(template, member="/".join(parts))
