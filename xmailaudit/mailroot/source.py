"""What a source of a configuration must offer.

Paths are relative to the MailRoot, with `/`, and hold the bytes of the names as latin-1 (as every
text of a table does).  A source never follows a link or a `..` out of the MailRoot.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from xmailaudit.messages import Message

__all__ = [
    "ABSENT",
    "Absent",
    "Content",
    "Entry",
    "FileKind",
    "Metadata",
    "Source",
    "TargetKind",
    "Unseen",
]


class Absent(Enum):
    """The file does not exist (a folder of that name counts as absent too, as for XMail)."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


class Unseen(NamedTuple):
    """The file may exist, yet its bytes cannot be had."""

    reason: Message


Content = bytes | Absent | Unseen


class TargetKind(Enum):
    """Where a configuration comes from; the values stand in reports."""

    DIRECTORY = "directory"
    ARCHIVE = "archive"
    CONTROL = "control"
    XMAILCFG = "xmailcfg"


class FileKind(Enum):
    """What a directory entry is; a link is what it leads to, unless it leads outside."""

    FILE = "file"
    FOLDER = "folder"
    OTHER = "other"


class Entry(NamedTuple):
    """One name in a folder."""

    name: str
    kind: FileKind


class Metadata(NamedTuple):
    """What a source knows about a file besides its bytes; None for what it does not know."""

    kind: FileKind
    size: int | None = None
    mode: int | None = None
    owner: int | None = None
    modified: float | None = None
    link: bool = False


class Source(Protocol):
    """A place a configuration is read from.  No method raises for what the place holds."""

    @property
    def kind(self) -> TargetKind:
        """What sort of place it is."""

    @property
    def location(self) -> str:
        """How the place is named to people."""

    def read(self, path: str, /) -> Content:
        """The bytes of a file."""

    def entries(self, folder: str, /) -> tuple[Entry, ...] | Absent | Unseen:
        """The names in a folder ("" is the MailRoot itself), sorted."""

    def metadata(self, path: str, /) -> Metadata | Absent | Unseen:
        """Size, mode, owner and time of a file or folder, as far as the source knows them."""

    def shows_all(self, file: str, /) -> bool:
        """Whether what the source does not show of `file` is certainly not there."""
