"""Where it stands that XMail starts TLS by itself: as it delivers, as it fetches mailboxes.

XMail facts: tls, sections 5 and 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError

from .logins import tls_links
from .routes import GATEWAY_OPTIONS, Need, outbound, routes

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.row import Place

__all__ = ["WaysOut", "ways_out"]


class WaysOut(NamedTuple):
    """The places of both, and a file that may hold another but could not be seen."""

    sending: tuple[Place, ...]
    fetching: tuple[Place, ...]
    gap: UnseenFileError | None


def ways_out(root: MailRoot) -> WaysOut:
    """Every way out over TLS, be it only where the other side offers it."""
    gap = outbound(root).gap
    common = root.setting(GATEWAY_OPTIONS).place
    sending = (
        route.place if route.own else common
        for route in routes(root)
        if route.need is not Need.CLEAR
    )
    fetching: tuple[Place, ...] = ()
    try:
        fetching = tuple(row.at("authentication") for row in tls_links(root))
    except UnseenFileError as error:
        gap = gap or error
    return WaysOut(tuple(dict.fromkeys(sending)), fetching, gap)
