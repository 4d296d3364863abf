"""Where command files are, and what an account's two mailproc.tab come to together.

XMail facts: mailproc, section 1; address-resolution, section 6.  For a user the file of the domain
and that of the account are run as one: byte behind byte, so that a file of the domain without a
final newline loses its last line to the account's first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.source import Absent, FileKind, Unseen
from xmailaudit.policy.accounts import AccountKind, every_account
from xmailaudit.policy.relay import CUSTOM_DOMAINS
from xmailaudit.tables.commands import CUSTOM, MAILPROC, CommandRow
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.domains import DOMAINS
from xmailaudit.tables.reading import read_chunks

from .commands import Command, Where, read_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.source import Entry
    from xmailaudit.policy.accounts import Account
    from xmailaudit.tables.table import Table

__all__ = [
    "COMMAND_ALIASES",
    "CommandFile",
    "account_commands",
    "alias_files",
    "command_file",
    "commands_of",
    "custom_files",
    "domain_processing",
    "is_of_domain",
    "processing_files",
]

COMMAND_ALIASES = "cmdaliases"
_PROCESSING = "mailproc.tab"
_COMMENT = 0x23
#: The slashes in the path of a domain's file.
_OF_A_DOMAIN = 2
_PLACES = {COMMAND_ALIASES: Where.COMMAND_ALIAS, CUSTOM_DOMAINS: Where.CUSTOM_DOMAIN}


class CommandFile(NamedTuple):
    """A file that holds commands, and the place it has."""

    file: str
    where: Where

    @property
    def table(self) -> Table[CommandRow]:
        """How XMail reads it."""
        return MAILPROC if self.where is Where.MAILPROC else CUSTOM


def command_file(file: str) -> CommandFile:
    """A file that is known to hold commands, with the place that its path gives it."""
    folder = file.partition("/")[0]
    return CommandFile(file, _PLACES.get(folder, Where.MAILPROC))


def commands_of(root: MailRoot, file: CommandFile) -> tuple[Command, ...]:
    """The lines of one file by itself.  Raises UnseenFileError."""
    return read_commands(root.stream(file.table, file.file), file.where)


# ------------------------------------------------------------ accounts


def domain_processing(domain: str) -> str:
    """The mailproc.tab that is run for all users of a domain."""
    return f"domains/{ascii_lower(domain)}/{_PROCESSING}"


def is_of_domain(file: str) -> bool:
    """Whether a mailproc.tab is a domain's."""
    return file.count("/") == _OF_A_DOMAIN


def account_files(account: Account) -> tuple[str, ...]:
    """The two files of a user, the domain's first; none for a list.  They need not exist."""
    if account.kind is not AccountKind.USER or account.folder is None:
        return ()
    return domain_processing(account.row.domain), f"{account.folder}/{_PROCESSING}"


def account_commands(root: MailRoot, account: Account) -> tuple[Command, ...] | None:
    """What is run for a user's mail; None without any file, when mail goes to the mailbox.

    Raises UnseenFileError.
    """
    files = [file for file in account_files(account) if root.exists(file)]
    if not files:
        return None
    return read_commands(_joined(root, files), Where.MAILPROC)


def _joined(root: MailRoot, files: list[str]) -> Iterator[CommandRow]:
    """The rows of files that are one behind the other; a line of two has the first one's place."""
    first, *others = files
    data = root.data(first)
    if not others or not data or data.endswith(b"\n"):
        for file in files:
            yield from root.stream(MAILPROC, file)
        return
    (second,) = others
    head, line_end, rest = root.data(second).partition(b"\n")
    whole = data + head + line_end
    yield from MAILPROC.read(first, whole)
    for chunk in read_chunks(rest, MAILPROC.limit):
        if chunk.raw and chunk.raw[0] != _COMMENT:
            row = CommandRow(second, chunk._replace(line=chunk.line + 1))
            if row.fields:
                yield row


# ------------------------------------------------------------ all files


def processing_files(root: MailRoot) -> Iterator[CommandFile]:
    """The mailproc.tab of every handled domain, and of every user.  Raises UnseenFileError.

    Lists have none: XMail does not look for it when a list gets mail.
    """
    for row in root.rows(DOMAINS, "domains.tab"):
        yield CommandFile(domain_processing(row.domain), Where.MAILPROC)
    for account in every_account(root):
        for file in account_files(account)[1:]:
            yield CommandFile(file, Where.MAILPROC)


def alias_files(root: MailRoot) -> Iterator[CommandFile]:
    """The files of `cmdaliases/`; XMail looks for names in lower case only.

    Raises UnseenFileError.
    """
    for folder in entries(root, COMMAND_ALIASES):
        below = f"{COMMAND_ALIASES}/{folder.name}"
        if folder.kind is FileKind.FOLDER and folder.name == ascii_lower(folder.name):
            for entry in entries(root, below):
                if is_table(entry) and entry.name == ascii_lower(entry.name):
                    yield CommandFile(f"{below}/{entry.name}", Where.COMMAND_ALIAS)


def custom_files(root: MailRoot) -> Iterator[CommandFile]:
    """The files of `custdomains/` that decide for some domain.  Raises UnseenFileError."""
    from xmailaudit.policy.custom_domains import custom_domains

    if any(map(is_table, entries(root, CUSTOM_DOMAINS))):
        for custom in custom_domains(root):
            yield CommandFile(custom.file, Where.CUSTOM_DOMAIN)


def entries(root: MailRoot, folder: str) -> tuple[Entry, ...]:
    """What a folder holds; nothing where it does not exist.  Raises UnseenFileError."""
    found = root.source.entries(folder)
    if isinstance(found, Unseen):
        raise UnseenFileError(folder, found.reason)
    return () if isinstance(found, Absent) else found


def is_table(entry: Entry) -> bool:
    """Whether an entry is a file that XMail would read."""
    return entry.kind is FileKind.FILE and entry.name.endswith(".tab")
