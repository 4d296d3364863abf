"""Every address that the tables and files name, and what it leads to, as a stream.

XMail facts: address-resolution, sections 3 to 6.  A row that no look-up comes to is listed too: an
administrator looks for it, and its fault says why it does nothing.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.tables.aliasdomain import ALIAS_DOMAINS
from xmailaudit.tables.aliases import ALIASES
from xmailaudit.tables.ctext import ascii_lower, wild_match
from xmailaudit.tables.domains import DOMAINS
from xmailaudit.tables.mailusers import MAIL_USERS

from .accounts import MAIL_USERS_FILE, AccountKind, folder_of, is_usable, kind_of
from .alias_domains import ALIAS_DOMAINS_FILE
from .mail_address import split_address
from .relay import CUSTOM_DOMAINS, custom_domain_files
from .resolution import is_wild
from .routing.command_files import alias_files, command_file, commands_of, custom_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.aliases import AliasRow
    from xmailaudit.tables.mailusers import MailUserRow

    from .routing.command_files import CommandFile

__all__ = ["KINDS_OF_ACCOUNTS", "Idle", "Listed", "ListedKind", "known_addresses"]

_ALIASES_FILE = "aliases.tab"
_DOMAINS_FILE = "domains.tab"


class ListedKind(Enum):
    """What an address is."""

    ACCOUNT = "account"
    LIST = "mailing-list"
    #: A row whose type is neither: it may log in, and delivery treats it as a list.
    OTHER = "other"
    ALIAS = "alias"
    #: A row of aliases.tab with a wild card.
    PATTERN = "pattern"
    COMMAND_ALIAS = "command-alias"
    DOMAIN = "domain"
    ALIAS_DOMAIN = "alias-domain"
    CUSTOM_DOMAIN = "custom-domain"


class Idle(Enum):
    """Why a row or file does nothing."""

    #: An earlier row has the same name, or an account that of an alias.
    HIDDEN = "hidden"
    #: No mail comes to a file of `custdomains/`: its domain is handled, or can be nobody's.
    UNREACHED = "unreached"
    #: It lacks a field, or its password cannot be decoded.
    UNUSABLE = "unusable"
    #: The file cannot be read, so nobody can tell.
    UNSEEN = "unseen"


class Listed(NamedTuple):
    """An address, or a domain without `@`; patterns as they are written.

    `target` is the folder of an account or list, the address or domain that an alias stands for,
    the commands of a file; empty where that cannot be told.  Where it stands is `file` and `line`.
    """

    kind: ListedKind
    address: str
    domain: str
    target: str
    file: str
    line: int | None = None
    idle: Idle | None = None

    @property
    def is_domain(self) -> bool:
        """Whether it is a whole domain."""
        return self.kind in _DOMAIN_KINDS

    @property
    def is_pattern(self) -> bool:
        """Whether it stands for all that a pattern matches."""
        return self.kind is ListedKind.PATTERN or (self.is_domain and is_wild(self.domain))

    def belongs_to(self, domain: str) -> bool:
        """Whether it is in a domain (in lower case), or covers it, or is another name of it."""
        own = ascii_lower(self.domain)
        if own == domain or (is_wild(own) and wild_match(domain, own)):
            return True
        return self.kind is ListedKind.ALIAS_DOMAIN and ascii_lower(self.target) == domain


_DOMAIN_KINDS = (ListedKind.DOMAIN, ListedKind.ALIAS_DOMAIN, ListedKind.CUSTOM_DOMAIN)
#: What the kind of an account makes its address.
KINDS_OF_ACCOUNTS = {
    AccountKind.USER: ListedKind.ACCOUNT,
    AccountKind.LIST: ListedKind.LIST,
    AccountKind.OTHER: ListedKind.OTHER,
}


def known_addresses(root: MailRoot, domain: str | None = None) -> Iterator[Listed]:
    """Accounts, aliases, command aliases, then the domains of all kinds, each in table order.

    With `domain` those that belong to it.  Raises UnseenFileError where a table or a folder cannot
    be read.
    """
    if domain is None:
        return _known(root)
    wanted = ascii_lower(domain)
    return (one for one in _known(root) if one.belongs_to(wanted))


def _known(root: MailRoot) -> Iterator[Listed]:
    taken: set[str] = set()
    yield from _accounts(root, taken)
    yield from _aliases(root, taken)
    yield from _command_aliases(root)
    yield from _domains(root)
    yield from _alias_domains(root)
    yield from _custom_domains(root)


def _accounts(root: MailRoot, taken: set[str]) -> Iterator[Listed]:
    """The rows of mailusers.tab; the names of accounts are taken then."""
    met: set[str] = set()
    domains: dict[str, str] = {}
    for row in root.stream(MAIL_USERS, MAIL_USERS_FILE):
        domain = domains.setdefault(row.domain, row.domain)
        address = f"{row.name}@{domain}"
        key = ascii_lower(address)
        idle = Idle.HIDDEN if key in met else None if is_usable(row) else Idle.UNUSABLE
        met.add(key)
        if idle is None:
            taken.add(key)
        kind = KINDS_OF_ACCOUNTS[kind_of(row)]
        yield Listed(kind, address, domain, _folder(row), row.file, row.line, idle)


def _folder(row: MailUserRow) -> str:
    return folder_of(row) or row.directory


def _aliases(root: MailRoot, taken: set[str]) -> Iterator[Listed]:
    for row in root.stream(ALIASES, _ALIASES_FILE):
        address = f"{row.alias}@{row.domain}"
        key = ascii_lower(address)
        is_pattern = is_wild(row.domain) or is_wild(row.alias)
        idle = Idle.HIDDEN if key in taken else None if row.complete else Idle.UNUSABLE
        taken.add(key)
        kind = ListedKind.PATTERN if is_pattern else ListedKind.ALIAS
        yield Listed(kind, address, row.domain, _target(row), row.file, row.line, idle)


def _target(row: AliasRow) -> str:
    """The whole address of an alias' target, as far as one row tells it."""
    if not row.target or is_wild(row.domain) or split_address(row.target) is not None:
        return row.target
    return f"{row.target}@{row.domain}"


