"""Where accounts keep their mail, and whether it is there (XMail facts: mailbox 1; tab-format 4).

The directory of an account is `domains/<domain in lower case>/` and what its row says, unchecked
and in the case it is written in.  Only the folder of a machine shows what is missing: nobody packs
empty folders.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.mailroot.source import Absent, FileKind, Metadata, TargetKind, Unseen
from xmailaudit.tables.ctext import ascii_lower

from .accounts import AccountKind

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .accounts import Account

__all__ = [
    "Folder",
    "FolderFinder",
    "FolderState",
    "domain_folder",
    "mail_folder_names",
    "shows_missing_folders",
]

_TOP = "domains"
_MOST_LISTINGS = 8


class FolderState(Enum):
    """What is the matter with an account's directory."""

    #: It is there, or the source does not show that it is missing.
    FINE = "fine"
    #: It is not below its domain's folder.
    ELSEWHERE = "elsewhere"
    MISSING = "missing"
    #: There is one whose name differs in case only.
    OTHER_CASE = "other case"
    #: It is there, and no mailbox in it.
    NO_MAILBOX = "no mailbox"


class Folder(NamedTuple):
    """An account's directory: its path, its state, and the path there is where case differs."""

    path: str
    state: FolderState
    actual: str | None = None


def domain_folder(account: Account) -> str:
    """The folder of an account's domain."""
    return f"{_TOP}/{ascii_lower(account.row.domain)}"


def shows_missing_folders(root: MailRoot) -> bool:
    """Whether a folder that the source does not show is certainly missing."""
    return root.source.kind is TargetKind.DIRECTORY and collected_of(root.source) is None


def mail_folder_names(root: MailRoot) -> tuple[str, ...]:
    """The names a mailbox may have: as XMail is started, or both where nobody said."""
    maildir = root.start_options.maildir
    return {True: ("Maildir",), False: ("mailbox",), None: ("Maildir", "mailbox")}[maildir]


class FolderFinder:
    """Finds the directories of accounts, one after the other.

    Accounts of one domain follow each other, so a few listings are kept.
    """

    def __init__(self, root: MailRoot) -> None:
        self._source = root.source
        self._mailboxes = mail_folder_names(root)
        self._listings: dict[str, dict[str, str]] = {}

    def find(self, account: Account) -> Folder:
        """The directory of an account.  Raises UnseenFileError."""
        domain = domain_folder(account)
        path = account.folder
        if path is None or not path.startswith(f"{domain}/"):
            return Folder(path or domain, FolderState.ELSEWHERE)
        if not self._is_folder(path):
            actual = self._in_other_case(path)
            state = FolderState.MISSING if actual is None else FolderState.OTHER_CASE
            return Folder(path, state, actual)
        if account.kind is not AccountKind.USER or self._has_mailbox(path):
            return Folder(path, FolderState.FINE)
        alike = (self._in_other_case(f"{path}/{name}") for name in self._mailboxes)
        return Folder(path, FolderState.NO_MAILBOX, next(filter(None, alike), None))

    def _is_folder(self, path: str) -> bool:
        known = self._source.metadata(path)
        if isinstance(known, Unseen):
            raise UnseenFileError(path, known.reason)
        return isinstance(known, Metadata) and known.kind is FileKind.FOLDER

    def _has_mailbox(self, path: str) -> bool:
        """Whether there is one, be it a link to another disk."""
        names = (f"{path}/{name}" for name in self._mailboxes)
        return any(not isinstance(self._source.metadata(name), Absent) for name in names)

    def _in_other_case(self, path: str) -> str | None:
        """The path as it is called, None where there is none in any case."""
        actual = ""
        for part in path.split("/"):
            name = self._names(actual).get(ascii_lower(part))
            if name is None:
                return None
            actual = f"{actual}/{name}" if actual else name
        return actual

    def _names(self, folder: str) -> dict[str, str]:
        known = self._listings.get(folder)
        if known is None:
            entries = self._source.entries(folder)
            found = () if isinstance(entries, (Absent, Unseen)) else entries
            known = {ascii_lower(one.name): one.name for one in found}
            if len(self._listings) >= _MOST_LISTINGS:
                self._listings.clear()
            self._listings[folder] = known
        return known
