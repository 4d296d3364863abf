"""`MailRoot`: the one model of a configuration.

It reads every table once, as XMail reads it, and keeps what is small.  The tables of accounts are
streams (`stream`), everything else a tuple of rows (`rows`).  A file that exists but cannot be read
raises `UnseenFileError`; a missing one has no rows, and `exists` tells the two apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from xmailaudit.tables.ipmap import ACCESS_MAP
from xmailaudit.tables.row import Row
from xmailaudit.tables.server import SERVER
from xmailaudit.tables.table import Fate

from .errors import UnseenFileError
from .settings import SERVER_FILE, Setting, Settings
from .source import ABSENT, Absent, Unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from xmailaudit.messages import Message
    from xmailaudit.tables.edit import Edit
    from xmailaudit.tables.ipmap import AccessRow
    from xmailaudit.tables.table import Fated, Table

    from .change import Change
    from .copied import Copied
    from .overlay import Overlay
    from .source import Content, Source
    from .start_options import StartOptions

__all__ = ["MAPS", "MailRoot"]

R = TypeVar("R", bound=Row)
T = TypeVar("T")

#: The access map of each service.
MAPS = {
    "smtp": "smtp.ipmap.tab",
    "pop3": "pop3.ipmap.tab",
    "ctrl": "ctrl.ipmap.tab",
    "finger": "finger.ipmap.tab",
}


class MailRoot:
    """A configuration, read through a source, with the options its server is started with.

    `copied` is what is known of the text the source was made of, if it was.
    """

    def __init__(
        self, source: Source, start_options: StartOptions, copied: Copied | None = None
    ) -> None:
        self.source = source
        self.start_options = start_options
        self.copied = copied
        self._contents: dict[str, Content] = {}
        self._rows: dict[str, tuple[Row, ...]] = {}
        self._settings: Settings | None = None
        self._remembered: dict[Hashable, object] = {}

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make()` gave when first asked for under `key`: for the views of higher floors."""
        if key not in self._remembered:
            self._remembered[key] = make()
        return cast("T", self._remembered[key])

    def with_edits(self, edits: Iterable[Edit]) -> MailRoot:
        """The configuration as it would be.  Raises EditError and UnseenFileError."""
        from .overlay import Overlay

        return self._over(Overlay(self.source, edits))

    def with_changes(self, changes: Iterable[Change]) -> MailRoot:
        """The configuration with whole files changed."""
        from .overlay import Overlay

        return self._over(Overlay.of(self.source, changes))

    def _over(self, overlay: Overlay) -> MailRoot:
        """The configuration on an overlay of its source.

        What was read of files that do not change is as good there: rows hang on their file alone.
        Views of higher floors may hang on several files, and are made anew.
        """
        copied = self.copied and self.copied.edited(overlay.changed, self.setting_names())
        changed = MailRoot(overlay, self.start_options, copied)
        if copied is None:
            gone = set(overlay.changed)
            changed._contents = {f: c for f, c in self._contents.items() if f not in gone}
            changed._rows = {f: rows for f, rows in self._rows.items() if f not in gone}
        return changed

    def started_with(self, start_options: StartOptions) -> MailRoot:
        """The same configuration under other start options."""
        return MailRoot(self.source, start_options, self.copied)

    def content(self, file: str) -> Content:
        """A file's bytes, `ABSENT`, or why it cannot be seen; read once."""
        if file not in self._contents:
            self._contents[file] = self.source.read(file)
        return self._contents[file]

    @property
    def bytes_read(self) -> int:
        """How many bytes of files are kept so far."""
        return sum(len(found) for found in self._contents.values() if isinstance(found, bytes))

    @property
    def unseen(self) -> tuple[tuple[str, Message], ...]:
        """The files asked for so far whose bytes cannot be had, sorted, each with the reason."""
        asked = sorted(self._contents.items())
        return tuple((file, found.reason) for file, found in asked if isinstance(found, Unseen))

    def exists(self, file: str) -> bool:
        """Whether the file is there.  Raises UnseenFileError where the source cannot tell."""
        content = self.content(file)
        if isinstance(content, Unseen):
            raise UnseenFileError(file, content.reason)
        return content is not ABSENT

    def data(self, file: str) -> bytes:
        """A file's bytes, empty for a missing one.  Raises UnseenFileError."""
        content = self.content(file)
        if isinstance(content, Unseen):
            raise UnseenFileError(file, content.reason)
        return b"" if isinstance(content, Absent) else content

    def rows(self, table: Table[R], file: str) -> tuple[R, ...]:
        """The rows of a table that XMail uses, in file order.  Raises UnseenFileError."""
        known = self._rows.get(file)
        if known is None:
            known = self._rows[file] = tuple(table.read(self._named(file), self.data(file)))
        return cast("tuple[R, ...]", known)

    def stream(self, table: Table[R], file: str) -> Iterator[R]:
        """The same rows one by one, not kept: for the tables of accounts."""
        return table.read(self._named(file), self.data(file))

    def survey(self, table: Table[R], file: str) -> Iterator[Fated[R]]:
        """Every line of a table with what XMail makes of it.  Raises UnseenFileError."""
        return table.survey(self._named(file), self.data(file))

    def _named(self, file: str) -> str:
        """The name that the rows of a file get."""
        return file if self.copied is None else self.copied.named(file)

    def dropped(self, table: Table[R], file: str) -> Iterator[Fated[R]]:
        """The lines XMail drops without a word: neither blank nor a comment, and not used."""
        silent = (Fate.TOO_FEW_FIELDS, Fate.TOO_MANY_FIELDS)
        return (line for line in self.survey(table, file) if line.fate in silent)

    def setting(self, name: str) -> Setting:
        """A setting of server.tab in one of its three states."""
        if self._settings is None:
            self._settings = self._read_settings()
        return self._settings[name]

    def _read_settings(self) -> Settings:
        if isinstance(self.content(SERVER_FILE), Unseen):
            return Settings((), whole=False)
        whole = self.source.shows_all(SERVER_FILE)
        absent = None if self.copied is None else self.copied.absent
        return Settings(self.rows(SERVER, SERVER_FILE), whole=whole, absent=absent)

    def setting_names(self) -> tuple[str, ...]:
        """The names that server.tab sets, in file order, first rows only."""
        self.setting("RootDomain")
        return tuple(self._settings or ())

    def access_map(self, service: str) -> tuple[AccessRow, ...]:
        """The usable rows of a service's access map.  Raises UnseenFileError."""
        return self.rows(ACCESS_MAP, MAPS[service])
