"""Access maps: `smtp`, `pop3`, `ctrl` and `finger.ipmap.tab`, and an account's `pop3.ipmap.tab`.

XMail facts: access, sections 1 and 2; tab-format, section 4.  A row needs four fields, also in the
`address/bits` form, where the second is ignored.
"""

from __future__ import annotations

from .row import Column, Row
from .table import Table

__all__ = ["ACCESS_MAP", "AccessRow"]


class AccessRow(Row):
    """`address` TAB `mask` TAB `permission` TAB `precedence`."""

    __slots__ = ()
    address = Column(0)
    mask = Column(1)
    permission = Column(2)
    precedence = Column(3)


ACCESS_MAP: Table[AccessRow] = Table("ipmap", AccessRow, buffer=512, minimum=4)
