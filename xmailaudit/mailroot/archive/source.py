"""A MailRoot that lies in an archive."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import TargetError
from xmailaudit.mailroot.file_names import shown
from xmailaudit.mailroot.listing import Link
from xmailaudit.mailroot.meant import LANDMARKS, is_mail_root
from xmailaudit.mailroot.regular_file import open_regular
from xmailaudit.mailroot.source import (
    ABSENT,
    Absent,
    Content,
    Entry,
    FileKind,
    Metadata,
    TargetKind,
    Unseen,
)
from xmailaudit.messages import Listing, Message, _, say

from .builder import Built, build
from .container import members_of
from .keeping import Budget
from .limits import LIMITS, Limits, RefusedError
from .tree import File, Folder, Found, content_of, find, folders_of

if TYPE_CHECKING:
    from pathlib import Path

    from .tree import Node

__all__ = ["ArchiveSource"]

#: So many MailRoots, or members that are there twice, are named.
_NAMED = 10


class ArchiveSource:
    """The MailRoot in an archive, at its top or in a folder of it.

    Raises TargetError for an archive that is damaged, made to do harm, or holds no MailRoot or
    several.  `notices` hold what a person should know about it.
    """

    kind = TargetKind.ARCHIVE

    def __init__(self, path: str | Path, *, limits: Limits = LIMITS) -> None:
        self.location = shown(path)
        self.path = os.path.realpath(os.fspath(path))
        try:
            built = _read(path, limits)
            self._root = _mail_root(built)
        except RefusedError as error:
            raise self._refusal(error.reason) from None
        except OSError as error:
            failure = say(_("the system reports: {error}"), error=error.strerror or "?")
            raise self._refusal(failure) from None
        self._any_case = built.windows
        self.notices = tuple(_notices(built))

    def _refusal(self, reason: Message) -> TargetError:
        template = _("{path} cannot be read: {reason}")
        return TargetError(say(template, path=self.location, reason=reason))

    def read(self, path: str, /) -> Content:
        """The bytes of a file; a folder counts as absent."""
        found = ABSENT if path.endswith("/") else self._find(path)
        return content_of(found) if isinstance(found, Found) else found

    def entries(self, folder: str, /) -> tuple[Entry, ...] | Absent | Unseen:
        """The names in a folder, sorted; mail that is counted only under one name."""
        found = self._find(folder)
        if not isinstance(found, Found):
            return found
        node = found.node
        if not isinstance(node, Folder):
            return ABSENT
        listed = [
            Entry(name, self._entry_kind(folder, name, child))
            for name, child in node.children.items()
        ]
        if node.more:
            listed.append(Entry(node.more_name, FileKind.FILE))
        return tuple(sorted(listed, key=lambda entry: entry.name))

    def link(self, path: str, /) -> Link | None:
        """The symbolic link of this name, if it is one."""
        folder, _slash, name = path.rpartition("/")
        found = self._find(folder)
        if not isinstance(found, Found) or not isinstance(found.node, Folder):
            return None
        child = found.node.child(name, any_case=self._any_case)
        if child is None or isinstance(child, (File, Folder)):
            return None
        return Link(child.target, leaves=isinstance(self._find(path), Unseen))

    def metadata(self, path: str, /) -> Metadata | Absent | Unseen:
        """What the archive tells of a file or folder."""
        found = self._find(path)
        if not isinstance(found, Found):
            return found
        return found.node.metadata._replace(link=found.link)

    def shows_all(self, _file: str, /) -> bool:
        """A MailRoot is packed whole."""
        return True

    def _find(self, path: str) -> Found | Absent | Unseen:
        return find(self._root, path, any_case=self._any_case)

    def _entry_kind(self, folder: str, name: str, child: Node) -> FileKind:
        if isinstance(child, (File, Folder)):
            return child.metadata.kind
        found = self._find(f"{folder}/{name}" if folder else name)
        return found.node.metadata.kind if isinstance(found, Found) else FileKind.OTHER


def _read(path: str | Path, limits: Limits) -> Built:
    descriptor = open_regular(path)
    if descriptor is None:
        raise RefusedError(say(_("it is no regular file")))
    try:
        budget = Budget(limits)
        return build(members_of(descriptor, budget), budget)
    finally:
        os.close(descriptor)


def _mail_root(built: Built) -> Folder:
    """The folder of the one MailRoot in it.  Raises RefusedError."""
    found: list[tuple[tuple[str, ...], Folder]] = []
    for parts, folder in folders_of(built.top):
        inner = any(parts[: len(outer)] == outer for outer, _folder in found)
        if not inner and _is_mail_root(folder, any_case=built.windows):
            found.append((parts, folder))
    if len(found) == 1:
        return found[0][1]
    if not found:
        template = _("it holds no MailRoot: no folder in it has one of {files}")
        raise RefusedError(say(template, files=Listing((*LANDMARKS, "*.ipmap.tab"))))
    names = sorted("/".join(parts) for parts, _folder in found)
    template = _("it holds {count} MailRoots ({folders}); pack the one that is meant alone")
    folders = Listing((*names[:_NAMED], *("…",) * (len(names) > _NAMED)))
    raise RefusedError(say(template, count=len(names), folders=folders))


def _is_mail_root(folder: Folder, *, any_case: bool) -> bool:
    """Whether a folder is a MailRoot; an account has an access map too, beside its own tables."""
    files = [name for name, child in folder.children.items() if not isinstance(child, Folder)]
    if not is_mail_root(files, windows=any_case):
        return False
    names = {name.lower() for name in files}
    return not names & {"user.tab", "mlusers.tab"} or bool(names & {*LANDMARKS})


def _notices(built: Built) -> list[Message]:
    if not built.twice:
        return []
    template = _("in the archive more than once, where the last one counts: {members}")
    members = Listing((*built.twice[:_NAMED], *("…",) * (len(built.twice) > _NAMED)))
    return [say(template, members=members)]
