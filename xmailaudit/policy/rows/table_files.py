"""Every table there is in a MailRoot, for rules that judge tables of any kind.

`shared_tables` are those of the server and its domains; those of an account are `Account.tables`,
which the pass over the accounts shows one by one.  Folders are listed, so that a table that is not
there costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.source import Absent, FileKind, Metadata, Unseen
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.files import TOP_LEVEL_FILES, table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.source import Entry
    from xmailaudit.messages import Message
    from xmailaudit.tables.row import Row
    from xmailaudit.tables.table import Fated, Table

__all__ = ["SharedTables", "TableFile", "shared_tables", "tables_of"]

_OF_AN_ACCOUNT = frozenset({"user.tab", "mlusers.tab", "mailproc.tab", "pop3.ipmap.tab"})
_OF_A_DOMAIN = frozenset({"mailproc.tab", "userdef.tab"})
_FOLDERS = ("custdomains", "filters", "userauth/pop3", "userauth/smtp")


class TableFile(NamedTuple):
    """A table's file, what kind of table it is, and its bytes."""

    file: str
    table: Table[Row]
    data: bytes

    @property
    def lines(self) -> Iterator[Fated[Row]]:
        """Every line with what XMail makes of it."""
        return self.table.survey(self.file, self.data)

    @property
    def rows(self) -> Iterator[Row]:
        """The rows XMail uses."""
        return self.table.read(self.file, self.data)

    @property
    def stands_alone(self) -> bool:
        """Whether there is one such file in a MailRoot, not one for each account or domain."""
        return "/" not in self.file


class SharedTables(NamedTuple):
    """The tables that could be read, and the first thing that could not."""

    seen: tuple[TableFile, ...]
    gap: UnseenFileError | None

    def demand_all(self) -> None:
        """Raises UnseenFileError where something could not be read."""
        if self.gap is not None:
            raise self.gap


def shared_tables(root: MailRoot) -> SharedTables:
    """The tables of the server and of its domains; worked out once."""
    return root.remember("shared tables", lambda: _Reader(root).shared())


def tables_of(root: MailRoot, folder: str) -> tuple[TableFile, ...]:
    """The tables of the account with this directory.  Raises UnseenFileError."""
    reader = _Reader(root)
    found = tuple(reader.tables_in(folder, _OF_AN_ACCOUNT.__contains__))
    SharedTables(found, reader.gap).demand_all()
    return found


class _Reader:
    """Lists folders and reads tables; keeps the first that cannot be seen."""

    def __init__(self, root: MailRoot) -> None:
        self._root = root
        self.gap: UnseenFileError | None = None

    def shared(self) -> SharedTables:
        """All tables that are no account's."""
        return SharedTables(tuple(self._shared()), self.gap)

    def _shared(self) -> Iterator[TableFile]:
        yield from self.tables_in("", TOP_LEVEL_FILES.__contains__)
        for folder in _FOLDERS:
            yield from self.tables_in(folder, _is_table)
        for folder in self._folders_in("cmdaliases"):
            yield from self.tables_in(folder, _is_table)
        for folder in self._folders_in("domains"):
            yield from self.tables_in(folder, _OF_A_DOMAIN.__contains__)

    def tables_in(self, folder: str, wanted: Callable[[str], bool]) -> Iterator[TableFile]:
        """The tables of a folder whose name, in lower case, is wanted.

        Where the copy of a Windows machine has the fixed names in another case, they count.
        """
        for name in filter(wanted, self._names(folder, fixed=wanted is not _is_table)):
            yield from self._table(f"{folder}/{name}" if folder else name)

    def _names(self, folder: str, *, fixed: bool) -> tuple[str, ...]:
        """The names of files; in the top folder all that may be there where it cannot be listed."""
        if not folder and isinstance(self._root.source.entries(folder), Unseen):
            return tuple(TOP_LEVEL_FILES)
        entries = [one for one in self._entries(folder) if one.kind is not FileKind.FOLDER]
        names = (ascii_lower(entry.name) if fixed else entry.name for entry in entries)
        return tuple(dict.fromkeys(names))

    def _folders_in(self, folder: str) -> Iterator[str]:
        for entry in self._entries(folder):
            if entry.kind is FileKind.FOLDER:
                yield f"{folder}/{entry.name}"

    def _entries(self, folder: str) -> tuple[Entry, ...]:
        entries = self._root.source.entries(folder)
        if isinstance(entries, Absent):
            return ()
        if isinstance(entries, Unseen):
            self._miss(folder, entries.reason)
            return ()
        return entries

    def _table(self, file: str) -> Iterator[TableFile]:
        table = table_of(file)
        content = self._root.content(file)
        if isinstance(content, Unseen):
            self._miss(file, content.reason)
        elif table is not None and not isinstance(content, Absent):
            yield TableFile(file, table, content)

    def _miss(self, path: str, reason: Message) -> None:
        """Note what is there but cannot be seen; of what a source is silent about, nothing is."""
        source = self._root.source
        if source.shows_all(path) or isinstance(source.metadata(path), Metadata):
            self.gap = self.gap or UnseenFileError(path, reason)


def _is_table(name: str) -> bool:
    return name.endswith(".tab")
