"""The transactions of the past: listed, found by name, and forgotten."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.failures import reason_of
from xmailaudit.messages import _, say

from .errors import FixError, JournalError
from .journal import Stage, identifiers
from .past import LIFETIME, forget_journal, in_force, readable
from .place import opened, system_path
from .recovery import recover

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .disk.tree import Tree
    from .journal import Header, Journal
    from .recovery import Recovered
    from .state_folder import StateFolder

__all__ = ["History", "Past", "find", "forget", "history"]

_UNKNOWN = _("no transaction is called {id}; `xmailaudit history` lists them")
_NONE = _("there is no transaction to take back")
_UNREADABLE = _("the journals cannot be read: {reason}")
_UNFINISHED = _("transaction {id} is not finished; it is not forgotten before it is")


class Past(NamedTuple):
    """A transaction of the past.

    `when` it was, and `until` when its journal is kept at least (seconds since 1970); `undone_by`
    is "" where the journal of what took it back is gone.  `left` are files that were left as
    somebody else had made them.
    """

    id: str
    when: int
    until: int
    folder: str
    label: tuple[str, ...]
    stage: Stage
    files: tuple[str, ...]
    left: tuple[str, ...] = ()
    undoes: str | None = None
    undone_by: str | None = None


class History(NamedTuple):
    """All transactions, the oldest first, and what was found interrupted and dealt with."""

    past: tuple[Past, ...]
    recovered: tuple[Recovered, ...] = ()
    troubles: tuple[FixError, ...] = ()


def history(state: StateFolder, folder: Path | None = None) -> History:
    """List the transactions of all MailRoots or of one; the interrupted are dealt with first.

    What cannot be dealt with, for somebody works on it or its MailRoot is away, is among the
    `troubles`.  Raises JournalError.
    """
    real = _real(folder)
    recovered: list[Recovered] = []
    troubles: list[FixError] = []
    for unfinished in sorted(_unfinished(state, real)):
        try:
            with opened(unfinished, state) as place:
                recovered += recover(place)
        except FixError as error:
            troubles.append(error)
    past = [
        entry
        for journals in _all(state)
        for entry in _entries(journals)
        if real in (None, entry.folder)
    ]
    return History(
        tuple(sorted(past, key=lambda entry: entry.id)), tuple(recovered), tuple(troubles)
    )


def find(state: StateFolder, identifier: str | None, folder: Path | None = None) -> Header:
    """A transaction by its name, or the newest in force that is no undo.  Raises JournalError."""
    real = _real(folder)
    found: list[Header] = []
    for journals in _all(state):
        states = in_force(journals)
        for journal in journals:
            header = journal.header
            newest = header.undoes is None and header.id in states and states[header.id] is None
            newest = newest or not journal.stage.is_over
            wanted = newest if identifier is None else header.id == identifier
            if wanted and real in (None, header.folder):
                found.append(header)
    if not found:
        raise JournalError(say(_NONE) if identifier is None else say(_UNKNOWN, id=identifier))
    return max(found, key=lambda header: header.id)


def forget(state: StateFolder, identifier: str) -> None:
    """Remove a journal, with the old passwords in it.  Raises JournalError and RefusedError."""
    for tree in _trees(state):
        with tree:
            try:
                if identifier in identifiers(tree):
                    _forget(tree, identifier)
                    return
            except OSError as error:
                raise _unreadable(error) from None
    raise JournalError(say(_UNKNOWN, id=identifier))


def _forget(tree: Tree, identifier: str) -> None:
    journals = readable(tree)
    for journal in journals:
        if journal.header.id == identifier and not journal.stage.is_over:
            raise JournalError(say(_UNFINISHED, id=identifier))
    forget_journal(tree, identifier, journals)


def _unreadable(error: OSError) -> JournalError:
    return JournalError(say(_UNREADABLE, reason=reason_of(error)))


def _trees(state: StateFolder) -> Iterator[Tree]:
    for folder in state.folders():
        try:
            yield state.disk.open(folder)
        except OSError as error:
            raise _unreadable(error) from None


def _all(state: StateFolder) -> Iterator[list[Journal]]:
    """The journals of each MailRoot."""
    for tree in _trees(state):
        with tree:
            try:
                yield readable(tree)
            except OSError as error:
                raise _unreadable(error) from None


def _real(folder: Path | None) -> str | None:
    """How journals name a MailRoot."""
    return None if folder is None else os.fsencode(os.path.realpath(folder)).decode("latin-1")


def _unfinished(state: StateFolder, real: str | None) -> set[Path]:
    """The MailRoots, or the one, with a transaction that was interrupted."""
    return {
        Path(system_path(journal.header.folder))
        for journals in _all(state)
        for journal in journals
        if not journal.stage.is_over and real in (None, journal.header.folder)
    }


def _entries(journals: list[Journal]) -> Iterator[Past]:
    states = in_force(journals)
    for header, stage, left in journals:
        by = states.get(header.id)
        yield Past(
            header.id,
            header.when,
            header.when + LIFETIME,
            header.folder,
            header.label,
            stage if by is None else Stage.UNDONE,
            header.files,
            left,
            header.undoes,
            by,
        )
