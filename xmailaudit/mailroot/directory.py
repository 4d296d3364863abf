"""A MailRoot that is a folder of this machine.

What a name leads to is found in two steps: its folder is resolved (and must lie in the MailRoot),
then the name in it, which a link may lead elsewhere within.  Only a regular file is ever opened.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import Listing, Message, _, say

from .errors import TargetError, UnseenFileError
from .failures import failure_of, reason_of
from .file_names import ANSI, from_system, shown, to_system
from .listing import Link, Name
from .meant import LANDMARKS, above, below, is_mail_root
from .real_folder import real_folder, through_no_link
from .regular_file import TooLargeError, pieces_of_regular, read_regular
from .source import ABSENT, Absent, Content, Entry, FileKind, Metadata, TargetKind, Unseen
from .watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["LARGEST_FILE", "DirectorySource"]

#: A file with more bytes than this is not read.
LARGEST_FILE = 2**30

_SEPARATOR = os.fsencode(os.sep)

_OUTSIDE = _("it is a link that leads out of the MailRoot")
_SPECIAL = _("it is neither a file nor a folder")
_TOO_LARGE = _("it is larger than {limit} bytes")


class _Found(NamedTuple):
    """What a name leads to: its real path, its status, and whether a link was followed."""

    path: bytes
    status: os.stat_result
    link: bool


class DirectorySource:
    """A folder, read as the server would read it.

    Raises TargetError for what is no folder, cannot be listed, or holds none of server.tab,
    domains.tab, mailusers.tab and *.ipmap.tab.  `windows` and `codec` tell how names are written.
    """

    kind = TargetKind.DIRECTORY

    def __init__(
        self,
        path: str | Path,
        *,
        windows: bool = os.name == "nt",
        codec: str = ANSI,
    ) -> None:
        self._windows = windows
        self._codec = codec
        self.location = shown(path)
        self._root = real_folder(path, self.location)
        self._prefix = self._root.rstrip(_SEPARATOR) + _SEPARATOR
        self._folder: tuple[bytes, bytes] = (b"", self._prefix)
        self._watch = Watch()
        self._expect_landmarks()

    @property
    def path(self) -> str:
        """The folder's real path, as the system names it."""
        return os.fsdecode(self._root)

    def read(self, path: str, /) -> Content:
        """The bytes of a file; a folder counts as absent."""
        found = ABSENT if path.endswith("/") else self._noted(path)
        if not isinstance(found, _Found):
            return found
        if stat.S_ISDIR(found.status.st_mode):
            return ABSENT
        if not stat.S_ISREG(found.status.st_mode):
            return Unseen(say(_SPECIAL))
        try:
            data = read_regular(found.path, LARGEST_FILE)
        except TooLargeError:
            return Unseen(say(_TOO_LARGE, limit=LARGEST_FILE))
        except OSError as error:
            return failure_of(error)
        return Unseen(say(_SPECIAL)) if data is None else data

    def pieces(self, path: str, /) -> Iterator[bytes] | Absent | Unseen:
        """The bytes of a file of any size, piece by piece; the iterator raises UnseenFileError."""
        found = self._noted(path)
        if not isinstance(found, _Found):
            return found
        if not stat.S_ISREG(found.status.st_mode):
            return ABSENT if stat.S_ISDIR(found.status.st_mode) else Unseen(say(_SPECIAL))
        return self._pieces(path, found.path)

    def _pieces(self, path: str, real: bytes) -> Iterator[bytes]:
        try:
            yield from pieces_of_regular(real)
        except OSError as error:
            raise UnseenFileError(path, reason_of(error)) from None

    def entries(self, folder: str, /) -> tuple[Entry, ...] | Absent | Unseen:
        """The names in a folder, sorted by their bytes."""
        found = self._noted(folder, listing=True)
        if not isinstance(found, _Found):
            return found
        if not stat.S_ISDIR(found.status.st_mode):
            return ABSENT
        try:
            with os.scandir(found.path) as listing:
                entries = tuple(sorted(self._entry(entry) for entry in listing))
        except OSError as error:
            return failure_of(error)
        if not folder:
            self._watch.note_names([entry.name for entry in entries])
        return entries

    def names(self, folder: str, /) -> Iterator[Name] | Absent | Unseen:
        """The names in a folder one by one, with modes; the iterator raises UnseenFileError."""
        found = self._noted(folder, listing=True)
        if not isinstance(found, _Found):
            return found
        if not stat.S_ISDIR(found.status.st_mode):
            return ABSENT
        return self._names(folder, found.path)

    def _names(self, folder: str, real: bytes) -> Iterator[Name]:
        above = f"{folder}/" if folder else ""
        try:
            with os.scandir(real) as listing:
                for entry in listing:
                    name = self._name(above, entry)
                    if name is not None:
                        yield name
        except FileNotFoundError:
            return  # a server at work removes folders
        except OSError as error:
            raise UnseenFileError(folder or ".", reason_of(error)) from None

    def _name(self, above: str, entry: os.DirEntry[bytes]) -> Name | None:
        """A name with its mode; None for one that was gone when looked at."""
        path = above + from_system(entry.name, windows=self._windows, codec=self._codec)
        try:
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISLNK(mode):
                return Name(path, FileKind.OTHER, None, self._link(entry.path))
        except OSError:
            return None
        return Name(path, _kind(mode), None if self._windows else stat.S_IMODE(mode))

    def _link(self, real: bytes) -> Link:
        """What a link leads to; raises OSError."""
        target = os.readlink(real).decode("latin-1")  # noqa: PTH115  # the name may be any bytes
        try:
            return Link(target, leaves=isinstance(self._follow(real, link=True), Unseen))
        except OSError:
            return Link(target, leaves=False)  # in a circle, or through what is no folder

    def metadata(self, path: str, /) -> Metadata | Absent | Unseen:
        """What the system knows of a file or folder; modes and owners on POSIX systems only."""
        found = self._noted(path)
        if not isinstance(found, _Found):
            return found
        status = found.status
        return Metadata(
            _kind(status.st_mode),
            size=status.st_size,
            mode=None if self._windows else stat.S_IMODE(status.st_mode),
            owner=None if self._windows else status.st_uid,
            modified=status.st_mtime,
            link=found.link,
        )

    def shows_all(self, _file: str, /) -> bool:
        """What a folder does not show is not there."""
        return True

    def stale(self) -> tuple[str, ...]:
        """What changed of all that was asked for, sorted; `watch` says what is not looked after."""
        return self._watch.changed(lambda path: _known(self._find(path)), self._names_now)

    def _names_now(self) -> list[str] | None:
        try:
            with os.scandir(self._root) as listing:
                return [self._entry(entry).name for entry in listing]
        except OSError:
            return None

    def _noted(self, path: str, *, listing: bool = False) -> _Found | Absent | Unseen:
        found = self._find(path)
        self._watch.note(path, _known(found), listing=listing)
        return found

    # ------------------------------------------------------------ what a name leads to

    def _find(self, path: str) -> _Found | Absent | Unseen:
        name = to_system(path, windows=self._windows, codec=self._codec)
        if name is None:
            return ABSENT
        folder, _slash, last = name.rstrip(b"/").rpartition(b"/")
        try:
            if last in (b"", b".", b".."):
                return self._follow(self._prefix + name, link=False)
            inside = self._resolve_folder(folder)
            if not isinstance(inside, bytes):
                return inside
            full = inside + last
            status = os.lstat(full)
            if stat.S_ISLNK(status.st_mode) or self._windows:  # a junction is no link to lstat
                return self._follow(full, link=stat.S_ISLNK(status.st_mode))
        except OSError as error:
            return failure_of(error)
        return _Found(full, status, link=False)

    def _resolve_folder(self, folder: bytes) -> bytes | Absent | Unseen:
        """The real path of a folder, up to where a name in it goes on.

        The last one is remembered, because the files of an account follow each other.
        """
        if not folder:
            return self._prefix
        known, inside = self._folder
        if folder != known:
            whole = self._prefix + folder
            if self._windows or not through_no_link(whole, inside):
                found = self._follow(whole, link=False)
                if not isinstance(found, _Found):
                    return found
                whole = found.path
            inside = whole + _SEPARATOR
            self._folder = (folder, inside)
        return inside

    def _follow(self, full: bytes, *, link: bool) -> _Found | Absent | Unseen:
        """Follow every link on the way; raises OSError."""
        try:
            real = os.path.realpath(full, strict=True)
        except FileNotFoundError:
            # On the server's own machine a link that leads out may well lead to something.
            there = self._contains(os.path.realpath(full))
            return ABSENT if there else Unseen(say(_OUTSIDE))
        if not self._contains(real):
            return Unseen(say(_OUTSIDE))
        return _Found(real, os.lstat(real), link)

    def _contains(self, real: bytes) -> bool:
        return real == self._root or real.startswith(self._prefix)

    def _entry(self, entry: os.DirEntry[bytes]) -> Entry:
        name = from_system(entry.name, windows=self._windows, codec=self._codec)
        return Entry(name, self._entry_kind(entry))

    def _entry_kind(self, entry: os.DirEntry[bytes]) -> FileKind:
        try:
            if entry.is_symlink():
                found = self._follow(entry.path, link=True)
                return _kind(found.status.st_mode) if isinstance(found, _Found) else FileKind.OTHER
            if entry.is_file(follow_symlinks=False):
                return FileKind.FILE
            return FileKind.FOLDER if entry.is_dir(follow_symlinks=False) else FileKind.OTHER
        except OSError:
            return FileKind.OTHER

    def _expect_landmarks(self) -> None:
        listing = self.entries("")
        if isinstance(listing, Unseen):
            template = _("{path} cannot be listed: {reason}")
            raise TargetError(say(template, path=self.location, reason=listing.reason))
        names = [] if listing is ABSENT else [entry.name for entry in listing]
        if not is_mail_root(names, windows=self._windows):
            raise TargetError(self._no_mail_root())

    def _no_mail_root(self) -> Message:
        """What is wrong with the folder, and which one may be meant."""
        known = {"path": self.location, "files": Listing((*LANDMARKS, "*.ipmap.tab"))}
        inner = [shown(name) for name in below(self._root, windows=self._windows)]
        if len(inner) > 1:
            template = _("{path} is no MailRoot, but holds some: name one of {folders} in it")
            return say(template, **known, folders=Listing(tuple(inner)))
        outer = above(self._root, windows=self._windows)
        if inner or outer:
            # Joined as texts: `Path` would take the dot of `./MailRoot` away.
            meant = f"{self.location.rstrip('/')}/{inner[0]}" if inner else shown(outer or b"")
            template = _("{path} is no MailRoot: it holds none of {files}. Is {meant} meant?")
            return say(template, **known, meant=meant)
        return say(
            _(
                "{path} is no MailRoot: it holds none of {files}. "
                "Name the folder that MAIL_ROOT or -Ms names."
            ),
            **known,
        )


def _known(found: _Found | Absent | Unseen) -> os.stat_result | Absent | Unseen:
    return found.status if isinstance(found, _Found) else found


def _kind(mode: int) -> FileKind:
    if stat.S_ISREG(mode):
        return FileKind.FILE
    return FileKind.FOLDER if stat.S_ISDIR(mode) else FileKind.OTHER
