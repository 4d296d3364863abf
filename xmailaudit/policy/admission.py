"""Who is let in to a service, or may relay without logging in: table and peers together.

XMail facts: access, sections 2 and 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.root import MAPS

from .access import access_map
from .reach import listening, reachable
from .relay import relay_table
from .relaying import senders

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .access import AccessMap
    from .addresses import AddressSet
    from .relay import RelayTable

__all__ = ["RELAY", "SERVICES", "Access", "access"]

RELAY = "relay"
#: What can be asked about, in the order it is told.
SERVICES = ("smtp", "pop3", "ctrl", "finger", RELAY)


class Access(NamedTuple):
    """Who is let in by `table`: exactly the peers `allowed`, out of those `arriving`.

    A service's peers arrive where a listener hears them; to relay, where SMTP takes their mail
    without a login.  Rows with host names are left out and stand in `table.undecided`.
    """

    table: AccessMap | RelayTable
    allowed: AddressSet
    arriving: AddressSet


def access(root: MailRoot, service: str) -> Access:
    """Who may reach a service or relay.  Raises UnseenFileError, ValueError for any other word."""
    if service == RELAY:
        table, heard = relay_table(root), senders(root)
        return Access(table, table.allowed & heard, heard)
    if service not in MAPS:
        raise ValueError(service)
    return Access(access_map(root, service), reachable(root, service), listening(root, service))
