"""Reading one regular file of this machine, whatever a hostile folder holds in its place.

Callers open only what a look beforehand showed to be a regular file; it is opened without waiting
and looked at again: a FIFO put there in between neither blocks nor is read.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "SMALL",
    "TooLargeError",
    "open_regular",
    "pieces_of_regular",
    "read_regular",
    "small_file",
]

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_CHUNK = 2**20
#: So many bytes has a unit, a script or a registry export at most.
SMALL = 2**18


class TooLargeError(Exception):
    """The file has more bytes than its reader wants; never leaves this floor."""


def read_regular(path: str | bytes, limit: int) -> bytes | None:
    """The bytes of a regular file, None if it is another kind of thing, a link included.

    Raises OSError, and TooLargeError beyond `limit` bytes.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        pieces: list[bytes] = []
        size = 0
        while piece := os.read(descriptor, _CHUNK):
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                raise TooLargeError
        return b"".join(pieces)
    finally:
        os.close(descriptor)


def pieces_of_regular(path: str | bytes) -> Iterator[bytes]:
    """The bytes of a regular file, one piece after the other; none of another kind of thing.

    Raises OSError.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            while piece := os.read(descriptor, _CHUNK):
                yield piece
    finally:
        os.close(descriptor)


def open_regular(path: str | bytes | os.PathLike[str]) -> int | None:
    """A descriptor of the regular file a name leads to, None for another kind of thing.

    Raises OSError, and ValueError for what is no name.
    """
    real = os.path.realpath(path, strict=True)
    if not stat.S_ISREG(os.lstat(real).st_mode):
        return None
    descriptor = os.open(real, _FLAGS)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    return None


def small_file(path: str | bytes, *, follow: bool, limit: int = SMALL) -> bytes | None:
    """The bytes of a file that has no more than so many, None where it cannot be had."""
    try:
        real = os.path.realpath(path) if follow else path
        if not stat.S_ISREG(os.lstat(real).st_mode):
            return None
        return read_regular(real, limit)
    except (OSError, ValueError, TooLargeError):
        return None
