"""`dnsroots`: the root name servers, one plain host a line; neither TABs nor comments count.

XMail facts: tab-format, section 4.  To XMail a blank line is a root server without a name; `read`
leaves it out, `survey` shows it.
"""

from __future__ import annotations

from .row import Column, Row
from .table import Table

__all__ = ["DNS_ROOTS", "RootServerRow"]


class RootServerRow(Row):
    """One host name; the whole line is its name."""

    __slots__ = ()
    tabbed = False
    host = Column(0)


DNS_ROOTS: Table[RootServerRow] = Table(
    "dnsroots", RootServerRow, buffer=256, minimum=1, comments=False
)
