"""`extaliases.tab`: local accounts of outside senders.

XMail facts: address-resolution, section 9; tab-format, section 4.
"""

from __future__ import annotations

from .row import Column, Row
from .table import Table

__all__ = ["EXTERNAL_ALIASES", "ExternalAliasRow"]


class ExternalAliasRow(Row):
    """`remote domain` TAB `remote name` TAB `local domain` TAB `local name`.

    A shorter row is no alias, but with its first two fields it still hides a later one of the same
    remote address: the index finds it first.
    """

    __slots__ = ()
    remote_domain = Column(0)
    remote_name = Column(1)
    local_domain = Column(2)
    local_name = Column(3)


EXTERNAL_ALIASES: Table[ExternalAliasRow] = Table(
    "extaliases", ExternalAliasRow, buffer=2048, minimum=4, indexed=True, scan_buffer=1024
)
