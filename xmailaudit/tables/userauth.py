"""`userauth/pop3/*.tab` and `userauth/smtp/*.tab` (XMail facts: access, section 7; tls, section 5)."""

from __future__ import annotations

from .row import Column, Row, SecretColumn
from .table import Table

__all__ = ["SMTP_CLIENT", "SmtpClientRow"]


class Pop3AuthRow(Row):
    """`action` TAB `program` [TAB `argument`] …; arguments may hold secrets."""

    __slots__ = ()
    rest_secret = 2
    action = Column(0)
    program = Column(1)


class SmtpClientRow(Row):
    """`type` TAB `user` TAB `password` (clear): the login XMail uses at another server."""

    __slots__ = ()
    secret_minimum = 3
    type = Column(0)
    user = Column(1)
    password = SecretColumn(2)


POP3_AUTH: Table[Pop3AuthRow] = Table("userauth-pop3", Pop3AuthRow, buffer=1024, minimum=2)
SMTP_CLIENT: Table[SmtpClientRow] = Table("userauth-smtp", SmtpClientRow, buffer=512, minimum=1)
