"""The disk of a Windows.  Tested over made-up calls, never on a Windows.

Windows opens nothing from an opened folder here, so each name on the way is looked at before a
call: a link (any reparse point) is refused.  Modes and owners are not known and not changed; what
is to be private gets an access list.  A folder is not saved by itself: NTFS keeps a log of names.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from xmailaudit.mailroot.file_names import from_system, to_system

from .tree import Kind, LinkedFolderError, Looks, NoNameError, Owner, Status, parts_of
from .windows_access import is_reserved, others_may_write, private

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from .windows_kernel import Kernel

__all__ = ["WindowsDisk", "WindowsTree"]

_Result = TypeVar("_Result")

_READ_ONLY, _REPARSE_POINT = 0x1, 0x400
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)
_READ = os.O_RDONLY | _BINARY
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
_APPEND = os.O_WRONLY | os.O_APPEND | _BINARY
_LOCK = os.O_RDWR | os.O_CREAT | _BINARY
_CHUNK = 2**20
_OTHERS = 0o077

#: Access denied, sharing and lock violations: a scanner or an indexer may look at a file just now.
#: Then what ReplaceFileW says when it could not end: both files are there (1175), or the new one
#: under its own name alone (1176; after 1177 the old one has a name that Windows made up).
_PASSING = frozenset((5, 32, 33, 1175, 1176, 1177))
#: Seconds between tries.
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
#: What msvcrt says of a lock that somebody holds.
_HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


class WindowsDisk:
    """The disk of this machine."""

    windows = True

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def open(self, folder: Path, /) -> WindowsTree:
        """Open a folder; the last part of its path is no link."""
        path = self._extended(folder)
        if _kind(self._kernel, path, os.lstat(path)) is not Kind.FOLDER:
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        return WindowsTree(self._kernel, os.path.abspath(folder))  # noqa: PTH100  # no link is followed

    def make_private(self, folder: Path, /) -> None:
        """Make a folder that only this user may use, and those above it."""
        path = self._extended(folder)
        if os.path.isdir(path):  # noqa: PTH112  # a text with the prefix of long ones
            return
        if folder.parent != folder:
            self.make_private(folder.parent)
        with suppress(FileExistsError):
            os.mkdir(path)  # noqa: PTH102  # as above
            self._kernel.protect(path, private(self._kernel.user(), folder=True))

    def may_be_changed_by_others(self, folder: Path, /) -> bool:
        """Whether others than this user may put files into a folder."""
        access = self._kernel.access(self._extended(folder))
        return others_may_write(access, self._kernel.user())

    def _extended(self, folder: Path) -> str:
        return self._kernel.extended(os.path.abspath(folder))  # noqa: PTH100  # no link is followed


class WindowsTree:
    """An opened folder; `root` is its whole path."""

    def __init__(self, kernel: Kernel, root: str) -> None:
        self._kernel = kernel
        self._root = root

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        """Nothing is held open."""

    # ------------------------------------------------------------ looking

    def status(self, path: str, /) -> Status | None:
        """What stands there, None for nothing."""
        try:
            full = self._at(path)
            status = os.lstat(full)
            kind = _kind(self._kernel, full, status)
        except FileNotFoundError:
            return None
        identity = (status.st_dev, status.st_ino)
        return Status(kind, status.st_nlink, status.st_size, status.st_mtime_ns, identity)

    def read(self, path: str, /) -> bytes:
        """The bytes of a regular file."""
        with self._opened(path, _READ) as descriptor:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.EINVAL, "this is no regular file")
            return b"".join(iter(lambda: os.read(descriptor, _CHUNK), b""))

    def names(self, folder: str, /) -> list[str]:
        """The names in a folder."""
        listing = os.listdir(self._at(folder, whole=True))  # noqa: PTH208  # a text is what we hold
        codec = self._kernel.codec
        return sorted(from_system(_bytes(name), windows=True, codec=codec) for name in listing)

    def may_write(self, path: str, /) -> bool:
        """Whether a file is not read-only; of a folder that attribute says nothing."""
        full = self._at(path)
        if stat.S_ISDIR(os.lstat(full).st_mode):
            return True
        return not self._kernel.attributes(full) & _READ_ONLY and os.access(full, os.W_OK)

    def is_read_only(self, folder: str, /) -> bool:
        """Not known: the first file that is made tells, and then nothing has changed yet."""
        self._at(folder, whole=True)
        return False

    def can_give(self, owner: Owner, /) -> bool:
        """No owner is known, and none changes."""
        del owner
        return True

    # ------------------------------------------------------------ changing

    def create(self, path: str, data: bytes, looks: Looks, /) -> None:
        """Make a file that is not there yet; its bytes are on the disk afterwards.

        One that is to replace another is private until it takes over the access list of that.
        """
        with self._opened(path, _CREATE) as descriptor:
            if looks.like is not None:
                self._protect(path, folder=False)
            elif looks.mode is not None:
                self.set_mode(path, looks.mode)
            _write(descriptor, data)
        if looks.modified is not None:
            os.utime(self._at(path), ns=(looks.modified, looks.modified))

    def append(self, path: str, data: bytes, /) -> None:
        """Add to a file; the bytes are on the disk afterwards."""
        with self._opened(path, _APPEND) as descriptor:
            _write(descriptor, data)

    def rename(self, path: str, name: str, /) -> None:
        """Give a file another name in its folder; a file of that name is replaced."""
        folder, _slash, _old = path.rpartition("/")
        new = f"{folder}/{name}" if folder else name
        self._patiently(partial(self._put, self._at(path), self._at(new)))

    def _put(self, draft: str, full: str) -> None:
        """One try: what an earlier one left behind is looked at anew."""
        if os.path.lexists(full):
            self._kernel.replace(full, draft)
        else:
            self._kernel.move(draft, full)

    def remove(self, path: str, /) -> None:
        """Remove a file."""
        self._patiently(partial(self._kernel.delete, self._at(path)))

    def set_mode(self, path: str, mode: int, /) -> None:
        """Make private what is for its owner alone; Windows has no other modes."""
        if not mode & _OTHERS:
            self._protect(path, folder=stat.S_ISDIR(os.lstat(self._at(path)).st_mode))

    def make_folder(self, path: str, looks: Looks, /) -> None:
        """Make a folder."""
        os.mkdir(self._at(path))  # noqa: PTH102  # a text is what we hold
        if looks.mode is not None:
            self.set_mode(path, looks.mode)

    def remove_folder(self, path: str, /) -> None:
        """Remove an empty folder."""
        full = self._at(path, whole=True)
        self._patiently(partial(os.rmdir, full))

    def sync(self, folder: str, /) -> None:
        """Nothing: Windows saves no folder by itself."""

    def lock(self, path: str, /) -> _Lock:
        """Lock a file, made where it is missing; a folder ("") cannot be locked, and is not."""
        if not path:
            return _Lock(self._kernel, None)
        descriptor = self._open(path, _LOCK)
        try:
            self._kernel.lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            if error.errno in _HELD:
                raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from None
            raise
        return _Lock(self._kernel, descriptor)

    # ------------------------------------------------------------ names

    def _at(self, path: str, *, whole: bool = False) -> str:
        """The system's path, after a look at each folder on the way, and with `whole` at the end.

        Raises LinkedFolderError for a link there, and NoNameError for what no file can be called.
        """
        parts = parts_of(path)
        names = [_name(part, self._kernel.codec) for part in parts]
        full = self._root
        for count, name in enumerate(names, start=1):
            full = os.path.join(full, name)  # noqa: PTH118  # a text
            if count < len(parts) or whole:
                self._require_folder(self._kernel.extended(full), "/".join(parts[:count]))
        return self._kernel.extended(full)

    def _require_folder(self, full: str, path: str) -> None:
        kind = _kind(self._kernel, full, os.lstat(full))
        if kind is Kind.LINK:
            raise LinkedFolderError(path)
        if kind is not Kind.FOLDER:
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))

    def _open(self, path: str, flags: int) -> int:
        full = self._at(path)
        with suppress(FileNotFoundError):
            if _kind(self._kernel, full, os.lstat(full)) is Kind.LINK:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if flags == _READ:
            return os.open(full, flags)
        return self._patiently(partial(os.open, full, flags, 0o600))

    @contextmanager
    def _opened(self, path: str, flags: int) -> Iterator[int]:
        descriptor = self._open(path, flags)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _protect(self, path: str, *, folder: bool) -> None:
        self._kernel.protect(self._at(path), private(self._kernel.user(), folder=folder))

    def _patiently(self, call: Callable[[], _Result]) -> _Result:
        """Try again, with growing pauses, what may fail because somebody looks at a file."""
        for pause in _PAUSES:
            try:
                return call()
            except OSError as error:
                if not _may_pass(error):
                    raise
            self._kernel.sleep(pause)
        return call()


class _Lock:
    """A locked descriptor, or none."""

    def __init__(self, kernel: Kernel, descriptor: int | None) -> None:
        self._kernel = kernel
        self._descriptor = descriptor

    def release(self) -> None:
        """Let others in."""
        if self._descriptor is None:
            return
        try:
            self._kernel.unlock(self._descriptor)
        finally:
            os.close(self._descriptor)


def _kind(kernel: Kernel, full: str, status: os.stat_result) -> Kind:
    if stat.S_ISLNK(status.st_mode) or kernel.attributes(full) & _REPARSE_POINT:
        return Kind.LINK
    if stat.S_ISREG(status.st_mode):
        return Kind.FILE
    return Kind.FOLDER if stat.S_ISDIR(status.st_mode) else Kind.OTHER


def _name(part: str, codec: str) -> str:
    name = to_system(part, windows=True, codec=codec)
    text = None if name is None else name.decode("utf-8", "surrogatepass")
    if text is None or is_reserved(text):
        raise NoNameError
    return text


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


def _write(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
    os.fsync(descriptor)


def _may_pass(error: OSError) -> bool:
    """Python's own opening tells the errno alone."""
    code = getattr(error, "winerror", None)
    return error.errno == errno.EACCES if code is None else code in _PASSING
