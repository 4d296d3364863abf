"""What a walk through a MailRoot comes by: what others can write, and links that lead out.

The walk is made once for all rules.  It follows no link, looks into no folder that keeps others
out (but for the two uppermost levels, whose links count whoever gets there), and keeps of each
folder at the top a count and a few names.
"""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING, Final

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.file_names import COLLECTED
from xmailaudit.mailroot.gathered import NOT_WALKED, collected_of
from xmailaudit.mailroot.listing import names_in
from xmailaudit.mailroot.source import Absent, FileKind, Unseen

from .file_modes import ENTER, MAIL_ROOT, WRITE, known_mode, shown_mode, unknown_mode
from .rule import MOST_PLACES, NotJudgedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.listing import Name
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import XMailAuditError

__all__ = ["Walked", "walked"]

#: Links are looked for so far down in folders that are closed.
_LINKS_DEEP: Final = 2
_MAKE: Final = ENTER | WRITE
#: What holds mail, wherever it stands in a path.
_MAILBOXES: Final = frozenset(("Maildir", "mailbox"))


class Heap:
    """Things of one kind below one folder: how many, and the first few with a word on each."""

    __slots__ = ("count", "first")

    def __init__(self) -> None:
        self.count = 0
        self.first: list[tuple[str, str]] = []

    def add(self, path: str, word: str) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < MOST_PLACES or path < self.first[-1][0]:
            insort(self.first, (path, word))
            del self.first[MOST_PLACES:]


class Walked:
    """What was come by, by the folder at the top (empty: files there; a dot: the MailRoot itself).

    `writable` tells files and folders that others can write, `mail` those of them in mailboxes,
    with their modes; `leaving` the links that lead out, with their targets.  `gap` is the first
    thing that could not be seen, `unknown` the first whose mode is not known.
    """

    def __init__(self, root: MailRoot) -> None:
        self.writable: dict[str, Heap] = {}
        self.mail: dict[str, Heap] = {}
        self.leaving: dict[str, Heap] = {}
        self.gap: UnseenFileError | None = None
        self.unknown: XMailAuditError | None = None
        self._root = root
        self._source = root.source
        self._closed_book = NOT_WALKED if collected_of(root.source) is not None else frozenset()
        self._walk(is_open=self._top(root))

    def _top(self, root: MailRoot) -> bool:
        """Whether others get into the MailRoot."""
        try:
            mode = known_mode(root, "") or 0
        except (NotJudgedError, UnseenFileError) as error:
            self.unknown = error
            return False
        if mode & _MAKE == _MAKE:
            self.writable.setdefault(MAIL_ROOT, Heap()).add(MAIL_ROOT, shown_mode(root, mode))
        return bool(mode & ENTER)

    def _walk(self, *, is_open: bool) -> None:
        waiting = [("", is_open)]
        while waiting:
            folder, reached = waiting.pop()
            for name in self._names(folder):
                self._see(name, reached=reached)
                if name.kind is FileKind.FOLDER:
                    enters = reached and bool((name.mode or 0) & ENTER)
                    if self._goes_into(name.path, enters=enters):
                        waiting.append((name.path, enters))

    def _names(self, folder: str) -> Iterator[Name]:
        found = names_in(self._source, folder)
        if isinstance(found, Unseen):
            self.gap = self.gap or UnseenFileError(folder or MAIL_ROOT, found.reason)
            return
        try:
            yield from () if isinstance(found, Absent) else found
        except UnseenFileError as error:
            self.gap = self.gap or error

    def _goes_into(self, path: str, *, enters: bool) -> bool:
        if path in self._closed_book:
            if enters:
                self.unknown = self.unknown or unknown_mode(path)
            return False
        return enters or path.count("/") < _LINKS_DEEP

    def _see(self, name: Name, *, reached: bool) -> None:
        if name.link is not None:
            if name.link.leaves:
                _heap(self.leaving, name).add(name.path, name.link.target)
        elif reached and name.mode is None and name.path != COLLECTED:
            self.unknown = self.unknown or unknown_mode(name.path.rpartition("/")[0])
        elif reached and name.mode is not None:
            need = _MAKE if name.kind is FileKind.FOLDER else WRITE
            if name.mode & need == need:
                heaps = self.writable if _MAILBOXES.isdisjoint(name.path.split("/")) else self.mail
                _heap(heaps, name).add(name.path, shown_mode(self._root, name.mode))


def _heap(heaps: dict[str, Heap], name: Name) -> Heap:
    """That of the folder at the top which the name is in, or is."""
    top, slash, _rest = name.path.partition("/")
    return heaps.setdefault(top if slash or name.kind is FileKind.FOLDER else "", Heap())


def walked(root: MailRoot) -> Walked:
    """What a walk through the MailRoot comes by; it is made once."""
    return root.remember("walked files", lambda: Walked(root))
