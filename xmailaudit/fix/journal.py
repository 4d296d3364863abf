"""Journals: what a transaction does, written before it and after it.

A journal is a file of lines.  The first is JSON and whole before anything else happens: the old and
new bytes of each file with their hashes, modes and owners.  Each further line is a stage the
transaction reached.  A last line without its end was never written.

Journals hold passwords: they are of mode 0600 in a folder of mode 0700, and a later transaction
removes them when they are `LIFETIME_DAYS` old.
"""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from xmailaudit.messages import _, say

from .disk.tree import PRIVATE_FILE, Looks
from .errors import JournalError
from .header import Header, OtherVersionError, header_of, line_of

if TYPE_CHECKING:
    from .disk.tree import Tree

__all__ = [
    "LIFETIME_DAYS",
    "SUFFIX",
    "Header",
    "Journal",
    "Stage",
    "add",
    "begin",
    "identifiers",
    "read",
    "stage_of",
]

LIFETIME_DAYS = 90
SUFFIX = ".journal"

#: What reading bytes that we did not write may raise.
_DAMAGED = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
_BROKEN = _("the journal {id} is broken; `xmailaudit history --forget {id}` removes it")
_OTHER_VERSION = _("the journal {id} is of another version of xmailaudit; use that one")


class Stage(Enum):
    """How far a transaction got.

    Until `PREPARED` no file of the MailRoot has changed, and it is taken back; from then on it is
    carried out.  `UNDOING` tells that something failed and what was done is being taken back.
    """

    BEGUN = "begun"
    PREPARED = "prepared"
    UNDOING = "undoing"
    DONE = "done"
    ROLLED_BACK = "rolled back"
    UNDONE = "undone"

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return self in (Stage.DONE, Stage.ROLLED_BACK, Stage.UNDONE)


class Journal(NamedTuple):
    """A transaction and how far it got; `left` are files that were left as somebody made them."""

    header: Header
    stage: Stage
    left: tuple[str, ...] = ()


def begin(tree: Tree, header: Header) -> None:
    """Write a journal.  Raises OSError."""
    tree.create(header.id + SUFFIX, line_of(header), Looks(PRIVATE_FILE))
    tree.sync("")


def add(tree: Tree, identifier: str, stage: Stage, left: tuple[str, ...] = ()) -> None:
    """Note a stage.  Raises OSError."""
    document = {"stage": stage.value, **({"left": left} if left else {})}
    # The line's start ends one that was not written to its end.
    tree.append(identifier + SUFFIX, b"\n" + json.dumps(document).encode() + b"\n")


def read(tree: Tree, identifier: str) -> Journal | None:
    """A journal; None for one that was not written to its end.  Raises JournalError and OSError."""
    first, newline, rest = tree.read(identifier + SUFFIX).partition(b"\n")
    if not newline:
        return None
    try:
        header = header_of(first, identifier)
        stage, left = Stage.BEGUN, ()
        for document in _documents(rest):
            stage, left = Stage(document["stage"]), tuple(document.get("left", ()))
    except OtherVersionError:
        raise JournalError(say(_OTHER_VERSION, id=identifier)) from None
    except _DAMAGED:
        raise JournalError(say(_BROKEN, id=identifier)) from None
    return Journal(header, stage, left)


def stage_of(tree: Tree, identifier: str) -> Stage | None:
    """How far a transaction got; None for a journal that has no whole first line.

    Its first line, which may be long, is not looked at.  Raises JournalError and OSError.
    """
    _first, newline, rest = tree.read(identifier + SUFFIX).partition(b"\n")
    try:
        stages = [Stage(document["stage"]) for document in _documents(rest)]
    except _DAMAGED:
        raise JournalError(say(_BROKEN, id=identifier)) from None
    return [Stage.BEGUN, *stages][-1] if newline else None


def identifiers(tree: Tree) -> list[str]:
    """The transactions that have a journal, the oldest first.  Raises OSError."""
    names = (name for name in tree.names("") if name.endswith(SUFFIX))
    return sorted(name.removesuffix(SUFFIX) for name in names)


def _documents(lines: bytes) -> list[dict[str, Any]]:
    """The stages; a line that was not written to its end is none."""
    documents = []
    for line in lines.split(b"\n")[:-1]:
        try:
            documents.append(json.loads(line))
        except (ValueError, RecursionError):
            continue
    return documents
