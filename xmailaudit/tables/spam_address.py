"""`spam-address.tab`: sender patterns refused at MAIL (XMail facts: access, section 3)."""

from __future__ import annotations

from .row import Column, Row
from .table import Table

__all__ = ["SPAM_ADDRESS", "SpamAddressRow"]


class SpamAddressRow(Row):
    """One wild-card `pattern` on the whole MAIL FROM address."""

    __slots__ = ()
    pattern = Column(0)


SPAM_ADDRESS: Table[SpamAddressRow] = Table("spam-address", SpamAddressRow, buffer=512, minimum=1)