def _command_aliases(root: MailRoot) -> Iterator[Listed]:
    for file in alias_files(root):
        _folder, domain, name = file.file.split("/")
        address = f"{name.removesuffix('.tab')}@{domain}"
        yield _file(root, ListedKind.COMMAND_ALIAS, address, domain, file)


def _domains(root: MailRoot) -> Iterator[Listed]:
    met: set[str] = set()
    for row in root.rows(DOMAINS, _DOMAINS_FILE):
        key = ascii_lower(row.domain)
        idle = Idle.HIDDEN if key in met else None
        met.add(key)
        target = f"domains/{key}"
        kind = ListedKind.DOMAIN
        yield Listed(kind, row.domain, row.domain, target, row.file, row.line, idle)


def _alias_domains(root: MailRoot) -> Iterator[Listed]:
    met: set[str] = set()
    for row in root.rows(ALIAS_DOMAINS, ALIAS_DOMAINS_FILE):
        key = ascii_lower(row.alias)
        idle = Idle.HIDDEN if key in met else None if row.complete else Idle.UNUSABLE
        met.add(key)
        kind = ListedKind.ALIAS_DOMAIN
        yield Listed(kind, row.alias, row.alias, row.domain, row.file, row.line, idle)


def _custom_domains(root: MailRoot) -> Iterator[Listed]:
    deciding = {one.file for one in custom_files(root)}
    files = custom_domain_files(root)
    for path in files:
        name = path.removeprefix(f"{CUSTOM_DOMAINS}/").removesuffix(".tab")
        pattern = f"*{name}" if not name or name.startswith(".") else name
        listed = _file(root, ListedKind.CUSTOM_DOMAIN, pattern, pattern, command_file(path))
        looked_for = ascii_lower(path)
        # With capitals it counts only where the file system takes it for the one XMail looks for.
        is_found = path == looked_for or looked_for not in files
        used = is_found and looked_for in deciding
        yield listed if used else listed._replace(idle=Idle.UNREACHED)


def _file(root: MailRoot, kind: ListedKind, address: str, domain: str, file: CommandFile) -> Listed:
    """A command file, with the words of the commands that run: their arguments may be secret."""
    try:
        running = [one.kind.value for one in commands_of(root, file) if one.runs]
    except UnseenFileError:
        return Listed(kind, address, domain, "", file.file, idle=Idle.UNSEEN)
    return Listed(kind, address, domain, ", ".join(running), file.file)
