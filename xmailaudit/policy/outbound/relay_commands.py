"""The `smtprelay` lines of all command files that mail can reach.

XMail facts: mailproc, sections 1 and 2; address-resolution, section 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.source import Absent, FileKind, Unseen
from xmailaudit.policy.accounts import AccountKind, every_account
from xmailaudit.policy.custom_domains import custom_domains
from xmailaudit.policy.relay import CUSTOM_DOMAINS
from xmailaudit.tables.commands import CUSTOM, MAILPROC, CommandRow
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.domains import DOMAINS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.source import Entry
    from xmailaudit.tables.table import Table

__all__ = ["RelayCommands", "relay_commands"]

_ALIASES = "cmdaliases"
_PROCESSING = "mailproc.tab"
#: The command and its hosts.
_FIELDS = 2


class RelayCommands(NamedTuple):
    """The lines that name hosts; `gap` is a file or folder that could not be seen."""

    rows: tuple[CommandRow, ...]
    gap: UnseenFileError | None


def relay_commands(root: MailRoot) -> RelayCommands:
    """Every `smtprelay` line with its hosts."""
    rows: list[CommandRow] = []
    gaps: list[UnseenFileError] = []
    for files in (_of_domains, _of_accounts, _of_aliases, _of_custom_domains):
        try:
            for table, file in files(root):
                _read(root, table, file, rows, gaps)
        except UnseenFileError as error:
            gaps.append(error)
    return RelayCommands(tuple(rows), next(iter(gaps), None))


def _read(
    root: MailRoot,
    table: Table[CommandRow],
    file: str,
    rows: list[CommandRow],
    gaps: list[UnseenFileError],
) -> None:
    """One file's lines; one that cannot be seen keeps nobody from the next."""
    try:
        rows += (row for row in root.stream(table, file) if _names_hosts(row))
    except UnseenFileError as error:
        gaps.append(error)


def _names_hosts(row: CommandRow) -> bool:
    return ascii_lower(row.command) == "smtprelay" and len(row.fields) >= _FIELDS


def _of_domains(root: MailRoot) -> Iterator[tuple[Table[CommandRow], str]]:
    for row in root.rows(DOMAINS, "domains.tab"):
        yield MAILPROC, f"domains/{ascii_lower(row.domain)}/{_PROCESSING}"


def _of_accounts(root: MailRoot) -> Iterator[tuple[Table[CommandRow], str]]:
    """Only users have one: XMail does not look for it when a list gets mail."""
    for account in every_account(root):
        if account.kind is AccountKind.USER and account.folder is not None:
            yield MAILPROC, f"{account.folder}/{_PROCESSING}"


def _of_aliases(root: MailRoot) -> Iterator[tuple[Table[CommandRow], str]]:
    """XMail looks for names in lower case only."""
    for folder in _entries(root, _ALIASES):
        below = f"{_ALIASES}/{folder.name}"
        if folder.kind is FileKind.FOLDER and folder.name == ascii_lower(folder.name):
            for entry in _entries(root, below):
                if _is_table(entry) and entry.name == ascii_lower(entry.name):
                    yield CUSTOM, f"{below}/{entry.name}"


def _of_custom_domains(root: MailRoot) -> Iterator[tuple[Table[CommandRow], str]]:
    if any(map(_is_table, _entries(root, CUSTOM_DOMAINS))):
        yield from ((CUSTOM, custom.file) for custom in custom_domains(root))


def _entries(root: MailRoot, folder: str) -> tuple[Entry, ...]:
    entries = root.source.entries(folder)
    if isinstance(entries, Unseen):
        raise UnseenFileError(folder, entries.reason)
    return () if isinstance(entries, Absent) else entries


def _is_table(entry: Entry) -> bool:
    return entry.kind is FileKind.FILE and entry.name.endswith(".tab")
