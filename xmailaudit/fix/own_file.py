"""A file of the owner's own, such as a profile, changed whole or not at all.

It is none of a MailRoot's: there is no journal, and no undo but the file's own copy.
"""

from __future__ import annotations

import errno
import os
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from xmailaudit.mailroot.failures import reason_of
from xmailaudit.mailroot.file_names import from_system, shown
from xmailaudit.messages import _, say

from .disk import this_disk
from .disk.tree import Kind, Looks
from .errors import RefusedError

if TYPE_CHECKING:
    from .disk.tree import Disk, Status, Tree

__all__ = ["replace_own_file"]

_BUSY = _("another program is changing {file}; try again when it has ended")
_CHANGED = _("{file} has been changed since it was read; try again")
_FAILED = _("{file} cannot be written: {reason}")
#: What others may do with a new file: read it, where its folder lets them in.
_READABLE, _OWNERS = 0o044, 0o600


def replace_own_file(
    path: Path, old: bytes | None, new: bytes, *, disk: Disk | None = None
) -> None:
    """Put `new` in the place of `old` (None: of no file); its mode and attributes stay.

    Links are followed, and stay.  Raises RefusedError: nothing was changed.
    """
    disk = this_disk() if disk is None else disk
    try:
        real = Path(os.path.realpath(path))
        name = from_system(os.fsencode(real.name), windows=disk.windows)
        with ExitStack() as stack:
            tree = stack.enter_context(disk.open(real.parent))
            stack.callback(tree.lock("").release)
            if _found(tree, name) != old:
                raise RefusedError(say(_CHANGED, file=shown(path)))
            _put(tree, name, new)
    except BlockingIOError:
        raise RefusedError(say(_BUSY, file=shown(path))) from None
    except OSError as error:
        raise RefusedError(say(_FAILED, file=shown(path), reason=reason_of(error))) from None


def _found(tree: Tree, name: str) -> bytes | None:
    return None if tree.status(name) is None else tree.read(name)


def _put(tree: Tree, name: str, data: bytes) -> None:
    """Write beside the file and rename."""
    looks = _looks(tree, name)
    draft = f".xmailaudit.{os.urandom(8).hex()}"
    try:
        tree.create(draft, data, looks)
        tree.rename(draft, name)
    except BaseException:
        with suppress(OSError):
            tree.remove(draft)
        raise
    tree.sync("")


def _looks(tree: Tree, name: str) -> Looks:
    """Those of the file that is there.  Raises OSError for one that its owner wants unchanged."""
    there = tree.status(name)
    if there is None:
        return Looks(_mode_of_new(tree.status("")))
    if there.kind is not Kind.FILE or not tree.may_write(name):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    given = there.owner if there.owner and tree.can_give(there.owner) else None
    return Looks(there.mode, given, like=name)


def _mode_of_new(folder: Status | None) -> int | None:
    if folder is None or folder.mode is None:
        return None
    return _OWNERS | (folder.mode & _READABLE)
