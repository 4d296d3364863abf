"""Accounts and their variables (XMail facts: tab-format, section 4; address-resolution, section 4).

An account is the first row of `mailusers.tab` with its domain and name; it is usable only with six
fields and a password field the decoder takes.  `account_named` looks one up, `every_account`
streams all.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.tables.ctext import ascii_lower, atoi
from xmailaudit.tables.mailusers import MAIL_USERS, MailUserRow
from xmailaudit.tables.mlusers import MEMBERS, MemberRow
from xmailaudit.tables.secret import Secret
from xmailaudit.tables.user import USER
from xmailaudit.tables.xmcrypt import decode

from .access import account_map
from .paths import plain_path
from .rows.table_files import TableFile, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.table import Fated
    from xmailaudit.tables.user import VariableRow

    from .access import AccessMap
    from .facts import Facts

__all__ = [
    "MAIL_USERS_FILE",
    "Account",
    "AccountKind",
    "account_named",
    "account_of",
    "every_account",
    "folder_of",
    "is_usable",
    "kind_of",
    "reached_rows",
]

MAIL_USERS_FILE = "mailusers.tab"


class AccountKind(Enum):
    """What the first letter of a row's type makes of it."""

    USER = "user"
    LIST = "list"
    #: Any other letter: AUTH and RCPT accept it, and delivery treats it as a list.
    OTHER = "other"


_KINDS = {
    "u": AccountKind.USER,
    "U": AccountKind.USER,
    "m": AccountKind.LIST,
    "M": AccountKind.LIST,
}

#: A folder that was not asked for yet; no account's is named so.
_NOT_YET = "not yet/"


class Account:
    """A usable account; its `user.tab` is read when a variable is first asked for."""

    __slots__ = ("_folder", "_tables", "_variables", "password", "root", "row")

    def __init__(self, root: MailRoot, row: MailUserRow, password: Secret) -> None:
        self.root = root
        self._variables: dict[str, str] | None = None
        self._tables: tuple[TableFile, ...] | None = None
        self.row = row
        self.password = password
        self._folder: str | None = _NOT_YET

    @property
    def address(self) -> str:
        """`name@domain` in the case of the table."""
        return f"{self.row.name}@{self.row.domain}"

    @property
    def kind(self) -> AccountKind:
        """User, list, or neither."""
        return kind_of(self.row)

    @property
    def folder(self) -> str | None:
        """The account's directory in the MailRoot; None where its path leads out of it."""
        if self._folder is _NOT_YET:
            self._folder = folder_of(self.row)
        return self._folder

    @property
    def variables(self) -> dict[str, str]:
        """The variables of `user.tab`, the first row of a name; empty without the file.

        Raises UnseenFileError.
        """
        if self._variables is None:
            self._variables = self._read_variables()
        return self._variables

    def _read_variables(self) -> dict[str, str]:
        variables: dict[str, str] = {}
        if self.folder is not None:
            for row in self.root.stream(USER, f"{self.folder}/user.tab"):
                variables.setdefault(row.name, row.value)
        return variables

    @property
    def tables(self) -> tuple[TableFile, ...]:
        """The tables in its directory; none where the path leads out of the MailRoot.

        Raises UnseenFileError.
        """
        if self._tables is None:
            folder = self.folder
            self._tables = () if folder is None else tables_of(self.root, folder)
        return self._tables

    def variable_row(self, name: str) -> VariableRow | None:
        """The row that sets a variable, read again.  Raises UnseenFileError."""
        if self.folder is None:
            return None
        rows = self.root.stream(USER, f"{self.folder}/user.tab")
        return next((row for row in rows if row.name == name), None)

    @property
    def pop3_map(self) -> AccessMap | None:
        """The account's own access map for POP3, if it has one.  Raises UnseenFileError."""
        if self.folder is None or not self.root.exists(f"{self.folder}/pop3.ipmap.tab"):
            return None
        return account_map(self.root, self.folder)

    def member_lines(self) -> Iterator[Fated[MemberRow]]:
        """The lines of a mailing list's `mlusers.tab`, blank ones too; none without the file.

        Raises UnseenFileError.
        """
        if self.folder is not None:
            yield from self.root.survey(MEMBERS, f"{self.folder}/mlusers.tab")

    def integer(self, name: str, default: int) -> int:
        """A variable as `UsrGetUserInfoVarInt` reads it: the empty string is 0."""
        text = self.variables.get(name)
        return default if text is None else atoi(text)


def folder_of(row: MailUserRow) -> str | None:
    """The directory that a row gives; None where its path leads out of the MailRoot."""
    return plain_path(f"domains/{ascii_lower(row.domain)}/{row.directory}")


def kind_of(row: MailUserRow) -> AccountKind:
    """What a row's type makes of it."""
    return _KINDS.get(row.type[:1], AccountKind.OTHER)


def is_usable(row: MailUserRow) -> bool:
    """Whether a row is an account: it has all fields, and its password can be decoded."""
    return row.complete and decode(row.password.reveal()).ok


def account_of(root: MailRoot, row: MailUserRow) -> Account | None:
    """The account a row makes; None where the row is no usable account."""
    decoded = decode(row.password.reveal())
    if not row.complete or not decoded.ok:
        return None
    return Account(root, row, Secret(decoded.text))


def every_account(root: MailRoot) -> Iterator[Account]:
    """All usable accounts that a look-up can reach, in file order.  Raises UnseenFileError."""
    for row in reached_rows(root):
        account = account_of(root, row)
        if account is not None:
            yield account


def reached_rows(root: MailRoot) -> Iterator[MailUserRow]:
    """The first row of each domain and name, usable or not, in file order.

    Raises UnseenFileError.
    """
    seen: set[tuple[str, str]] = set()
    for row in root.stream(MAIL_USERS, MAIL_USERS_FILE):
        key = (ascii_lower(row.domain), ascii_lower(row.name))
        if key not in seen:
            seen.add(key)
            yield row


def account_named(facts: Facts, domain: str, name: str) -> Account | None:
    """The account of exactly this domain and name, in any case of ASCII letters."""
    row = _index(facts.root).get((ascii_lower(domain), ascii_lower(name)))
    if row is None:
        return None
    account = account_of(facts.root, row)
    if account is None:
        facts.step(row, _("the row of {account} is unusable"), account=f"{name}@{domain}")
        return None
    if account.folder is None:
        facts.give_up(
            _("the directory of {account} leads out of the MailRoot"), account=account.address
        )
    return account


def _index(root: MailRoot) -> dict[tuple[str, str], MailUserRow]:
    return root.remember("accounts", lambda: _build_index(root))


def _build_index(root: MailRoot) -> dict[tuple[str, str], MailUserRow]:
    index: dict[tuple[str, str], MailUserRow] = {}
    for row in root.stream(MAIL_USERS, MAIL_USERS_FILE):
        index.setdefault((ascii_lower(row.domain), ascii_lower(row.name)), row)
    return index
