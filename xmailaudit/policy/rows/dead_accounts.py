"""Rows of `mailusers.tab` that are no accounts, and what they hide.

The first row of a domain and name is the account's, whatever is wrong with it; with fewer than six
fields, or a password that does not decode, there is no such account (XMail facts: tab-format 4;
passwords 1).  A broken row behind a whole one is merely dead, and not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.accounts import MAIL_USERS_FILE
from xmailaudit.policy.passwords import is_broken
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.files import table_of
from xmailaudit.tables.mailusers import ACCOUNT_FIELDS, MailUserRow
from xmailaudit.tables.secret import Secret
from xmailaudit.tables.table import Fate
from xmailaudit.tables.xmcrypt import decode

from .ignored import Cause, Ignored, names_nobody
from .ignored_rows import too_few, whole_lines
from .lookalikes import misleading
from .table_files import TableFile

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

__all__ = ["DeadAccount", "dead_accounts"]


class DeadAccount(NamedTuple):
    """Broken rows, several only where they stand before the same whole row, which is `hidden`."""

    rows: tuple[Ignored, ...]
    hidden: MailUserRow | None = None

    @property
    def first(self) -> Ignored:
        """What is wrong with the row that a look-up finds."""
        return self.rows[0]


def dead_accounts(root: MailRoot) -> tuple[DeadAccount, ...]:
    """All of them, in the order of their first rows.  Raises UnseenFileError."""
    kind = table_of(MAIL_USERS_FILE)
    if kind is None or not root.exists(MAIL_USERS_FILE):
        return ()
    table = TableFile(MAIL_USERS_FILE, kind, root.data(MAIL_USERS_FILE))
    finder = _Finder(table)
    for line in whole_lines(table):
        row = line.row
        if isinstance(row, MailUserRow) and row not in finder.spoilt:
            finder.take(row, is_found=line.fate is Fate.USED)
    return tuple(finder.result())


class _Finder:
    """Takes the rows in their order."""

    def __init__(self, table: TableFile) -> None:
        self._table = table
        #: Of a row with a character that misleads TAB012 speaks.
        self.spoilt = frozenset(one.row for one in misleading(table))
        self._whole: set[tuple[str, str]] = set()
        self._broken: dict[tuple[str, str], list[Ignored]] = {}
        self._hidden: dict[tuple[str, str], MailUserRow] = {}
        self._unfound: list[Ignored] = []

    def take(self, row: MailUserRow, *, is_found: bool) -> None:
        """The next row; one that is not found has no domain and name."""
        if not is_found:
            self._unfound.append(self._of(row))
            return
        key = ascii_lower(row.domain), ascii_lower(row.name)
        if names_nobody(self._table.table.name, row) or key in self._whole or key in self._hidden:
            return
        if row.complete and decode(row.password.reveal()).ok:
            if key in self._broken:
                self._hidden[key] = row
            else:
                self._whole.add(key)
            return
        self._broken.setdefault(key, []).append(self._of(row))

    def _of(self, row: MailUserRow) -> Ignored:
        if row.complete:
            return Ignored(row, Cause.PASSWORD, ACCOUNT_FIELDS, field=MailUserRow.password.index)
        found = too_few(self._table, row, ACCOUNT_FIELDS)
        return found if _works(found) else found._replace(meant=None)

    def result(self) -> list[DeadAccount]:
        """What was found."""
        dead = [DeadAccount((one,)) for one in self._unfound]
        for key, rows in self._broken.items():
            hidden = self._hidden.get(key)
            if hidden is not None:
                dead.append(DeadAccount(tuple(rows), hidden))
            else:
                dead += (DeadAccount((one,)) for one in rows)
        return sorted(dead, key=lambda one: one.first.row.line)


def _works(found: Ignored) -> bool:
    """Whether the row would be an account as it was meant."""
    password = (found.meant or ())[2:3]
    return all(isinstance(one, Secret) and not is_broken(one) for one in password)
