"""What becomes of one file: the bytes it has and those it is to have.

A plan is a row of changes; previews, exports and transactions all work on them.  An indexed table
does not change alone: its index would still point at the old rows, so it goes in the same breath
and XMail builds a new one when it starts (XMail facts: reload, section 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.tables.index_file import INDEXES

from .errors import UnseenFileError
from .source import Absent, Metadata, Unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .source import Source

__all__ = ["Change", "content_of", "with_indexes"]


class Change(NamedTuple):
    """The file `path` is to hold `new` instead of `old`; None where there is no such file.

    `old_mode` and `new_mode` are permission bits: what is known of the file, and what it is to have
    where that is to change (or the file is new); None leaves them as they are.  A change of the
    mode alone, be it a file's or a folder's, needs neither `old` nor `new`.
    """

    path: str
    old: bytes | None
    new: bytes | None
    old_mode: int | None = None
    new_mode: int | None = None

    @property
    def changes_bytes(self) -> bool:
        """Whether more than the mode is to change."""
        return self.old != self.new

    def __repr__(self) -> str:  # without its bytes: passwords may be among them
        return f"Change({self.path!r})"


def with_indexes(source: Source, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes, and with each indexed table the deletion of its index where there is one.

    Raises UnseenFileError for an index that cannot be read.
    """
    wanted = tuple(changes)
    named = {change.path for change in wanted}
    return (*wanted, *_index_changes(source, wanted, named))


def _index_changes(source: Source, changes: Iterable[Change], named: set[str]) -> Iterator[Change]:
    for change in changes:
        kind = INDEXES.get(change.path)
        if kind is None or kind.file in named or not change.changes_bytes:
            continue
        content = content_of(source, kind.file)
        if content is not None:
            known = source.metadata(kind.file)
            mode = known.mode if isinstance(known, Metadata) else None
            yield Change(kind.file, content, None, mode)


def content_of(source: Source, path: str) -> bytes | None:
    """The bytes of a file, None where there is none.  Raises UnseenFileError."""
    content = source.read(path)
    if isinstance(content, Unseen):
        raise UnseenFileError(path, content.reason)
    return None if isinstance(content, Absent) else content
