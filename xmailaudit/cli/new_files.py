"""New files that a command makes for somebody: never in the place of another, never half.

A private key is for its owner alone from its first byte on.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import _, say

from .delivery import destination
from .errors import CommandLineError
from .output import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message

__all__ = ["NewFile", "write_new"]

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class NewFile(NamedTuple):
    """A file to make: its name, its bytes, its permission bits."""

    name: str
    data: bytes
    mode: int = 0o644

    def __repr__(self) -> str:  # without its bytes: a key may be among them
        return f"NewFile({self.name!r})"


def write_new(folder: str, files: Sequence[NewFile], root: MailRoot) -> tuple[str, ...]:
    """Make files in a folder, which is made where it is missing; gives their paths.

    Raises CommandLineError for a folder in the MailRoot, or where one of the files is there
    already, and OutputError where they cannot be written; then none of them is left behind.
    """
    destination(folder, root, "--out")
    paths = [os.path.join(folder, one.name) for one in files]  # noqa: PTH118  # any bytes
    try:
        os.makedirs(folder, 0o700, exist_ok=True)  # noqa: PTH103  # any bytes
    except (OSError, ValueError) as error:
        raise OutputError(_why(folder, error)) from None
    for path in paths:
        if os.path.lexists(path):
            template = _("{file} is there already, and is not overwritten; name another folder")
            raise CommandLineError(say(template, file=path))
    made: list[str] = []
    try:
        for path, one in zip(paths, files, strict=True):
            _write(path, one, made)
    except BaseException as error:
        for path in made:
            os.unlink(path)  # noqa: PTH108  # any bytes
        if isinstance(error, (OSError, ValueError)):
            raise OutputError(_why(folder, error)) from None
        raise
    return tuple(paths)


def _write(path: str, file: NewFile, made: list[str]) -> None:
    descriptor = os.open(path, _FLAGS, file.mode)
    made.append(path)
    with open(descriptor, "wb") as stream:  # noqa: PTH123  # a descriptor
        stream.write(file.data)
        stream.flush()
        os.fsync(stream.fileno())


def _why(folder: str, error: Exception) -> Message:
    reason = getattr(error, "strerror", None) or type(error).__name__
    return say(_("{file} cannot be written: {reason}"), file=folder, reason=reason)
