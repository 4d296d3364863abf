"""Rules for tests of the engine that are in no catalogue, and MailRoots that hide files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.roots import mail_root
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import Absent, Content, Metadata, Unseen
from xmailaudit.messages import _, say
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.rule import Rule
from xmailaudit.tables.ipmap import ACCESS_MAP
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from xmailaudit.mailroot.source import Entry, Source, TargetKind
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.ipmap import AccessRow

    Body = Callable[[MailRoot, Given], Iterable[Finding]]

__all__ = ["DENIED", "Hidden", "hidden_root", "map_rows", "rule"]

DENIED = say(_("permission denied"))


def rule(
    identity: str = "ACL900",
    severity: Severity = Severity.MEDIUM,
    body: Callable[[Rule, MailRoot], Iterable[Finding]] | None = None,
) -> Rule:
    """A rule whose check is `body`."""
    made = Rule(
        identity,
        f"made-up-{identity.lower()}",
        severity,
        summary="A rule of a test.",
        message=_("it is so"),
        reads=("*.ipmap.tab",),
        fix=Applicability.REVIEW,
    )

    @made.check
    def check(root: MailRoot, _given: Given) -> Iterator[Finding]:
        yield from body(made, root) if body else [made.finding(Place("server.tab"))]

    return made


def map_rows(root: MailRoot, service: str = "ctrl") -> tuple[AccessRow, ...]:
    """The rows of an access map."""
    return root.rows(ACCESS_MAP, f"{service}.ipmap.tab")


class Hidden:
    """A source in which some files cannot be read, or not even seen to exist."""

    def __init__(self, source: Source, unseen: Iterable[str], *, shows_all: bool = True) -> None:
        self._source = source
        self._unseen = frozenset(unseen)
        self._shows_all = shows_all

    @property
    def kind(self) -> TargetKind:
        """As the source behind it."""
        return self._source.kind

    @property
    def location(self) -> str:
        """As the source behind it."""
        return self._source.location

    def read(self, path: str, /) -> Content:
        """Nothing of a hidden file."""
        return Unseen(DENIED) if path in self._unseen else self._source.read(path)

    def entries(self, folder: str, /) -> tuple[Entry, ...] | Absent | Unseen:
        """The names, unless the folder itself is hidden."""
        return Unseen(DENIED) if folder in self._unseen else self._source.entries(folder)

    def metadata(self, path: str, /) -> Metadata | Absent | Unseen:
        """As the source behind it."""
        return self._source.metadata(path)

    def shows_all(self, _file: str, /) -> bool:
        """Whether what is hidden is there at all."""
        return self._shows_all


def hidden_root(
    files: Mapping[str, str | bytes | None], *unseen: str, shows_all: bool = True
) -> MailRoot:
    """A plain MailRoot in which some files cannot be read."""
    root = mail_root(files)
    return MailRoot(Hidden(root.source, unseen, shows_all=shows_all), root.start_options)
