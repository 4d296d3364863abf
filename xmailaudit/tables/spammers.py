"""`spammers.tab`: clients refused, blocked at MAIL or delayed (XMail facts: access, section 3).

The second field is a mask only if it begins with a digit; `code=n` stands in the field after the
address, or after the mask.
"""

from __future__ import annotations

from .row import Column, Row
from .table import Table

__all__ = ["SPAMMERS", "SpammerRow"]


class SpammerRow(Row):
    """`address` [TAB `mask`] [TAB `code=n`], or `address/bits` [TAB `code=n`]."""

    __slots__ = ()
    address = Column(0)
    second = Column(1)
    third = Column(2)


SPAMMERS: Table[SpammerRow] = Table("spammers", SpammerRow, buffer=512, minimum=1)
