"""What a transaction does to one file or folder, with all that it takes to take it back."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.tables.index_file import INDEXES

if TYPE_CHECKING:
    from .disk.tree import Owner

__all__ = ["DRAFT", "INDEX_FILES", "Entry", "Made", "hash_of"]

#: The indexes of tables, by their files.
INDEX_FILES = frozenset(kind.file for kind in INDEXES.values())


#: How the name of a new file begins until it is renamed.
DRAFT = ".xmailaudit-"


class Entry(NamedTuple):
    """The bytes, mode, owner and time a file had, and the bytes and mode it gets.

    None for bytes is no file; a folder has none either, only modes.  Modes and owners are None
    where the system knows none.  `draft` is the name of the new file until it is renamed.
    """

    path: str
    old: bytes | None
    new: bytes | None
    old_mode: int | None = None
    new_mode: int | None = None
    owner: Owner | None = None
    modified: int | None = None
    folder: bool = False
    draft: str = ""

    @property
    def parent(self) -> str:
        """The folder it is in."""
        return self.path.rpartition("/")[0]

    @property
    def draft_path(self) -> str:
        """The path of the draft."""
        return f"{self.parent}/{self.draft}" if self.parent else self.draft

    @property
    def changes_bytes(self) -> bool:
        """Whether more than the mode changes."""
        return self.old != self.new

    @property
    def is_index(self) -> bool:
        """Whether it is the index of a table."""
        return self.path in INDEX_FILES

    def reversed(self) -> Entry:
        """What takes it back."""
        return self._replace(
            old=self.new, new=self.old, old_mode=self.new_mode, new_mode=self.old_mode
        )

    def __repr__(self) -> str:  # without its bytes: passwords may be among them
        return f"Entry({self.path!r})"


class Made(NamedTuple):
    """A folder that a transaction makes, or removes once it is empty."""

    path: str
    mode: int | None
    owner: Owner | None


def hash_of(data: bytes | None) -> str | None:
    """How a journal names bytes."""
    return None if data is None else sha256(data).hexdigest()
