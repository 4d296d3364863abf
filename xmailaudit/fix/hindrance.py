"""Why nothing can be changed in a MailRoot, told without trying."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from xmailaudit.mailroot.failures import reason_of
from xmailaudit.mailroot.file_names import shown
from xmailaudit.messages import _, say
from xmailaudit.tables.files import TOP_LEVEL_FILES

from .checks import obstacle
from .errors import JournalError

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.messages import Message

    from .disk.tree import Tree
    from .state_folder import StateFolder

__all__ = ["hindrance"]

_UNREADABLE = _("{path} cannot be opened: {reason}")
_READ_ONLY_SYSTEM = _("{path} is on a file system that is mounted read-only")
_READ_ONLY_FOLDER = _("you may not write in {path}; run this as its owner")
_NO_TABLE = _("no table of {path} can be changed: {problem}")


def hindrance(folder: Path, state: Callable[[], StateFolder]) -> Message | None:
    """What stands in the way of every change of a MailRoot; None where some can be made.

    `state` finds the folder for journals; without one nothing is changed either.
    """
    real = os.path.realpath(folder)
    try:
        journals = state()
        with journals.disk.open(Path(real)) as tree:
            found = _of_tree(tree, shown(folder))
        if found is None:
            journals.expect_usable(real)
    except JournalError as error:
        return error.message
    except OSError as error:
        return say(_UNREADABLE, path=shown(folder), reason=reason_of(error))
    return found


def _of_tree(tree: Tree, path: str) -> Message | None:
    if tree.is_read_only(""):
        return say(_READ_ONLY_SYSTEM, path=path)
    if not tree.may_write(""):
        return say(_READ_ONLY_FOLDER, path=path)
    found = [(file, tree.status(file)) for file in TOP_LEVEL_FILES]
    problems = [obstacle(tree, file, status) for file, status in found if status is not None]
    first = problems[0] if problems else None
    return None if first is None or None in problems else say(_NO_TABLE, path=path, problem=first)
