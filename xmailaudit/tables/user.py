"""`user.tab` and `userdef.tab`: variables of an account.

XMail facts: tab-format, sections 3 and 4.  A row must have exactly two
fields; names are case-sensitive and the first row of a name counts.
"""

from __future__ import annotations

from .row import Column, Row
from .table import Table

__all__ = ["USER", "VariableRow"]


class VariableRow(Row):
    """`name` TAB `value`."""

    __slots__ = ()
    name = Column(0)
    value = Column(1)


USER: Table[VariableRow] = Table("user", VariableRow, buffer=2048, minimum=2, maximum=2)
