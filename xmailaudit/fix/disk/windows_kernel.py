"""The calls of Windows that Python does not offer.  They were never run on a Windows.

What is Windows' own is looked up when a call is made, so that any system may import this module.
"""

from __future__ import annotations

import ctypes
import os
import time
from typing import TYPE_CHECKING, Any, Protocol

from xmailaudit.mailroot.file_names import ANSI

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Kernel", "SystemKernel", "extended"]

_WRITE_THROUGH = 8
_SDDL_REVISION = 1
_OWNER, _ACCESS_LIST, _PROTECTED = 0x1, 0x4, 0x80000000
_THIS_PROCESS = -1
_TOKEN_QUERY = 8
_TOKEN_USER = 1
#: Longer paths need a prefix: a folder may have 248 characters without, a file some more.
_LONGEST = 247


class Kernel(Protocol):
    """What a tree asks of Windows; every call raises OSError, with the `winerror` it got."""

    codec: str

    def extended(self, path: str, /) -> str:
        """A whole path as calls take it, however long it is."""

    def attributes(self, path: str, /) -> int:
        """The attributes of a file, folder or link itself."""

    def replace(self, old: str, new: str, /) -> None:
        """Put the file `new` in the place of `old`, whose access list and attributes stay."""

    def move(self, path: str, name: str, /) -> None:
        """Give a file a name that nothing has; that is on the disk afterwards."""

    def delete(self, path: str, /) -> None:
        """Remove a file."""

    def protect(self, path: str, access: str, /) -> None:
        """Give a file or folder an access list (in SDDL) and end what it inherits."""

    def access(self, path: str, /) -> str:
        """The owner and access list of a file or folder, in SDDL."""

    def user(self) -> str:
        """The SID of the user."""

    def lock(self, descriptor: int, /) -> None:
        """Lock an opened file's first byte, at once or not at all."""

    def unlock(self, descriptor: int, /) -> None:
        """Take the lock away."""

    def sleep(self, seconds: float, /) -> None:
        """Wait."""


class SystemKernel:
    """The calls, made.  `load` opens a system library, and `failure` makes its last error one."""

    codec = ANSI

    def __init__(
        self,
        load: Callable[[str], Any] | None = None,
        failure: Callable[[], OSError] | None = None,
    ) -> None:
        self._load = _library if load is None else load
        self._failure = _last_error if failure is None else failure

    def extended(self, path: str, /) -> str:
        """A whole path as calls take it, however long it is."""
        return extended(path)

    def attributes(self, path: str, /) -> int:
        """The attributes of a file, folder or link itself."""
        return int(getattr(os.lstat(path), "st_file_attributes", 0))

    def replace(self, old: str, new: str, /) -> None:
        """Put the file `new` in the place of `old`, whose access list and attributes stay."""
        self._require(self._load("kernel32").ReplaceFileW(old, new, None, 0, None, None))

    def move(self, path: str, name: str, /) -> None:
        """Give a file a name that nothing has; that is on the disk afterwards."""
        self._require(self._load("kernel32").MoveFileExW(path, name, _WRITE_THROUGH))

    def delete(self, path: str, /) -> None:
        """Remove a file."""
        os.unlink(path)  # noqa: PTH108  # DeleteFileW, and a text is what we hold

    def protect(self, path: str, access: str, /) -> None:
        """Give a file or folder an access list (in SDDL) and end what it inherits."""
        security = self._load("advapi32")
        descriptor = ctypes.c_void_p()
        self._require(
            security.ConvertStringSecurityDescriptorToSecurityDescriptorW(
                access, _SDDL_REVISION, ctypes.byref(descriptor), None
            )
        )
        try:
            what = ctypes.c_uint32(_ACCESS_LIST | _PROTECTED)
            self._require(security.SetFileSecurityW(path, what, descriptor))
        finally:
            self._free(descriptor)

    def access(self, path: str, /) -> str:
        """The owner and access list of a file or folder, in SDDL."""
        security = self._load("advapi32")
        what = _OWNER | _ACCESS_LIST
        needed = ctypes.c_uint32()
        security.GetFileSecurityW(path, what, None, 0, ctypes.byref(needed))
        held = ctypes.create_string_buffer(max(needed.value, 1))
        self._require(
            security.GetFileSecurityW(path, what, held, needed, ctypes.byref(needed)),
        )
        text = ctypes.c_void_p()
        self._require(
            security.ConvertSecurityDescriptorToStringSecurityDescriptorW(
                held, _SDDL_REVISION, what, ctypes.byref(text), None
            )
        )
        return self._taken(text)

    def user(self) -> str:
        """The SID of the user."""
        security = self._load("advapi32")
        token = ctypes.c_void_p()
        process = ctypes.c_void_p(_THIS_PROCESS)
        self._require(security.OpenProcessToken(process, _TOKEN_QUERY, ctypes.byref(token)))
        try:
            needed = ctypes.c_uint32()
            security.GetTokenInformation(token, _TOKEN_USER, None, 0, ctypes.byref(needed))
            # The answer begins with a pointer to the SID, which lies behind it.
            held = ctypes.create_string_buffer(max(needed.value, ctypes.sizeof(ctypes.c_void_p)))
            self._require(
                security.GetTokenInformation(
                    token, _TOKEN_USER, held, needed, ctypes.byref(needed)
                ),
            )
        finally:
            self._load("kernel32").CloseHandle(token)
        text = ctypes.c_void_p()
        identity = ctypes.c_void_p.from_buffer(held)
        self._require(security.ConvertSidToStringSidW(identity, ctypes.byref(text)))
        return self._taken(text)

    def lock(self, descriptor: int, /) -> None:
        """Lock an opened file's first byte, at once or not at all."""
        _locking("LK_NBLCK", descriptor)

    def unlock(self, descriptor: int, /) -> None:
        """Take the lock away."""
        _locking("LK_UNLCK", descriptor)

    def sleep(self, seconds: float, /) -> None:
        """Wait."""
        time.sleep(seconds)

    def _require(self, done: int) -> None:
        if not done:
            raise self._failure()

    def _taken(self, text: ctypes.c_void_p) -> str:
        """A text that Windows made, which is freed."""
        try:
            return ctypes.wstring_at(text.value or 0)
        finally:
            self._free(text)

    def _free(self, pointer: ctypes.c_void_p) -> None:
        self._load("kernel32").LocalFree(pointer)


def extended(path: str) -> str:
    r"""A whole path with the prefix `\\?\` that a long one needs."""
    if len(path) <= _LONGEST or path.startswith("\\\\?\\"):
        return path
    if path.startswith("\\\\"):
        return "\\\\?\\UNC" + path[1:]
    return "\\\\?\\" + path


def _library(name: str) -> Any:
    # Types know WinDLL on Windows only.
    return getattr(ctypes, "WinDLL")(name, use_last_error=True)  # noqa: B009  # see above


def _last_error() -> OSError:
    # Types know these on Windows only.
    code = getattr(ctypes, "get_last_error")()  # noqa: B009  # see above
    error: OSError = getattr(ctypes, "WinError")(code)  # noqa: B009  # see above
    return error


def _locking(how: str, descriptor: int) -> None:
    from importlib import import_module

    calls: Any = import_module("msvcrt")  # its types are known on Windows only
    os.lseek(descriptor, 0, os.SEEK_SET)
    calls.locking(descriptor, getattr(calls, how), 1)
