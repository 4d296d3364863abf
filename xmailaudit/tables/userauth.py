"""`userauth/pop3/*.tab` and `userauth/smtp/*.tab`: programs that check, logins XMail uses.

XMail facts: access, section 7; tls, section 5; passwords, section 2.
"""

from __future__ import annotations

from .programs import ProgramRow
from .row import Column, Row, SecretColumn
from .table import Table

__all__ = ["POP3_AUTH", "SMTP_CLIENT", "Pop3AuthRow", "SmtpClientRow"]


class Pop3AuthRow(ProgramRow):
    """`action` TAB `program` [TAB `argument`] …; arguments may hold secrets."""

    __slots__ = ()
    action = Column(0)
    program = Column(1)


class SmtpClientRow(Row):
    """`type` TAB `user` TAB `password` (clear): the login XMail uses at another server.

    Only the first row of a file counts, whatever it lacks.
    """

    __slots__ = ()
    secret_minimum = 3
    type = Column(0)
    user = Column(1)
    password = SecretColumn(2)

    @property
    def complete(self) -> bool:
        """Whether the row has all that a login needs."""
        return len(self.fields) >= CLIENT_FIELDS


CLIENT_FIELDS = 3


POP3_AUTH: Table[Pop3AuthRow] = Table("userauth-pop3", Pop3AuthRow, buffer=1024, minimum=2)
SMTP_CLIENT: Table[SmtpClientRow] = Table("userauth-smtp", SmtpClientRow, buffer=512, minimum=1)
