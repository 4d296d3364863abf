"""The one place that changes a disk.

A `Disk` opens folders; a `Tree` is such a folder, and all work is done on names below it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from xmailaudit.fix.errors import RefusedError
from xmailaudit.messages import _, say

if TYPE_CHECKING:
    from .tree import Disk

__all__ = ["this_disk"]


_WINDOWS = _("on Windows files are not changed yet; `xmailaudit export` writes them elsewhere")


def this_disk(platform: str = os.name) -> Disk:
    """The disk of this machine.  Raises RefusedError on Windows."""
    if platform == "nt":
        raise RefusedError(say(_WINDOWS))
    from .posix import PosixDisk

    return PosixDisk()
