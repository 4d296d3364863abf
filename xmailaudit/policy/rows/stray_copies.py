"""Copies that somebody left in a MailRoot: of passwords, and such as XMail takes for live.

XMail opens its tables by name (XMail facts: passwords, section 2; address-resolution, section 6),
so a copy is dead for it, but for one in `cmdaliases/`: there each file that ends in `.tab` takes
the mail of the address it is called after.  Folders of tables are looked through, none of mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.source import Absent, FileKind, Unseen
from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.policy.mail_address import valid_address
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.files import table_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.row import Row
    from xmailaudit.tables.table import Table

__all__ = ["LiveCopy", "SecretCopy", "TooManyFoldersError", "live_copies", "secret_copies"]

MOST_FOLDERS: Final = 10_000

_KEY: Final = "server.key"
_TABLES: Final = ("mailusers.tab", "ctrlaccounts.tab", "smtpauth.tab", "pop3links.tab")
_LOGINS: Final = "userauth/smtp"
_ALIASES: Final = "cmdaliases"
#: Folders with folders of tables in them.
_NESTED: Final = ("domains", "userauth", _ALIASES)
#: Folders of XMail that hold no table, or as many files as there is mail.
_WITHOUT_TABLES: Final = frozenset(
    ("spool", "logs", "tmp", "dnscache", "tabindex", "pop3locks", "pop3linklocks", "certs")
)
_COPY_ENDS: Final = ("bak", "old", "org", "orig", "save", "copy", "backup")
_SEPARATORS: Final = (".", "-", "_")
_DATE_DIGITS: Final = (6, 8, 12, 14)


class SecretCopy(NamedTuple):
    """A file with what `original` holds; `original` is a table, or the private key."""

    file: str
    original: str


class LiveCopy(NamedTuple):
    """A file that looks like a copy and takes the mail of an address."""

    file: str
    address: str


class TooManyFoldersError(XMailAuditError):
    """There are more folders than anybody looks through."""

    def __init__(self) -> None:
        super().__init__(
            say(_("only the first {number} folders were looked at"), number=MOST_FOLDERS)
        )


def secret_copies(root: MailRoot) -> Iterator[SecretCopy]:
    """Files beside the tables that hold the like of their passwords.

    Raises, once it has gone through the others, UnseenFileError for what cannot be seen, and
    TooManyFoldersError.
    """
    gap: UnseenFileError | None = None
    for folder, names in _folders(root):
        for name in names:
            path = f"{folder}/{name}" if folder else name
            original = _original(folder, name)
            if original is None or _is_itself(path, original, names):
                continue
            try:
                if _holds(root, path, original):
                    yield SecretCopy(path, original)
            except UnseenFileError as error:
                gap = gap or error
    if gap is not None:
        raise gap


def live_copies(root: MailRoot) -> Iterator[LiveCopy]:
    """Files of `cmdaliases/` that look like copies of others there, and are read as their own.

    Raises as `secret_copies`.
    """
    for folder, names in _folders(root):
        above, _slash, domain = folder.partition("/")
        if above == _ALIASES and domain:
            others = frozenset(names)
            for name in names:
                stem, tab, rest = name.rpartition(".tab")
                address = f"{stem}@{domain}"
                if tab and not rest and _is_copied(stem, others) and valid_address(address):
                    yield LiveCopy(f"{folder}/{name}", address)


# ------------------------------------------------------------ the walk


def _folders(root: MailRoot) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The folders that may hold tables, each with the names of its files."""
    walk = root.remember("folders of tables", lambda: _Walk(root))
    yield from walk.folders
    if walk.gap is not None:
        raise walk.gap


class _Walk:
    """The folders found, and why one was not looked at."""

    def __init__(self, root: MailRoot) -> None:
        self.folders: list[tuple[str, tuple[str, ...]]] = []
        self.gap: XMailAuditError | None = None
        waiting = [""]
        for folder in waiting:
            if len(self.folders) == MOST_FOLDERS:
                self.gap = TooManyFoldersError()
                break
            waiting += self._inner(root, folder)

    def _inner(self, root: MailRoot, folder: str) -> list[str]:
        """Look at a folder; give the ones in it to look at as well."""
        entries = root.source.entries(folder)
        if isinstance(entries, Unseen):
            self.gap = self.gap or UnseenFileError(folder or ".", entries.reason)
            return []
        if isinstance(entries, Absent):
            return []
        names = tuple(entry.name for entry in entries if entry.kind is FileKind.FILE)
        self.folders.append((folder, names))
        inner = [entry.name for entry in entries if entry.kind is FileKind.FOLDER]
        if not folder:
            return [name for name in inner if ascii_lower(name) not in _WITHOUT_TABLES]
        return [f"{folder}/{name}" for name in inner] if ascii_lower(folder) in _NESTED else []


# ------------------------------------------------------------ names


def _original(folder: str, name: str) -> str | None:
    """What a file may be a copy of, by its name."""
    lowered = ascii_lower(name)
    if "server" in lowered and "key" in lowered:
        return _KEY
    for table in _TABLES:
        if table.removesuffix(".tab") in lowered:
            return table
    if ascii_lower(folder) == _LOGINS and not (
        name.endswith(".tab") and not _end_of_copy(name[:-4])
    ):
        return f"{_LOGINS}/*.tab"
    return None


def _is_itself(path: str, original: str, names: tuple[str, ...]) -> bool:
    """Whether a file is the original; in other letters it may be, on Windows, where alone."""
    return path == original or (ascii_lower(path) == original and original not in names)


def _is_copied(stem: str, names: frozenset[str]) -> bool:
    """Whether a name without `.tab` is another one of the folder and an end that copies have."""
    end = _end_of_copy(stem)
    return bool(end) and f"{stem[: -len(end)]}.tab" in names


def _end_of_copy(stem: str) -> str:
    """What was put behind a name to make it that of a copy; empty where nothing was."""
    lowered = ascii_lower(stem)
    if lowered.endswith("~"):
        return "~"
    for separator in _SEPARATORS:
        _start, found, end = lowered.rpartition(separator)
        is_date = end.isdigit() and len(end) in _DATE_DIGITS
        if found and (is_date or end in _COPY_ENDS):
            return separator + end
    return ""


# ------------------------------------------------------------ content


def _holds(root: MailRoot, path: str, original: str) -> bool:
    """Whether a file has in it what makes the original a secret."""
    data = root.source.read(path)
    if isinstance(data, Unseen):
        raise UnseenFileError(path, data.reason)
    if isinstance(data, Absent):
        return False
    if original == _KEY:
        return b"PRIVATE KEY-----" in data
    table: Table[Row] | None = table_of(original)
    lines = () if table is None else table.survey(path, data)
    return any(_has_a_secret(line.row) for line in lines)


def _has_a_secret(row: Row) -> bool:
    """Whether a row, commented out or not, has all its fields, a password among them."""
    return len(row.fields) >= row.secret_minimum and bool(row.hidden)
