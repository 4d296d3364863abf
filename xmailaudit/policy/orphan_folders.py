"""Folders with mail or tables of an account, and no account (XMail facts: mailbox 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.source import Absent, FileKind, Unseen
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.mailusers import MAIL_USERS

from .accounts import MAIL_USERS_FILE, folder_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot

__all__ = ["orphan_folders"]

_TOP = "domains"
#: What XMail puts into the directory of an account, in lower case.
_OF_AN_ACCOUNT = frozenset({"maildir", "mailbox", "user.tab", "mlusers.tab", ".ipconn"})


def orphan_folders(root: MailRoot) -> Iterator[str]:
    """The paths of such folders, sorted.  Raises UnseenFileError for what cannot be listed.

    A row that is no usable account keeps its folder from being one; so does one in another case.
    """
    known = _known(root)
    for domain in _folders_in(root, _TOP):
        for path in _folders_in(root, domain):
            if ascii_lower(path) not in known and _is_an_accounts(root, path):
                yield path


def _known(root: MailRoot) -> set[str]:
    """The directories of all rows, with the folders on the way to each, in lower case."""
    known: set[str] = set()
    for row in root.stream(MAIL_USERS, MAIL_USERS_FILE):
        by_name = f"{_TOP}/{row.domain}/{row.name}"  # Of a row with fields too few.
        path = ascii_lower((folder_of(row) if row.complete else by_name) or "")
        while path and path not in known:
            known.add(path)
            path = path.rpartition("/")[0]
    return known


def _folders_in(root: MailRoot, folder: str) -> Iterator[str]:
    entries = root.source.entries(folder)
    if isinstance(entries, Unseen):
        raise UnseenFileError(folder, entries.reason)
    for entry in () if isinstance(entries, Absent) else entries:
        # Deliveries are put together in .tmp.
        if entry.kind is FileKind.FOLDER and not entry.name.startswith("."):
            yield f"{folder}/{entry.name}"


def _is_an_accounts(root: MailRoot, path: str) -> bool:
    entries = root.source.entries(path)
    if isinstance(entries, Unseen):
        raise UnseenFileError(path, entries.reason)
    names = () if isinstance(entries, Absent) else (one.name for one in entries)
    return any(ascii_lower(name) in _OF_AN_ACCOUNT for name in names)
