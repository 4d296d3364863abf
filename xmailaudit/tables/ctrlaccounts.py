"""`ctrlaccounts.tab`: logins of the admin port (XMail facts: access, section 8).

Comments are NOT honoured here: `#"admin"` is a live login of that name.
"""

from __future__ import annotations

from .row import Column, Row, SecretColumn
from .table import Table

__all__ = ["CTRL_ACCOUNTS", "CtrlAccountRow"]


class CtrlAccountRow(Row):
    """`user` TAB `password` (XMCrypt)."""

    __slots__ = ()
    secret_minimum = 2
    user = Column(0)
    password = SecretColumn(1)


CTRL_ACCOUNTS: Table[CtrlAccountRow] = Table(
    "ctrlaccounts", CtrlAccountRow, buffer=512, minimum=2, comments=False
)
