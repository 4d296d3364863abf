"""What a transaction is to do, and the first line of its journal, which says so as JSON.

A journal may have been damaged since it was written, so nothing in it is believed: what is not of
the sort and within the bounds that we write raises ValueError (or LookupError, TypeError).
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .disk.tree import Owner, parts_of
from .entry import DRAFT, Entry, Made, hash_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Header", "OtherVersionError", "header_of", "line_of"]

T = TypeVar("T")

_FORMAT = "xmailaudit-journal"
_VERSION = 1
_MODES, _OWNERS, _MOMENTS = 0o7777, 2**32 - 1, 2**63 - 1


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


class OtherVersionError(Exception):
    """The journal is of another version; never leaves this package."""


# ------------------------------------------------------------ written


def line_of(header: Header) -> bytes:
    """The line, with its end."""
    document = {
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
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def _entry_document(entry: Entry) -> dict[str, object]:
    return {
        **entry._asdict(),
        "old": _text(entry.old),
        "new": _text(entry.new),
        "old_hash": hash_of(entry.old),
        "new_hash": hash_of(entry.new),
    }


def _text(data: bytes | None) -> str | None:
    return None if data is None else b64encode(data).decode()


# ------------------------------------------------------------ read


def header_of(line: bytes, identifier: str) -> Header:
    """What a line says.  Raises OtherVersionError too."""
    document = json.loads(line)
    if document["format"] == _FORMAT and document["version"] != _VERSION:
        raise OtherVersionError
    if document["id"] != identifier:
        raise ValueError
    undoes = document["undoes"]
    return Header(
        identifier,
        _number(document["when"], -_MOMENTS, _MOMENTS),
        _name(document["folder"]),
        tuple(_a(str, name) for name in document["label"]),
        tuple(map(_entry, document["entries"])),
        tuple(map(_made, document["made"])),
        tuple(map(_made, document["dropped"])),
        None if undoes is None else _a(str, undoes),
    )


def _entry(document: Mapping[str, Any]) -> Entry:
    modified, draft = document["modified"], _name(document["draft"])
    if draft and (not draft.startswith(DRAFT) or "/" in draft):
        raise ValueError
    return Entry(
        _path(document["path"]),
        _data(document["old"], document["old_hash"]),
        _data(document["new"], document["new_hash"]),
        _mode(document["old_mode"]),
        _mode(document["new_mode"]),
        _owner(document["owner"]),
        None if modified is None else _number(modified, -_MOMENTS, _MOMENTS),
        _a(bool, document["folder"]),
        draft,
    )


def _made(fields: list[Any]) -> Made:
    path, mode, owner = fields
    return Made(_path(path), _mode(mode), _owner(owner))


def _owner(fields: list[Any] | None) -> Owner | None:
    if fields is None:
        return None
    user, group = fields
    return Owner(_number(user, 0, _OWNERS), _number(group, 0, _OWNERS))


def _mode(value: object) -> int | None:
    return None if value is None else _number(value, 0, _MODES)


def _data(text: object, known: object) -> bytes | None:
    data = None if text is None else b64decode(_a(str, text))
    if hash_of(data) != known:
        raise ValueError
    return data


def _name(value: object) -> str:
    """A name, whose bytes are held as latin-1."""
    name = _a(str, value)
    name.encode("latin-1")
    return name


def _path(value: object) -> str:
    """The path of something in the MailRoot."""
    path = _name(value)
    try:
        parts_of(path)
    except OSError:
        raise ValueError from None
    return path


def _number(value: object, lowest: int, highest: int) -> int:
    number = _a(int, value)
    if not lowest <= number <= highest:
        raise ValueError
    return number


def _a(sort: type[T], value: object) -> T:
    """The value, if it is of just this sort: True is no number."""
    if type(value) is not sort:
        raise TypeError
    return value
