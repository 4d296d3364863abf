"""`mailusers.tab`: the accounts (XMail facts: tab-format, section 4).

Looked up by domain and name through the index.  A row with 2 to 5 fields still wins the look-up and
then fails, so the table's minimum is what the index needs, and `complete` tells the rest.
"""

from __future__ import annotations

from .row import Column, Row, SecretColumn
from .table import Table

__all__ = ["ACCOUNT_FIELDS", "MAIL_USERS", "MailUserRow"]


class MailUserRow(Row):
    """`domain` TAB `name` TAB `password` (XMCrypt) TAB `id` TAB `directory` TAB `type`."""

    __slots__ = ()
    secret_minimum = 6
    domain = Column(0)
    name = Column(1)
    password = SecretColumn(2)
    user_id = Column(3)
    directory = Column(4)
    type = Column(5)

    @property
    def complete(self) -> bool:
        """Whether the row has the six fields an account needs."""
        return len(self.fields) >= ACCOUNT_FIELDS


ACCOUNT_FIELDS = 6

MAIL_USERS: Table[MailUserRow] = Table(
    "mailusers", MailUserRow, buffer=2048, minimum=2, indexed=True
)
