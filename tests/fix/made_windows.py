"""The calls of Windows, made up over a folder of this machine."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["USER", "FakeKernel", "error_of"]

USER = "S-1-5-21-1-2-3-1001"
_ERRNO = {5: errno.EACCES, 32: errno.EACCES, 33: errno.EACCES}


class _WindowsError(OSError):
    """An error as Windows' Python raises it, wherever the tests run."""

    def __init__(self, code: int) -> None:
        super().__init__(_ERRNO.get(code, errno.EINVAL), "what Windows says")
        self.winerror = code


def error_of(code: int) -> OSError:
    """The error of a code."""
    return _WindowsError(code)


class FakeKernel:
    """A kernel whose calls are kept, and fail as `failing` says: once for each code.

    After 1176 and 1177 the replaced file is gone, and 1177 leaves it under another name.
    """

    codec = "cp1252"

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []
        self.failing: dict[str, list[int | BaseException]] = {}
        self.marked: dict[str, int] = {}
        self.lists: dict[str, str] = {}
        self.pauses: list[float] = []
        self.before: Callable[[str], None] = lambda _call: None

    def _note(self, *call: str) -> None:
        self.before(call[0])
        self.calls.append((call[0], *(Path(path).name for path in call[1:])))
        codes = self.failing.get(call[0])
        if not codes:
            return
        code = codes.pop(0)
        if isinstance(code, BaseException):
            raise code
        if code in (1176, 1177):
            Path(call[1]).rename(Path(call[1]).with_name("RF1.TMP"))
            if code == 1176:
                Path(call[1]).with_name("RF1.TMP").unlink()
        raise error_of(code)

    def extended(self, path: str, /) -> str:
        """As it is."""
        return path

    def attributes(self, path: str, /) -> int:
        """What a test says."""
        self.before("attributes")
        return self.marked.get(Path(path).name, 0)

    def replace(self, old: str, new: str, /) -> None:
        """As Windows does, only where a file is there; its access list stays."""
        self._note("replace", old, new)
        Path(old).lstat()
        Path(new).replace(old)
        self.lists.pop(new, None)

    def move(self, path: str, name: str, /) -> None:
        """As Windows does, only where no file is there."""
        self._note("move", path, name)
        if Path(name).exists():
            raise error_of(183)
        Path(path).rename(name)
        if path in self.lists:
            self.lists[name] = self.lists.pop(path)

    def delete(self, path: str, /) -> None:
        """Remove it."""
        self._note("delete", path)
        Path(path).unlink()
        self.lists.pop(path, None)

    def protect(self, path: str, access: str, /) -> None:
        """Keep the list."""
        self._note("protect", path)
        self.lists[path] = access

    def access(self, path: str, /) -> str:
        """The list that it or a folder above it was given; else everybody's."""
        above = (str(one) for one in (Path(path), *Path(path).parents))
        lists = [self.lists[one] for one in above if one in self.lists]
        return f"O:{USER}" + [*lists, "D:AI(A;OICIID;FA;;;WD)"][0]

    def user(self) -> str:
        """A user."""
        return USER

    def lock(self, descriptor: int, /) -> None:
        """As msvcrt says it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES)) from None

    def unlock(self, descriptor: int, /) -> None:
        """Let others in."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)

    def sleep(self, seconds: float, /) -> None:
        """Only noted."""
        self.pauses.append(seconds)
