"""What a failed call of the system says about a file."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from xmailaudit.messages import _, say

from .source import ABSENT, Absent, Unseen

if TYPE_CHECKING:
    from xmailaudit.messages import Message

__all__ = ["failure_of", "reason_of"]

_NO_SUCH = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
_WINDOWS_INVALID_NAME = 123
#: Sharing and lock violations, and what replacing a file that is open ends with.
_WINDOWS_IN_USE = (32, 33, 1175, 1176, 1177)

_CIRCLE = _("its symbolic links lead in a circle")
_FORBIDDEN = _("permission denied")
_IN_USE = _("another program has it open")
_FAILED = _("the system reports: {error}")


def failure_of(error: OSError) -> Absent | Unseen:
    """What a failed call says about the file."""
    if error.errno in _NO_SUCH or getattr(error, "winerror", None) == _WINDOWS_INVALID_NAME:
        return ABSENT
    if error.errno == errno.ELOOP:
        return Unseen(say(_CIRCLE))
    if getattr(error, "winerror", None) in _WINDOWS_IN_USE:
        return Unseen(say(_IN_USE))
    if error.errno in (errno.EACCES, errno.EPERM):
        return Unseen(say(_FORBIDDEN))
    return Unseen(say(_FAILED, error=error.strerror or errno.errorcode.get(error.errno or 0, "?")))


def reason_of(error: OSError) -> Message:
    """The same in words, where the file is known to be there."""
    failure = failure_of(error)
    if isinstance(failure, Unseen):
        return failure.reason
    return say(_FAILED, error=error.strerror or "?")
