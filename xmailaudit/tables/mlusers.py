"""`mlusers.tab`: members of a mailing list (XMail facts: address-resolution, section 7).

Comments are NOT honoured: a `#` row is a member.
"""

from __future__ import annotations

from .row import Column, Row
from .table import Table

__all__ = ["MEMBERS", "MemberRow"]


class MemberRow(Row):
    """`address` [TAB `permissions`], `RW` when absent."""

    __slots__ = ()
    address = Column(0)
    letters = Column(1)

    @property
    def permissions(self) -> str:
        """The permission letters, `RW` where the row gives none."""
        return self.letters if len(self.fields) > 1 else "RW"


MEMBERS: Table[MemberRow] = Table("mlusers", MemberRow, buffer=512, minimum=1, comments=False)
