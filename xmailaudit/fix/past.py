"""The transactions of one MailRoot: which are in force, and which journals may go."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from .errors import JournalError
from .identifiers import name_at
from .journal import LIFETIME_DAYS, SUFFIX, Stage, add, identifiers, read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .disk.tree import Tree
    from .journal import Journal
    from .place import Place

__all__ = ["LIFETIME", "forget_journal", "in_force", "prune", "readable"]

#: Seconds for which a journal is kept.
LIFETIME = LIFETIME_DAYS * 24 * 60 * 60


def readable(tree: Tree) -> list[Journal]:
    """All journals that can be read, the oldest first.  Raises OSError."""
    found = []
    for identifier in identifiers(tree):
        with suppress(JournalError):
            journal = read(tree, identifier)
            if journal is not None:
                found.append(journal)
    return found


def in_force(journals: Iterable[Journal]) -> dict[str, str | None]:
    """The transactions that were carried out, and by which other one each was taken back, if any.

    One that took another back may itself have been taken back.  The names tell no order here: a
    clock may have been put back meanwhile.
    """
    done = {j.header.id: j for j in journals if j.stage in (Stage.DONE, Stage.UNDONE)}
    undoing: dict[str | None, list[str]] = {}
    for name in sorted(done):
        undoes = done[name].header.undoes
        undoing.setdefault(undoes if undoes in done else None, []).append(name)
    order = list(undoing.get(None, ()))
    for name in order:
        order += undoing.get(name, ())  # what took it back comes behind it
    states: dict[str, str | None] = dict.fromkeys(done)
    for name in reversed(order):
        by = [one for one in undoing.get(name, ()) if states[one] is None]
        gone = "" if done[name].stage is Stage.UNDONE else None
        states[name] = by[-1] if by else gone
    return states


def forget_journal(tree: Tree, identifier: str, journals: Iterable[Journal]) -> None:
    """Remove a journal; what it took back stays taken back.  Raises OSError."""
    known = in_force(journals)
    for journal in journals:
        header = journal.header
        undone = known.get(header.id) == identifier and journal.stage is not Stage.UNDONE
        if undone and tree.status(header.id + SUFFIX) is not None:
            add(tree, header.id, Stage.UNDONE)
    tree.remove(identifier + SUFFIX)
    tree.sync("")


def prune(place: Place, moment: float) -> None:
    """Remove the journals that are older than `LIFETIME_DAYS`, as far as that is possible."""
    limit = name_at(moment - LIFETIME)
    with suppress(OSError):
        if not any(identifier < limit for identifier in identifiers(place.journals)):
            return
        journals = readable(place.journals)
        for journal in journals:
            if journal.stage.is_over and journal.header.id < limit:
                forget_journal(place.journals, journal.header.id, journals)
