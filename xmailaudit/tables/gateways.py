"""`smtpgw.tab` and `smtpfwd.tab`: routes for foreign domains.

XMail facts: address-resolution, sections 2 and 8.
"""

from __future__ import annotations

from .row import Column, Row
from .table import Table

__all__ = ["SMTP_FORWARDS", "SMTP_GATEWAYS", "ForwardRow", "GatewayRow"]


class GatewayRow(Row):
    """`domain` pattern TAB `gateway`; used at RCPT time."""

    __slots__ = ()
    domain = Column(0)
    gateway = Column(1)


class ForwardRow(Row):
    """`domain` pattern TAB `hosts` (`;` between them) [TAB `options`]; used at delivery time."""

    __slots__ = ()
    domain = Column(0)
    hosts = Column(1)
    options = Column(2)


SMTP_GATEWAYS: Table[GatewayRow] = Table("smtpgw", GatewayRow, buffer=1024, minimum=2)
SMTP_FORWARDS: Table[ForwardRow] = Table("smtpfwd", ForwardRow, buffer=1024, minimum=2)
