"""The folder that a person names as the target, and those below it."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from xmailaudit.messages import Message, _, say

from .errors import TargetError
from .failures import reason_of
from .file_names import shown
from .meant import above

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["real_folder", "through_no_link"]

_ROUNDABOUT = frozenset((b"", b".", b".."))


def _no_folder(real: bytes, location: str) -> Message:
    folder = above(real, windows=os.name == "nt")
    if folder is None:
        return say(_("{path} is a file; name the folder of the MailRoot"), path=location)
    template = _("{path} is a file; name the folder of the MailRoot, {folder}")
    return say(template, path=location, folder=shown(folder))


def real_folder(path: str | Path, location: str) -> bytes:
    """The real path of the target; raises TargetError for what is no folder."""
    if not os.fspath(path):
        raise TargetError(say(_("the target is empty; name the folder of the MailRoot")))
    try:
        os.lstat(os.fsencode(path))  # to realpath the empty name would be the current folder
        real = os.path.realpath(os.fsencode(path), strict=True)
        if not stat.S_ISDIR(os.lstat(real).st_mode):
            raise TargetError(_no_folder(real, location))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise TargetError(say(_("{path} does not exist"), path=location)) from None
    except OSError as error:
        reason = reason_of(error)
        raise TargetError(
            say(_("{path} cannot be read: {reason}"), path=location, reason=reason)
        ) from None
    return real


def through_no_link(path: bytes, known: bytes) -> bool:
    """Whether a path is its own real path, its parts all being folders.

    `known` is the real path of a folder and ends with a separator: what `path` shares with it is
    not looked at again.  A path that is written in a roundabout way is said to be none.
    """
    parts = path.split(b"/")
    shared = 0
    for part, other in zip(parts, known[:-1].split(b"/"), strict=False):
        if part != other:
            break
        shared += 1
    if not _ROUNDABOUT.isdisjoint(parts[shared:]):
        return False
    try:
        for end in range(shared, len(parts)):
            if not stat.S_ISDIR(os.lstat(b"/".join(parts[: end + 1])).st_mode):
                return False
    except OSError:
        return False
    return True
