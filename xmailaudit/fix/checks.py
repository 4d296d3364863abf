"""What is looked at before anything is written: whether the changes can be made, and taken back.

A file that is not as the plan found it, or that cannot be replaced as it is (a link, a second name,
another owner), is refused with one line that says what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, NoReturn

from xmailaudit.mailroot.failures import reason_of
from xmailaudit.messages import _, say
from xmailaudit.tables.files import table_of

from .disk.tree import PRIVATE_FILE, Kind, LinkedFolderError, NoNameError, parts_of
from .entry import DRAFT, Entry, Made
from .errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.mailroot.change import Change
    from xmailaudit.messages import Message, Template

    from .disk.tree import Status, Tree

__all__ = ["Examined", "examine", "obstacle"]

_NO_NAME = _("{file} names no file of the MailRoot")
_LINK = _("{file} is a link; put a file in its place, or change the file it leads to by hand")
_LINKED_FOLDER = _("{file} lies behind the link {folder}; put a folder in its place")
_IN_NO_FOLDER = _("{file} lies in something that is no folder; move that away")
_UNREADABLE = _("{file} cannot be read: {reason}; run this as a user who may")
_GONE = _("{file} is no longer there; audit again")
_APPEARED = _("{file} is there by now; audit again")
_CHANGED = _("{file} has changed since it was read; audit again")
_MODE_CHANGED = _("the mode of {file} has changed since it was read; audit again")
_NO_FILE = _("{file} is no regular file; move it away")
_HARD_LINK = _("{file} has a second name (a hard link); put a copy in its place")
_READ_ONLY = _("{file} may not be written by you; make it writable, or run this as its owner")
_READ_ONLY_FOLDER = _("the folder of {file} may not be written by you; run this as its owner")
_READ_ONLY_SYSTEM = _("{file} is on a file system that is mounted read-only; mount it writable")
_OWNER = _("{file} belongs to another user or group, which would be lost; run this as root")

#: Files with private keys, by the end of their names.
_KEYS = (".key", ".pem")
_READABLE = 0o444
_PUBLIC_FILE = 0o644
_PUBLIC_FOLDER = 0o755


class Examined(NamedTuple):
    """What a transaction does to files, and the folders it makes for them."""

    entries: tuple[Entry, ...]
    made: tuple[Made, ...]


class _Problem(Exception):  # noqa: N818  # it is collected, never seen outside
    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def examine(tree: Tree, changes: Iterable[Change], identifier: str) -> Examined:
    """Look at every file.  Raises RefusedError with a line for each that cannot be changed."""
    checks = _Checks(tree, identifier)
    entries, problems = [], []
    for number, change in enumerate(changes, start=1):
        try:
            entry = checks.entry(change, number)
        except _Problem as problem:
            problems.append(problem.message)
            continue
        if entry is not None:
            entries.append(entry)
    if problems:
        raise RefusedError(*problems)
    return Examined(tuple(entries), tuple(checks.made.values()))


def obstacle(tree: Tree, path: str, status: Status) -> Message | None:
    """Why a file that is there cannot be replaced, whatever by; its folder is not looked at."""
    template = _not_plain(status)
    if template is None and status.owner is not None and not tree.can_give(status.owner):
        template = _OWNER
    if template is None and not tree.may_write(path):
        template = _READ_ONLY
    return None if template is None else say(template, file=path)


def _not_plain(status: Status) -> Template | None:
    """What is wrong with what a name stands for."""
    if status.kind is not Kind.FILE:
        return _LINK if status.kind is Kind.LINK else _NO_FILE
    return _HARD_LINK if status.links > 1 else None


class _Checks:
    def __init__(self, tree: Tree, identifier: str) -> None:
        self._tree = tree
        self._identifier = identifier
        self.made: dict[str, Made] = {}

    def entry(self, change: Change, number: int) -> Entry | None:
        """What the change does; None where it does nothing."""
        change = change._replace(path=change.path.rstrip("/"))
        try:
            if not parts_of(change.path) and change.changes_bytes:
                _refuse(_NO_NAME, change)
            status = self._tree.status(change.path)
            of_kind = self._of_file if change.changes_bytes else self._of_mode
            entry = of_kind(change, status)
        except LinkedFolderError as error:
            _refuse(_LINKED_FOLDER, change, folder=error.folder)
        except NotADirectoryError:
            _refuse(_IN_NO_FOLDER, change)
        except (UnicodeError, NoNameError):
            _refuse(_NO_NAME, change)
        except OSError as error:
            _refuse(_UNREADABLE, change, reason=reason_of(error))
        if not entry.changes_bytes and entry.old_mode == entry.new_mode:
            return None
        return entry._replace(draft=f"{DRAFT}{self._identifier}-{number}")

    # ------------------------------------------------------------ modes alone

    def _of_mode(self, change: Change, status: Status | None) -> Entry:
        """A file or folder whose bytes nobody looks at."""
        if status is None:
            _refuse(_GONE, change)
        folder = status.kind is Kind.FOLDER
        if not folder:
            self._require_plain(change, status)
        without = change._replace(old=None, new=None)
        return self._with_mode(without, status)._replace(folder=folder)

    # ------------------------------------------------------------ files

    def _of_file(self, change: Change, status: Status | None) -> Entry:
        if status is None:
            if change.old is not None:
                _refuse(_GONE, change)
            return self._new_file(change)
        self._require_plain(change, status)
        if change.old is None:
            _refuse(_APPEARED, change)
        if self._tree.read(change.path) != change.old:
            _refuse(_CHANGED, change)
        self._require_writable(change, change.path.rpartition("/")[0])
        if not self._tree.may_write(change.path):
            _refuse(_READ_ONLY, change)
        return self._with_mode(change, status)

    def _require_plain(self, change: Change, status: Status) -> None:
        template = _not_plain(status)
        if template is not None:
            _refuse(template, change)

    def _with_mode(self, change: Change, status: Status) -> Entry:
        """An entry of something that is there."""
        if change.new_mode is not None and change.old_mode not in (None, status.mode):
            _refuse(_MODE_CHANGED, change)
        if status.owner is not None and not self._tree.can_give(status.owner):
            _refuse(_OWNER, change)
        wanted = None if status.mode is None else change.new_mode
        return Entry(
            change.path,
            change.old,
            change.new,
            status.mode,
            status.mode if wanted is None else wanted,
            status.owner,
            status.modified,
        )

    def _new_file(self, change: Change) -> Entry:
        parent = change.path.rpartition("/")[0]
        folder = self._folder_for(change, parent)
        mode = change.new_mode
        if mode is None and folder.mode is not None:
            mode = _mode_of_new(change.path, folder.mode)
        return Entry(change.path, None, change.new, None, mode, folder.owner)

    def _folder_for(self, change: Change, path: str) -> Made:
        """The folder a new file goes to; one that is missing is noted."""
        if path in self.made:
            return self.made[path]
        status = self._tree.status(path)
        if status is None:
            above = self._folder_for(change, path.rpartition("/")[0])
            mode = None if above.mode is None else above.mode & _PUBLIC_FOLDER
            self.made[path] = made = Made(path, mode, above.owner)
            return made
        if status.kind is Kind.LINK:
            _refuse(_LINKED_FOLDER, change, folder=path)
        if status.kind is not Kind.FOLDER:
            _refuse(_IN_NO_FOLDER, change)
        self._require_writable(change, path)
        # Who may not give files away makes them his own.
        giving = status.owner is not None and self._tree.can_give(status.owner)
        return Made(path, status.mode, status.owner if giving else None)

    def _require_writable(self, change: Change, folder: str) -> None:
        if self._tree.is_read_only(folder):
            _refuse(_READ_ONLY_SYSTEM, change)
        if not self._tree.may_write(folder):
            _refuse(_READ_ONLY_FOLDER, change)


def _mode_of_new(path: str, folder: int) -> int:
    """What a new file's mode is where nobody says: never more readable than its folder.

    Files with passwords or keys are for their owner alone.
    """
    table = table_of(path)
    if path.endswith(_KEYS) or (table is not None and table.row.holds_secrets):
        return PRIVATE_FILE
    return PRIVATE_FILE | (_PUBLIC_FILE & folder & _READABLE)


def _refuse(template: Template, change: Change, **parameters: object) -> NoReturn:
    raise _Problem(say(template, file=change.path or ".", **parameters))
