"""`aliases.tab`: other names of accounts (XMail facts: address-resolution, sections 4 and 5).

Looked up through the index by domain and alias.  An exact row without its target crashes the server
that looks it up; the table's minimum is what the index needs, and `complete` tells the rest.
"""

from __future__ import annotations

from .row import Column, Row
from .table import Table

__all__ = ["ALIASES", "ALIAS_FIELDS", "AliasRow"]


class AliasRow(Row):
    """`domain` TAB `alias` TAB `target` (a name, or a full address)."""

    __slots__ = ()
    domain = Column(0)
    alias = Column(1)
    target = Column(2)

    @property
    def complete(self) -> bool:
        """Whether the row has its target."""
        return len(self.fields) >= ALIAS_FIELDS


ALIAS_FIELDS = 3

ALIASES: Table[AliasRow] = Table(
    "aliases", AliasRow, buffer=2048, minimum=2, indexed=True, scan_buffer=512
)
