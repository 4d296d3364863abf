"""`smtp.ipprop.tab` and `smtp.hnprop.tab`: properties of clients by address or by host name.

XMail facts: access, section 3.  Properties follow the first field, each a field of its own, as
`Name` or `Name=n`.
"""

from __future__ import annotations

from .row import Column, Row
from .table import Table

__all__ = ["HOST_PROPERTIES", "IP_PROPERTIES", "PropertyRow"]


class PropertyRow(Row):
    """`selector` (an `address/bits`, or a host name) TAB `property` [TAB `property`] …."""

    __slots__ = ()
    selector = Column(0)

    @property
    def properties(self) -> tuple[str, ...]:
        """The property fields as they stand."""
        return self.fields[1:]


IP_PROPERTIES: Table[PropertyRow] = Table("smtp.ipprop", PropertyRow, buffer=1024, minimum=1)
HOST_PROPERTIES: Table[PropertyRow] = Table("smtp.hnprop", PropertyRow, buffer=1024, minimum=1)
