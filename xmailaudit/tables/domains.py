"""`domains.tab`: the handled domains (XMail facts: address-resolution, section 3)."""

from __future__ import annotations

from .row import Column, Row
from .table import Table

__all__ = ["DOMAINS", "DomainRow"]


class DomainRow(Row):
    """`domain`; further fields are ignored."""

    __slots__ = ()
    domain = Column(0)


DOMAINS: Table[DomainRow] = Table(
    "domains", DomainRow, buffer=2048, minimum=1, indexed=True, scan_buffer=512
)
