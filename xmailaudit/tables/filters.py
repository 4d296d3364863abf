"""`filters.in.tab` and `filters.out.tab`: which filter files a message meets.

XMail facts: mailproc, section 5.
"""

from __future__ import annotations

from .row import Column, Row
from .table import Table

__all__ = ["FILTERS", "FilterRow"]


class FilterRow(Row):
    """`sender` TAB `recipient` TAB `remote` net TAB `local` net TAB `file` in `filters/`."""

    __slots__ = ()
    sender = Column(0)
    recipient = Column(1)
    remote = Column(2)
    local = Column(3)
    file_name = Column(4)


FILTERS: Table[FilterRow] = Table("filters", FilterRow, buffer=512, minimum=5)
