"""Host lists whose writer took a comma for what separates hosts.

In DefaultSMTPGateways a comma begins options, and what is no option is passed over.  In smtpfwd.tab
and behind `smtprelay` it means nothing: it belongs to the host's name, or to the number of a port,
which ends at the first character that is no digit (XMail facts: server-tab; tls 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.tables.ctext import ascii_lower

from .routes import host_of
from .way import Way

if TYPE_CHECKING:
    from .routes import HostList

__all__ = ["Confused", "confused"]

_OPTIONS = ("needtls", "outbind")


class Confused(NamedTuple):
    """A list with commas between hosts.

    `used` are the hosts that XMail tries, `lost` those it never does.  `apart` is the list with
    every host for itself, `alone` the one that says no more than is done now.
    """

    hosts: HostList
    used: tuple[str, ...]
    lost: tuple[str, ...]
    apart: str
    alone: str


def confused(hosts: HostList) -> Confused | None:
    """The list as it is read and as it was meant; None for one without such a comma."""
    used: list[str] = []
    lost: list[str] = []
    apart: list[str] = []
    alone: list[str] = []
    for item in hosts.items:
        first, *rest = item.split(",")
        others = [part.strip() for part in rest if _is_host(part)]
        kept = ",".join([first, *(part for part in rest if not _is_host(part))])
        apart += [kept, *others]
        if others and "," in host_of(item) and hosts.way is not Way.DEFAULT:
            lost += [host_of(first), *map(host_of, others)]
        else:
            alone.append(kept)
            used.append(host_of(first))
            lost += map(host_of, others)
    if not lost:
        return None
    mark = "#" if hosts.way is not Way.DEFAULT and hosts.row.fields[1].startswith("#") else ""
    return Confused(hosts, tuple(used), tuple(lost), mark + ";".join(apart), mark + ";".join(alone))


def _is_host(part: str) -> bool:
    """Whether a piece behind a comma is rather a host than an option."""
    text = ascii_lower(part.strip())
    name = text.partition("=")[0].strip()
    return bool(text) and "=" not in text and name not in _OPTIONS and any(c in text for c in ".:[")
