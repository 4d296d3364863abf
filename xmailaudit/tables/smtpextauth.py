"""`smtpextauth.tab`: external programs for SMTP AUTH (XMail facts: access, section 6).

A program's arguments may hold a fixed secret, so surfaces mask them.
"""

from __future__ import annotations

from .programs import ProgramRow
from .row import Column
from .table import Table

__all__ = ["EXTERNAL_AUTH", "ExternalAuthRow"]


class ExternalAuthRow(ProgramRow):
    """`mechanism` TAB `program` [TAB `argument`] …."""

    __slots__ = ()
    mechanism = Column(0)
    program = Column(1)


EXTERNAL_AUTH: Table[ExternalAuthRow] = Table(
    "smtpextauth", ExternalAuthRow, buffer=1024, minimum=2
)
