"""The one place that changes a disk.

A `Disk` opens folders; a `Tree` is such a folder, and all work is done on names below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .tree import Disk

__all__ = ["this_disk"]


def this_disk() -> Disk:
    """The disk of this machine."""
    from .posix import PosixDisk

    return PosixDisk()
