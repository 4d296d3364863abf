"""A MailRoot with its journals, opened and locked for one transaction."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.failures import reason_of
from xmailaudit.mailroot.file_names import shown
from xmailaudit.messages import _, say

from .errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .disk.tree import Tree
    from .state_folder import StateFolder

__all__ = ["LOCK", "Place", "opened", "system_path"]

LOCK = "lock"

_BUSY = _("another transaction works on {path}; wait until it has ended")
_UNREADABLE = _("{path} cannot be opened: {reason}")


class Place(NamedTuple):
    """A MailRoot (`folder` is its real path, bytes as latin-1) and the folder of its journals."""

    folder: str
    tree: Tree
    journals: Tree


@contextmanager
def opened(folder: Path, state: StateFolder) -> Iterator[Place]:
    """Open and lock a MailRoot and its journals.  Raises RefusedError and JournalError.

    The MailRoot is locked itself, where its file system can, because two users have two folders of
    journals.
    """
    with ExitStack() as stack:
        real = os.path.realpath(folder)
        try:
            tree = stack.enter_context(state.disk.open(Path(real)))
        except OSError as error:
            message = say(_UNREADABLE, path=shown(folder), reason=reason_of(error))
            raise RefusedError(message) from None
        journals = stack.enter_context(state.of(real))
        try:
            stack.callback(journals.lock(LOCK).release)
            stack.callback(tree.lock("").release)
        except BlockingIOError:
            raise RefusedError(say(_BUSY, path=shown(folder))) from None
        except OSError as error:
            message = say(_UNREADABLE, path=shown(folder), reason=reason_of(error))
            raise RefusedError(message) from None
        yield Place(os.fsencode(real).decode("latin-1"), tree, journals)


def system_path(folder: str) -> str:
    """The path of a MailRoot as the system names it."""
    return os.fsdecode(folder.encode("latin-1"))
