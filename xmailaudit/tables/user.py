"""`user.tab` and `userdef.tab`: variables of an account.

XMail facts: tab-format, sections 3 and 4.  A row must have exactly two
fields; names are case-sensitive and the first row of a name counts.
"""

from __future__ import annotations

from .row import Column, Row
from .server import Kind
from .table import Table

__all__ = ["ON_BY_DEFAULT", "USER", "USER_VARIABLES", "VariableRow"]


class VariableRow(Row):
    """`name` TAB `value`."""

    __slots__ = ()
    name = Column(0)
    value = Column(1)


USER: Table[VariableRow] = Table("user", VariableRow, buffer=2048, minimum=2, maximum=2)

#: The variables XMail 1.27 reads; any other name is an administrator's own, and legal.
USER_VARIABLES: dict[str, Kind] = {
    "RealName": Kind.TEXT,
    "HomePage": Kind.TEXT,
    "MaxMBSize": Kind.INTEGER,
    "ClosedML": Kind.FLAG,
    "ListSender": Kind.TEXT,
    "UseReplyTo": Kind.FLAG,
    "SmtpPerms": Kind.TEXT,
    "ReceiveEnable": Kind.FLAG,
    "PopEnable": Kind.FLAG,
    "MaxMessageSize": Kind.INTEGER,
    "DisableEmitAuthUser": Kind.FLAG,
    "Pop3ScanCur": Kind.FLAG,
}

#: The flags among them that are on where no row sets them.
ON_BY_DEFAULT = frozenset({"UseReplyTo", "ReceiveEnable", "PopEnable"})
