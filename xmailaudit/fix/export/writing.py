"""An export on its way to the disk: into a folder that is new or empty, all of it or nothing."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from xmailaudit.fix.disk import this_disk
from xmailaudit.fix.disk.tree import Looks
from xmailaudit.fix.errors import RefusedError
from xmailaudit.mailroot.file_names import shown
from xmailaudit.messages import _, say

from .exported import FOLDER_MODE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from xmailaudit.fix.disk.tree import Disk, Tree

    from .exported import Exported

__all__ = ["write_export"]


def write_export(folder: Path, exported: Iterable[Exported], *, disk: Disk | None = None) -> None:
    """Write an export; what was written of one that fails is removed again.

    Raises RefusedError for a folder that holds something, or cannot be written.
    """
    disk = this_disk() if disk is None else disk
    made: list[tuple[str, bool]] = []
    try:
        disk.make_private(folder)
        with disk.open(folder) as tree:
            if tree.names(""):
                template = _("{folder} is not empty; name a folder that is new or empty")
                raise RefusedError(say(template, folder=shown(folder)))
            tree.set_mode("", FOLDER_MODE)
            try:
                for one in exported:
                    _write(tree, one, made)
            except BaseException:
                _remove(tree, made)
                raise
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        template = _("{folder} cannot be written: {reason}")
        raise RefusedError(say(template, folder=shown(folder), reason=reason)) from None


def _write(tree: Tree, one: Exported, made: list[tuple[str, bool]]) -> None:
    above, _slash, _name = one.path.rpartition("/")
    if above and tree.status(above) is None:
        _make(tree, above, made)
    if one.data is None:
        _make(tree, one.path, made)
        return
    made.append((one.path, False))
    tree.create(one.path, one.data, Looks(mode=one.mode))


def _make(tree: Tree, folder: str, made: list[tuple[str, bool]]) -> None:
    """Make a folder, and those above it, unless it is there."""
    above, _slash, _name = folder.rpartition("/")
    if above and tree.status(above) is None:
        _make(tree, above, made)
    if tree.status(folder) is None:
        made.append((folder, True))
        tree.make_folder(folder, Looks(mode=FOLDER_MODE))


def _remove(tree: Tree, made: list[tuple[str, bool]]) -> None:
    for path, is_folder in reversed(made):
        with suppress(OSError):
            (tree.remove_folder if is_folder else tree.remove)(path)
