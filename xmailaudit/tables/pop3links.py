"""`pop3links.tab`: mailboxes elsewhere that XMail fetches (XMail facts: tls, section 6)."""

from __future__ import annotations

from .row import Column, Row, SecretColumn
from .table import Table

__all__ = ["POP3_LINKS", "LinkRow"]


class LinkRow(Row):
    """`domain` and `name` here; `server`, `user`, `password` (XMCrypt), `authentication` there."""

    __slots__ = ()
    secret_minimum = 6
    domain = Column(0)
    name = Column(1)
    server = Column(2)
    user = Column(3)
    password = SecretColumn(4)
    authentication = Column(5)


POP3_LINKS: Table[LinkRow] = Table("pop3links", LinkRow, buffer=2048, minimum=6)
