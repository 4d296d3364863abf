"""The disk of a POSIX system.

Every name is looked up from the descriptor of the opened folder, part by part, and no part may be a
link: a folder swapped for one while we work leads nowhere else.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from .tree import PRIVATE_FOLDER, Kind, LinkedFolderError, Looks, Owner, Status, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

__all__ = ["PosixDisk", "PosixTree"]

_CLOSED = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _CLOSED
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _CLOSED
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _CLOSED
_APPEND = os.O_WRONLY | os.O_APPEND | _CLOSED
_LOCK = os.O_RDWR | os.O_CREAT | _CLOSED
_CHUNK = 2**20
#: A file system that cannot lock a folder, or save one, says one of these.
_UNABLE = (errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP)
#: What systems say of a link where a folder is to be opened.
_LINK = (errno.ENOTDIR, errno.ELOOP)


class PosixDisk:
    """The disk of this machine."""

    windows = False

    def open(self, folder: Path, /) -> PosixTree:
        """Open a folder; the last part of its path is no link."""
        return PosixTree(os.open(folder, _FOLDER))

    def make_private(self, folder: Path, /) -> None:
        """Make a folder that only this user may use, and those above it."""
        if folder.is_dir():
            return
        if not folder.parent.is_dir():
            self.make_private(folder.parent)
        with suppress(FileExistsError):
            os.mkdir(folder, PRIVATE_FOLDER)  # noqa: PTH102  # a call of the disk, like the others

    def may_be_changed_by_others(self, folder: Path, /) -> bool:
        """Whether others than this user may put files into a folder."""
        status = os.lstat(folder)
        return status.st_uid != os.geteuid() or bool(status.st_mode & 0o022)


class PosixTree:
    """An opened folder."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        os.close(self._descriptor)

    # ------------------------------------------------------------ looking

    def status(self, path: str, /) -> Status | None:
        """What stands there, None for nothing."""
        try:
            with self._at(path) as (folder, name):
                return _status(os.stat(name, dir_fd=folder, follow_symlinks=False))
        except FileNotFoundError:
            return None

    def read(self, path: str, /) -> bytes:
        """The bytes of a regular file."""
        with self._opened(path, _READ) as descriptor:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.EINVAL, "this is no regular file")
            return b"".join(iter(lambda: os.read(descriptor, _CHUNK), b""))

    def names(self, folder: str, /) -> list[str]:
        """The names in a folder."""
        with self._folder(parts_of(folder)) as descriptor:
            listing = os.listdir(descriptor)  # noqa: PTH208  # of a descriptor
        return sorted(os.fsencode(name).decode("latin-1") for name in listing)

    def may_write(self, path: str, /) -> bool:
        """Whether the user may write to a file or into a folder."""
        effective = os.access in os.supports_effective_ids
        with self._at(path) as (folder, name):
            return os.access(name, os.W_OK, dir_fd=folder, effective_ids=effective)

    def is_read_only(self, folder: str, /) -> bool:
        """Whether nothing at all can be written there, by anybody."""
        with self._folder(parts_of(folder)) as descriptor:
            return bool(os.fstatvfs(descriptor).f_flag & os.ST_RDONLY)

    def can_give(self, owner: Owner, /) -> bool:
        """Whether a file that the user makes can be given to this owner."""
        user = os.geteuid()
        groups = (os.getegid(), *os.getgroups())
        return user == 0 or (owner.user == user and owner.group in groups)

    # ------------------------------------------------------------ changing

    def create(self, path: str, data: bytes, looks: Looks, /) -> None:
        """Make a file that is not there yet; its bytes are on the disk afterwards."""
        with self._opened(path, _CREATE, 0o600) as descriptor:
            _write(descriptor, data)
            _give(descriptor, looks.owner)
            if looks.like is not None:
                self._take_attributes(looks.like, descriptor)
            if looks.mode is not None:
                os.fchmod(descriptor, looks.mode)
            if looks.modified is not None:
                os.utime(descriptor, ns=(looks.modified, looks.modified))
            os.fsync(descriptor)

    def append(self, path: str, data: bytes, /) -> None:
        """Add to a file; the bytes are on the disk afterwards."""
        with self._opened(path, _APPEND) as descriptor:
            _write(descriptor, data)
            os.fsync(descriptor)

    def rename(self, path: str, name: str, /) -> None:
        """Give a file another name in its folder; a file of that name is replaced."""
        with self._at(path) as (folder, old):
            os.rename(old, name.encode("latin-1"), src_dir_fd=folder, dst_dir_fd=folder)

    def remove(self, path: str, /) -> None:
        """Remove a file."""
        with self._at(path) as (folder, name):
            os.unlink(name, dir_fd=folder)

    def set_mode(self, path: str, mode: int, /) -> None:
        """Give a file or folder its mode."""
        with self._opened(path, _READ) as descriptor:
            os.fchmod(descriptor, mode)
            os.fsync(descriptor)

    def make_folder(self, path: str, looks: Looks, /) -> None:
        """Make a folder."""
        with self._at(path) as (folder, name):
            os.mkdir(name, PRIVATE_FOLDER, dir_fd=folder)
        with self._folder(parts_of(path)) as descriptor:
            _give(descriptor, looks.owner)
            if looks.mode is not None:
                os.fchmod(descriptor, looks.mode)

    def remove_folder(self, path: str, /) -> None:
        """Remove an empty folder."""
        with self._at(path) as (folder, name):
            os.rmdir(name, dir_fd=folder)

    def sync(self, folder: str, /) -> None:
        """See that the names in a folder are on the disk."""
        with self._folder(parts_of(folder)) as descriptor:
            try:
                os.fsync(descriptor)
            except OSError as error:
                if error.errno not in _UNABLE:
                    raise

    def lock(self, path: str, /) -> _Lock:
        """Lock a file, made where it is missing, or the folder ("")."""
        import fcntl

        with self._opened(path, _LOCK if path else _FOLDER, 0o600) as descriptor:
            kept = os.dup(descriptor)
        try:
            fcntl.flock(kept, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if path or error.errno not in _UNABLE:
                os.close(kept)
                raise
        return _Lock(kept)

    # ------------------------------------------------------------ names

    @contextmanager
    def _at(self, path: str) -> Iterator[tuple[int, bytes]]:
        """The folder of a file, opened, and the file's name in it."""
        *folders, name = parts_of(path) or ["."]
        with self._folder(folders) as descriptor:
            yield descriptor, name.encode("latin-1")

    @contextmanager
    def _opened(self, path: str, flags: int, mode: int = 0) -> Iterator[int]:
        with self._at(path) as (folder, name):
            descriptor = os.open(name, flags, mode, dir_fd=folder)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    @contextmanager
    def _folder(self, parts: list[str]) -> Iterator[int]:
        """A folder, opened on a way without links."""
        descriptor = os.dup(self._descriptor)
        try:
            for count, part in enumerate(parts, start=1):
                name = part.encode("latin-1")
                try:
                    inner = os.open(name, _FOLDER, dir_fd=descriptor)
                except OSError as error:
                    if error.errno in _LINK and _is_link(name, descriptor):
                        raise LinkedFolderError("/".join(parts[:count])) from None
                    raise
                os.close(descriptor)
                descriptor = inner
            yield descriptor
        finally:
            os.close(descriptor)

    def _take_attributes(self, path: str, descriptor: int) -> None:
        """Copy access lists and other attributes; labels of the system's own as far as it lets."""
        if not hasattr(os, "listxattr"):
            return
        with self._opened(path, _READ) as source:
            for name in _attributes(source):
                try:
                    os.setxattr(descriptor, name, os.getxattr(source, name))
                except OSError:
                    if not name.startswith(("security.", "trusted.")):
                        raise


class _Lock:
    """A locked descriptor."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Let others in."""
        os.close(self._descriptor)


def _status(status: os.stat_result) -> Status:
    return Status(
        _kind(status.st_mode),
        status.st_nlink,
        status.st_size,
        status.st_mtime_ns,
        (status.st_dev, status.st_ino),
        stat.S_IMODE(status.st_mode),
        Owner(status.st_uid, status.st_gid),
    )


def _kind(mode: int) -> Kind:
    kinds = {stat.S_IFREG: Kind.FILE, stat.S_IFDIR: Kind.FOLDER, stat.S_IFLNK: Kind.LINK}
    return kinds.get(stat.S_IFMT(mode), Kind.OTHER)


def _is_link(name: bytes, folder: int) -> bool:
    return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)


def _write(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def _give(descriptor: int, owner: Owner | None) -> None:
    if owner is None:
        return
    status = os.fstat(descriptor)
    if (status.st_uid, status.st_gid) != owner:
        os.fchown(descriptor, *owner)


def _attributes(descriptor: int) -> list[str]:
    try:
        return os.listxattr(descriptor)
    except OSError:  # a file system without
        return []
