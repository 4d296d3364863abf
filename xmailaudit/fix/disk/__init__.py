"""The one place that changes a disk.

A `Disk` opens folders; a `Tree` is such a folder, and all work is done on names below it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .tree import Disk
    from .windows_kernel import Kernel

__all__ = ["this_disk"]


def this_disk(platform: str = os.name, kernel: Kernel | None = None) -> Disk:
    """The disk of this machine; `kernel` makes the calls of Windows."""
    if platform != "nt":
        from .posix import PosixDisk

        return PosixDisk()
    from .windows import WindowsDisk
    from .windows_kernel import SystemKernel

    return WindowsDisk(SystemKernel() if kernel is None else kernel)
