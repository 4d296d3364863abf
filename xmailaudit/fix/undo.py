"""Taking a transaction back: by a transaction of its own, which can be taken back in turn.

Later transactions and other people may have changed the same files since; what they did stays.  An
index is never brought back: XMail makes it anew when it starts.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from xmailaudit.mailroot.change import Change
from xmailaudit.mailroot.failures import reason_of
from xmailaudit.messages import _, say
from xmailaudit.tables.index_file import INDEXES

from .checks import examine
from .disk.tree import Kind
from .entry import INDEX_FILES, Made
from .errors import JournalError, RefusedError
from .history import find
from .identifiers import new_identifier
from .inverse import TouchedError, first_difference, taken_out
from .journal import Header, read
from .past import in_force, prune, readable
from .phase import Phase, nobody
from .place import opened, system_path
from .recovery import interrupted, recover
from .transaction import carry_out, transaction_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xmailaudit.messages import Message

    from .disk.tree import Status, Tree
    from .entry import Entry
    from .place import Place
    from .state_folder import StateFolder
    from .transaction import Transaction

__all__ = ["Undoing", "undo", "undo_changes"]

_NOT_IN_FORCE = _("transaction {id} was not carried out: there is nothing to take back")
_UNDONE = _("transaction {id} was taken back already")
_LINE = _(
    "{file} has changed since transaction {id}: line {line} of what it wrote is not there as it "
    "was; take later changes back first, or edit the file by hand"
)
_GONE = _("{file}, which transaction {id} wrote, is no longer there; put it back by hand")
_THERE = _("{file}, which transaction {id} removed, is there again; move it away first")
_MODE = _("the mode of {file} has changed since transaction {id}; set it by hand")
_UNREADABLE = _("{file} cannot be read: {reason}")
_INTERRUPTED = _(
    "transaction {id} was interrupted; `xmailaudit history` finishes it or takes it back first"
)
_MEANWHILE = _(
    "files of transaction {id} have changed since it was shown what taking it back does; look again"
)
_OWNER = _("{file} belonged to another user or group; run this as root")


class Undoing(NamedTuple):
    """What taking a transaction back would do.

    `folder` is its MailRoot; `label` and `undoes` are those of the transaction.  The changes come
    out of what the files hold now, and the indexes of changed tables go with them.
    """

    id: str
    folder: str
    label: tuple[str, ...]
    undoes: str | None
    changes: tuple[Change, ...]


def undo(
    state: StateFolder,
    identifier: str | None = None,
    *,
    folder: Path | None = None,
    now: float | None = None,
    foreseen: tuple[Change, ...] | None = None,
    tell: Callable[[Phase], object] | None = None,
) -> Transaction:
    """Take a transaction back; without a name the newest in force that is no undo itself.

    `folder` narrows that to one MailRoot, `foreseen` are the changes that `undo_changes` told,
    where no others are wanted, and `tell` is told what is begun.  Raises RefusedError (nothing was
    changed), JournalError and UnfinishedError.
    """
    moment = time.time() if now is None else now
    tell = tell or nobody
    tell(Phase.LOOK)
    wanted = find(state, identifier, folder)
    mail_root = Path(system_path(wanted.folder))
    with opened(mail_root, state) as place:
        recovered = recover(place)
        header = _undone(place, wanted.id)
        changes = _Inverse(place.tree, header).changes()
        if foreseen not in (None, changes):
            raise RefusedError(say(_MEANWHILE, id=header.id))
        new = _undoing(place, header, changes, new_identifier(state, moment), int(moment))
        carry_out(place, new, tell)
        prune(place, moment)
    return transaction_of(new, recovered)


def undo_changes(
    state: StateFolder, identifier: str | None = None, *, folder: Path | None = None
) -> Undoing:
    """What `undo` would change, without changing anything.  Raises as it does.

    While something interrupted waits on the MailRoot nobody knows what there will be to take back:
    that is refused, too.
    """
    wanted = find(state, identifier, folder)
    with opened(Path(system_path(wanted.folder)), state) as place:
        waiting = interrupted(place)
        if waiting:
            raise RefusedError(say(_INTERRUPTED, id=waiting[0]))
        header = _undone(place, wanted.id)
        changes = _Inverse(place.tree, header).changes()
    return Undoing(header.id, header.folder, header.label, header.undoes, changes)


def _undone(place: Place, identifier: str) -> Header:
    """What the transaction did.  Raises RefusedError where it is not in force."""
    try:
        journal = read(place.journals, identifier)
        states = in_force(readable(place.journals))
    except OSError as error:
        raise JournalError(say(_UNREADABLE, file=identifier, reason=reason_of(error))) from None
    if journal is None or identifier not in states:
        raise RefusedError(say(_NOT_IN_FORCE, id=identifier))
    if states[identifier] is not None:
        raise RefusedError(say(_UNDONE, id=identifier))
    return journal.header


def _undoing(
    place: Place, header: Header, changes: tuple[Change, ...], identifier: str, when: int
) -> Header:
    """The transaction that takes another one back.  Raises RefusedError."""
    examined = examine(place.tree, changes, identifier)
    known = {made.path: made for made in header.dropped}
    return Header(
        identifier,
        when,
        header.folder,
        header.label,
        tuple(_with_owner(place.tree, entry, header) for entry in examined.entries),
        tuple(known.get(made.path, made) for made in examined.made),
        tuple(_standing(place.tree, header)),
        undoes=header.id,
    )


def _with_owner(tree: Tree, entry: Entry, header: Header) -> Entry:
    """A file that comes back belongs to whom it belonged."""
    if entry.old is not None or entry.folder:
        return entry
    owner = next(one.owner for one in header.entries if one.path == entry.path)
    if owner is not None and not tree.can_give(owner):
        raise RefusedError(say(_OWNER, file=entry.path), file=entry.path)
    return entry._replace(owner=owner)


def _standing(tree: Tree, header: Header) -> Iterator[Made]:
    """The folders that the transaction made and that are still there."""
    for made in header.made:
        try:
            status = tree.status(made.path)
        except OSError:
            continue
        if status is not None and status.kind is Kind.FOLDER:
            yield Made(made.path, status.mode, status.owner)


class _Inverse:
    """The changes that take a transaction's changes out of what is there now."""

    def __init__(self, tree: Tree, header: Header) -> None:
        self._tree = tree
        self._header = header

    def changes(self) -> tuple[Change, ...]:
        """All of them.  Raises RefusedError with a line for each file that does not permit it."""
        changes: list[Change] = []
        problems: list[RefusedError] = []
        for entry in self._header.entries:
            if entry.path in INDEX_FILES:
                continue
            try:
                changes += self._change(entry)
            except RefusedError as error:
                problems.append(error)
            except OSError as error:
                message = say(_UNREADABLE, file=entry.path or ".", reason=reason_of(error))
                problems.append(RefusedError(message, file=entry.path))
        if problems:
            first = problems[0]
            lines = tuple(error.message for error in problems)
            raise RefusedError(*lines, file=first.file, line=first.line)
        return (*changes, *self._indexes(changes))

    def _change(self, entry: Entry) -> Iterator[Change]:
        status = self._tree.status(entry.path)
        if status is not None and status.kind is not (Kind.FOLDER if entry.folder else Kind.FILE):
            self._refuse(_THERE if entry.new is None else _GONE, entry)
        reads = status is not None and entry.changes_bytes
        now = self._tree.read(entry.path) if reads else None
        data = self._bytes(entry, now) if entry.changes_bytes else now
        mode = self._mode(entry, status)
        if data != now or mode is not None:
            known = None if status is None else status.mode
            yield Change(entry.path, now, data, known, mode)

    def _bytes(self, entry: Entry, now: bytes | None) -> bytes | None:
        if now in (entry.new, entry.old):
            return entry.old
        if entry.new is None:
            self._refuse(_THERE, entry)
        if now is None:
            self._refuse(_GONE, entry)
        if entry.old is None:
            self._refuse(_LINE, entry, line=first_difference(entry.new, now))
        try:
            return taken_out(entry.old, entry.new, now)
        except TouchedError as error:
            self._refuse(_LINE, entry, line=error.line)

    def _mode(self, entry: Entry, status: Status | None) -> int | None:
        """The mode it is to have; None for what it has.  Bit by bit, as lines are line by line."""
        if status is None:
            if not entry.changes_bytes:
                self._refuse(_GONE, entry)
            return entry.old_mode
        if entry.old_mode is None or entry.new_mode is None or status.mode is None:
            return None
        changed = entry.old_mode ^ entry.new_mode
        if not changed or status.mode & changed == entry.old_mode & changed:
            return None
        if status.mode & changed != entry.new_mode & changed:
            self._refuse(_MODE, entry)
        return status.mode ^ changed

    def _indexes(self, changes: list[Change]) -> Iterator[Change]:
        """The indexes of the tables that change."""
        for change in changes:
            kind = INDEXES.get(change.path)
            if kind is None or change.old == change.new:
                continue
            if self._tree.status(kind.file) is not None:
                yield Change(kind.file, self._tree.read(kind.file), None)

    def _refuse(self, template: str, entry: Entry, line: int | None = None) -> NoReturn:
        numbers = {} if line is None else {"line": line}
        message: Message = say(template, file=entry.path or ".", id=self._header.id, **numbers)
        raise RefusedError(message, file=entry.path, line=line)
