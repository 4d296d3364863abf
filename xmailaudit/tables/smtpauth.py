"""`smtpauth.tab`: SMTP logins beside the mailboxes, in clear text.

XMail facts: access, section 6.
"""

from __future__ import annotations

from .row import Column, Row, SecretColumn
from .table import Table

__all__ = ["SMTP_LOGINS", "SmtpLoginRow"]


class SmtpLoginRow(Row):
    """`user` TAB `password` TAB `permissions`; user and password are case-sensitive."""

    __slots__ = ()
    secret_minimum = 3
    user = Column(0)
    password = SecretColumn(1)
    permissions = Column(2)


SMTP_LOGINS: Table[SmtpLoginRow] = Table("smtpauth", SmtpLoginRow, buffer=512, minimum=3)
