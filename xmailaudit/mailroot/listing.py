"""Names in a folder one by one, each with its mode: a folder may hold 100,000 messages.

Nothing is followed: a link is a name of its own, with what it leads to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .source import Absent, FileKind, Metadata, Unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .source import Source

__all__ = ["Link", "Name", "leads_out", "names_in"]


class Link(NamedTuple):
    """A symbolic link: the text in it, and whether it leads out of the MailRoot."""

    target: str
    leaves: bool


class Name(NamedTuple):
    """One name in a folder, by its path; `link` is given for one that is a symbolic link."""

    path: str
    kind: FileKind
    mode: int | None = None
    link: Link | None = None


def names_in(source: Source, folder: str) -> Iterator[Name] | Absent | Unseen:
    """The names in a folder, in no order.  The iterator raises UnseenFileError."""
    own = getattr(source, "names", None)
    found: Iterator[Name] | Absent | Unseen
    if own is not None:
        found = own(folder)
        return found
    entries = source.entries(folder)
    if isinstance(entries, (Absent, Unseen)):
        return entries
    above = f"{folder}/" if folder else ""
    return (_name(source, above + entry.name, entry.kind) for entry in entries)


def _name(source: Source, path: str, kind: FileKind) -> Name:
    look_up = getattr(source, "link", None)
    link: Link | None = None if look_up is None else look_up(path)
    if link is not None:
        return Name(path, FileKind.OTHER, None, link)
    known = source.metadata(path)
    return Name(path, kind, known.mode if isinstance(known, Metadata) else None)


def leads_out(path: str, target: str, mail_root: str | None) -> bool:
    """Whether a link leads out of the MailRoot, told by its text alone.

    `mail_root` is the MailRoot's own path, which an absolute target must lie in.
    """
    if target.startswith("/"):
        return mail_root is None or not f"{target}/".startswith(f"{mail_root.rstrip('/')}/")
    depth = path.count("/")
    for part in target.split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0:
            return True
    return False
