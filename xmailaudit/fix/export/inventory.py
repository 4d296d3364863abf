"""Which files of a MailRoot are its configuration, and which folders it needs; no mail, no logs.

Walked through any source; a link out of the MailRoot is not followed by any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.gathered import NOT_WALKED
from xmailaudit.mailroot.source import Absent, FileKind, Unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.source import Entry, Source

__all__ = ["Inventory", "inventory"]

#: Files at the top that are no tables.
_TOP = frozenset(("dnsroots", "server.cert", "server.key", "certs.pem"))
#: How the names end that may tell how XMail is started.
_START = (".service", ".reg")
#: Folders all of whose files count.
_WHOLE = ("filters/", "certs/")
#: A table, and a POP3 link that is switched off.
_ANYWHERE = (".tab", ".disabled")
_MAIL = frozenset(("maildir", "mailbox"))
_NOT_WALKED = NOT_WALKED | {"logs"}


class Inventory(NamedTuple):
    """The paths of files and folders, outer folders first; a file may yet be unreadable."""

    files: tuple[str, ...]
    folders: tuple[str, ...]


def inventory(source: Source) -> Inventory:
    """The configuration that a source holds."""
    files: list[str] = []
    folders: list[str] = []
    for path, kind in _walk(source, ""):
        if kind is FileKind.FOLDER:
            folders.append(path)
        elif kind is FileKind.FILE and _counts(path):
            files.append(path)
    return Inventory(tuple(files), tuple(folders))


def _walk(source: Source, folder: str) -> Iterator[tuple[str, FileKind]]:
    for name, kind in _entries(source, folder):
        path = f"{folder}/{name}" if folder else name
        yield path, kind
        if kind is FileKind.FOLDER:
            if name.lower() in _MAIL or path in _NOT_WALKED:
                yield from _inner_folders(source, path)
            else:
                yield from _walk(source, path)


def _inner_folders(source: Source, folder: str) -> Iterator[tuple[str, FileKind]]:
    """The folders right in a folder whose files are nobody's configuration."""
    if folder in _NOT_WALKED - {"dnscache"}:
        return
    for name, kind in _entries(source, folder):
        if kind is FileKind.FOLDER:
            yield f"{folder}/{name}", kind


def _entries(source: Source, folder: str) -> tuple[Entry, ...]:
    listing = source.entries(folder)
    return () if isinstance(listing, (Absent, Unseen)) else listing


def _counts(path: str) -> bool:
    lowered = path.lower()
    if lowered.endswith(_ANYWHERE) or lowered.startswith(_WHOLE):
        return True
    if "/" in path:
        return False
    return lowered in _TOP or lowered.startswith("xmail.") or lowered.endswith(_START)
