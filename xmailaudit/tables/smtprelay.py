"""The relay table `smtprelay.tab`: clients that may send to anybody.

XMail facts: access, section 5.
"""

from __future__ import annotations

from .row import Column, Row
from .table import Table

__all__ = ["RELAY", "RelayRow"]


class RelayRow(Row):
    """`address` TAB `mask`, or `address/bits` alone."""

    __slots__ = ()
    address = Column(0)
    mask = Column(1)


RELAY: Table[RelayRow] = Table("smtprelay", RelayRow, buffer=512, minimum=1)
