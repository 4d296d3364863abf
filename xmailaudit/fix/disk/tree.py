"""What a disk offers, whatever the system.

Paths are the model's: relative to the opened folder, with `/`, bytes as latin-1; "" is the folder
itself.  No method follows a link, not even one in the middle of a path.  All raise OSError.
"""

from __future__ import annotations

import errno
from contextlib import AbstractContextManager
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

__all__ = [
    "PRIVATE_FILE",
    "PRIVATE_FOLDER",
    "Disk",
    "Kind",
    "LinkedFolderError",
    "Lock",
    "Looks",
    "NoNameError",
    "Owner",
    "Status",
    "Tree",
    "parts_of",
]

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


class Kind(Enum):
    """What stands under a name."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    OTHER = "other"


class Owner(NamedTuple):
    """User and group."""

    user: int
    group: int


class Status(NamedTuple):
    """What the system knows of a name; modes and owners on POSIX systems only."""

    kind: Kind
    links: int
    size: int
    modified: int
    identity: tuple[int, int]
    mode: int | None = None
    owner: Owner | None = None


class Looks(NamedTuple):
    """What a new file is to look like: mode, owner, time; None is what the system gives.

    `like` names a file whose access lists and other attributes the new one takes over.
    """

    mode: int | None = PRIVATE_FILE
    owner: Owner | None = None
    modified: int | None = None
    like: str | None = None


class LinkedFolderError(OSError):
    """A folder on the way to a file is a link."""

    def __init__(self, folder: str) -> None:
        super().__init__(errno.ELOOP, "a folder on the way is a link")
        self.folder = folder


class NoNameError(OSError):
    """The system has no file of that name."""

    def __init__(self) -> None:
        super().__init__(errno.EINVAL, "no file can have this name")


class Lock(Protocol):
    """A lock that is held until it is released."""

    def release(self) -> None:
        """Let others in."""


class Tree(AbstractContextManager["Tree"], Protocol):
    """An opened folder, and what is below it."""

    def __enter__(self) -> Self:
        """The folder itself; it is closed at the end."""

    def status(self, path: str, /) -> Status | None:
        """What stands there, None for nothing."""

    def read(self, path: str, /) -> bytes:
        """The bytes of a regular file."""

    def names(self, folder: str, /) -> list[str]:
        """The names in a folder."""

    def may_write(self, path: str, /) -> bool:
        """Whether the user may write to a file or into a folder."""

    def is_read_only(self, folder: str, /) -> bool:
        """Whether nothing at all can be written there, by anybody."""

    def can_give(self, owner: Owner, /) -> bool:
        """Whether a file that the user makes can be given to this owner."""

    def create(self, path: str, data: bytes, looks: Looks, /) -> None:
        """Make a file that is not there yet; its bytes are on the disk afterwards."""

    def append(self, path: str, data: bytes, /) -> None:
        """Add to a file; the bytes are on the disk afterwards."""

    def rename(self, path: str, name: str, /) -> None:
        """Give a file another name in its folder; a file of that name is replaced."""

    def remove(self, path: str, /) -> None:
        """Remove a file."""

    def set_mode(self, path: str, mode: int, /) -> None:
        """Give a file or folder its mode."""

    def make_folder(self, path: str, looks: Looks, /) -> None:
        """Make a folder."""

    def remove_folder(self, path: str, /) -> None:
        """Remove an empty folder."""

    def sync(self, folder: str, /) -> None:
        """See that the names in a folder are on the disk."""

    def lock(self, path: str, /) -> Lock:
        """Lock a file, made where it is missing, or the folder ("").

        Raises BlockingIOError where somebody else holds it.
        """


class Disk(Protocol):
    """A machine's disk."""

    windows: bool

    def open(self, folder: Path, /) -> Tree:
        """Open a folder; the last part of its path is no link."""

    def make_private(self, folder: Path, /) -> None:
        """Make a folder that only this user may use, and those above it."""

    def may_be_changed_by_others(self, folder: Path, /) -> bool:
        """Whether others than this user may put files into a folder."""


def parts_of(path: str) -> list[str]:
    """The names on the way to a file.  Raises OSError for what names none below a folder."""
    parts = path.split("/") if path else []
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        raise OSError(errno.EINVAL, "this names no file of the folder")
    return parts
