"""`aliasdomain.tab`: other names of domains (XMail facts: address-resolution, section 3)."""

from __future__ import annotations

from .row import Column, Row
from .table import Table

__all__ = ["ALIAS_DOMAINS", "ALIAS_DOMAIN_FIELDS", "AliasDomainRow"]


class AliasDomainRow(Row):
    """`alias` (exact, or with `*` and `?`) TAB `domain`."""

    __slots__ = ()
    alias = Column(0)
    domain = Column(1)

    @property
    def complete(self) -> bool:
        """Whether the row has its domain; a look-up that finds it without crashes the server."""
        return len(self.fields) >= ALIAS_DOMAIN_FIELDS


ALIAS_DOMAIN_FIELDS = 2

ALIAS_DOMAINS: Table[AliasDomainRow] = Table(
    "aliasdomain", AliasDomainRow, buffer=2048, minimum=1, indexed=True, scan_buffer=512
)
