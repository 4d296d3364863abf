"""Journals: what a transaction does, written before it and after it.

A journal is a file of lines.  The first is JSON and whole before anything else happens: the old and
new bytes of each file with their hashes, modes and owners.  Each further line is a stage the
transaction reached.  A last line without its end was never written.

Journals hold passwords: they are of mode 0600 in a folder of mode 0700, and a later transaction
removes them when they are `LIFETIME_DAYS` old.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from xmailaudit.messages import _, say

from .disk.tree import PRIVATE_FILE, Looks, Owner
from .entry import Entry, Made, hash_of
from .errors import JournalError

if TYPE_CHECKING:
    from collections.abc import Mapping

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

_FORMAT = "xmailaudit-journal"
_VERSION = 1
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


class Header(NamedTuple):
    """What a transaction is to do.

    `folder` is the MailRoot's path, its bytes as latin-1; `undoes` the transaction it takes back.
    """

    id: str
    when: int
    folder: str
    label: tuple[str, ...]
    entries: tuple[Entry, ...]
    made: tuple[Made, ...] = ()
    dropped: tuple[Made, ...] = ()
    undoes: str | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """What it changes, by path."""
        return tuple(entry.path for entry in self.entries)


class Journal(NamedTuple):
    """A transaction and how far it got; `left` are files that were left as somebody made them."""

    header: Header
    stage: Stage
    left: tuple[str, ...] = ()


def begin(tree: Tree, header: Header) -> None:
    """Write a journal.  Raises OSError."""
    line = json.dumps(_header_document(header), separators=(",", ":")).encode() + b"\n"
    tree.create(header.id + SUFFIX, line, Looks(PRIVATE_FILE))
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
        header = _header(json.loads(first))
        stage, left = Stage.BEGUN, ()
        for document in _documents(rest):
            stage, left = Stage(document["stage"]), tuple(document.get("left", ()))
    except _OtherVersionError:
        raise JournalError(say(_OTHER_VERSION, id=identifier)) from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise JournalError(say(_BROKEN, id=identifier)) from None
    return Journal(header, stage, left)


def stage_of(tree: Tree, identifier: str) -> Stage | None:
    """How far a transaction got; None for a journal that has no whole first line.

    Its first line, which may be long, is not looked at.  Raises JournalError and OSError.
    """
    _first, newline, rest = tree.read(identifier + SUFFIX).partition(b"\n")
    try:
        stages = [Stage(document["stage"]) for document in _documents(rest)]
    except (ValueError, LookupError, TypeError):
        raise JournalError(say(_BROKEN, id=identifier)) from None
    return [Stage.BEGUN, *stages][-1] if newline else None


def identifiers(tree: Tree) -> list[str]:
    """The transactions that have a journal, the oldest first.  Raises OSError."""
    names = (name for name in tree.names("") if name.endswith(SUFFIX))
    return sorted(name.removesuffix(SUFFIX) for name in names)


class _OtherVersionError(Exception):
    """The journal is of another version."""


def _documents(lines: bytes) -> list[dict[str, Any]]:
    """The stages; what was not written to its end is none."""
    documents = []
    for line in lines.split(b"\n")[:-1]:
        try:
            documents.append(json.loads(line))
        except ValueError:
            continue
    return documents


# ------------------------------------------------------------ as JSON


def _header_document(header: Header) -> dict[str, object]:
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "id": header.id,
        "when": header.when,
        "folder": header.folder,
        "label": header.label,
        "undoes": header.undoes,
        "entries": [_entry_document(entry) for entry in header.entries],
        "made": header.made,
        "dropped": header.dropped,
    }


def _entry_document(entry: Entry) -> dict[str, object]:
    return {
        **entry._asdict(),
        "old": _text(entry.old),
        "new": _text(entry.new),
        "old_hash": hash_of(entry.old),
        "new_hash": hash_of(entry.new),
    }


def _header(document: Mapping[str, Any]) -> Header:
    if document["format"] == _FORMAT and document["version"] != _VERSION:
        raise _OtherVersionError
    return Header(
        document["id"],
        document["when"],
        document["folder"],
        tuple(document["label"]),
        tuple(map(_entry, document["entries"])),
        tuple(map(_made, document["made"])),
        tuple(map(_made, document["dropped"])),
        document["undoes"],
    )


def _entry(document: Mapping[str, Any]) -> Entry:
    known = {name: document[name] for name in Entry._fields}
    known["owner"] = _owner(known["owner"])
    for name in ("old", "new"):
        known[name] = data = _data(document[name])
        if hash_of(data) != document[f"{name}_hash"]:
            raise ValueError
    return Entry(**known)


def _made(fields: list[Any]) -> Made:
    path, mode, owner = fields
    return Made(path, mode, _owner(owner))


def _owner(fields: list[int] | None) -> Owner | None:
    return None if fields is None else Owner(*fields)


def _text(data: bytes | None) -> str | None:
    return None if data is None else b64encode(data).decode()


def _data(text: str | None) -> bytes | None:
    return None if text is None else b64decode(text)
