"""How mail leaves: to which hosts, by which table, and whether XMail starts TLS on the way.

XMail facts: tls, section 5 (where NeedTLS takes effect); address-resolution, section 8 (the order
of routes); mailproc, section 2 (`smtprelay`).  A route through a row takes SmtpGwConfig first and
the row's third field second; one through DefaultSMTPGateways takes the options behind its comma
first, so that SmtpGwConfig wins.  In the host lists of smtpfwd.tab and of `smtprelay` a comma means
nothing: it belongs to the port or to the host's name.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.tables.ctext import ascii_lower, atoi, option_list
from xmailaudit.tables.gateways import SMTP_FORWARDS, SMTP_GATEWAYS

from .relay_commands import relay_commands
from .way import DEFAULT_GATEWAYS, FORWARDS_FILE, GATEWAYS_FILE, Way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.row import Place, Row

__all__ = [
    "ALL_DOMAINS",
    "GATEWAY_OPTIONS",
    "HOSTS",
    "OPTIONS",
    "HostList",
    "Need",
    "Outbound",
    "Route",
    "host_of",
    "meant_need",
    "need_tls",
    "outbound",
    "routes",
    "with_need_tls",
    "without_need_tls",
]

#: The setting whose options every route takes.
GATEWAY_OPTIONS = "SmtpGwConfig"
#: Where the hosts and the options stand in each row that names hosts.
HOSTS, OPTIONS = 1, 2

_NEED_TLS = "NeedTLS"
#: Patterns of smtpfwd.tab that every domain of the internet matches.
ALL_DOMAINS = frozenset(("*", "*.*"))


class Need(IntEnum):
    """What `NeedTLS` makes of a link: ordered by how much it protects."""

    CLEAR = 0
    IF_OFFERED = 1
    REQUIRED = 2


class HostList(NamedTuple):
    """A row that names hosts: `items` as they are written, `options` the field XMail reads."""

    way: Way
    row: Row
    items: tuple[str, ...]
    options: str | None = None

    @property
    def place(self) -> Place:
        """Where the hosts stand."""
        return self.row.at(HOSTS)


class Outbound(NamedTuple):
    """All rows that name hosts; `gap` is a file among them that could not be seen."""

    lists: tuple[HostList, ...]
    gap: UnseenFileError | None

    @property
    def takes_all(self) -> bool:
        """Whether a row of smtpfwd.tab takes the mail of all domains."""
        return any(hosts.way is Way.FORWARD and _takes_all(hosts.row) for hosts in self.lists)

    @property
    def asks_no_exchanger(self) -> bool:
        """Whether named hosts get all mail, so that nothing hangs on the DNS's mail exchangers."""
        return self.takes_all or any(one.way is Way.DEFAULT and one.items for one in self.lists)


class Route(NamedTuple):
    """One host that mail goes to; None for whatever host the DNS names.

    `need` is the NeedTLS that applies; `own` tells that the route's own options decided it, and
    not SmtpGwConfig.  `place` is where the host stands.
    """

    way: Way
    host: str | None
    need: Need
    own: bool
    place: Place
    hosts: HostList | None = None


# ------------------------------------------------------------ options


def need_tls(*options: str | None) -> Need | None:
    """What options say, taken one after the other; None where none says anything.

    The name is case-sensitive, nothing is trimmed, and it needs a value; above 2 is like 1.
    """
    need: Need | None = None
    for text in options:
        for name, value in option_list(text or ""):
            if name == _NEED_TLS and value is not None:
                need = _understood(atoi(value))
    return need


def _understood(number: int) -> Need:
    if number < 1:
        return Need.CLEAR
    return Need.REQUIRED if number == 2 else Need.IF_OFFERED


def meant_need(options: str | None) -> Need | None:
    """What options mean to whoever wrote them: in any case of letters, with blanks around it."""
    need: Need | None = None
    for name, value in option_list(options or ""):
        if _means_need_tls(name):
            need = Need.IF_OFFERED if value is None else _understood(atoi(value))
    return need


def _means_need_tls(name: str) -> bool:
    return ascii_lower(name.strip()) == ascii_lower(_NEED_TLS)


def with_need_tls(options: str | None, need: Need) -> str:
    """The options with this NeedTLS and no other, however that was spelled."""
    return ",".join([*_others(options or ""), f"{_NEED_TLS}={need.value}"])


def without_need_tls(item: str) -> str:
    """A host with its options, and among them no NeedTLS."""
    host, _comma, options = item.partition(",")
    return ",".join([host, *_others(options)])


def _others(options: str) -> list[str]:
    return [
        name if value is None else f"{name}={value}"
        for name, value in option_list(options)
        if not _means_need_tls(name)
    ]


def host_of(item: str) -> str:
    """The host of a `host:port` as XMail splits it; empty where it takes it for broken."""
    if item.startswith("["):
        inside, bracket, _behind = item[1:].partition("]")
        return inside if bracket else ""
    for mark in "|:;":
        host, found, _port = item.rpartition(mark)
        if found:
            return host
    return item


# ------------------------------------------------------------ rows that name hosts


def outbound(root: MailRoot) -> Outbound:
    """Every row that names hosts for mail to go to; what no mail can reach is left out."""
    return root.remember("outbound host lists", lambda: _collect(root))


def _collect(root: MailRoot) -> Outbound:
    lists: list[HostList] = []
    gap: UnseenFileError | None = None
    for part in (_defaults, _gateways, _forwards):
        try:
            lists.extend(part(root))
        except UnseenFileError as error:
            gap = gap or error
    commands = relay_commands(root)
    for row in commands.rows:
        options = row.fields[OPTIONS] if len(row.fields) > OPTIONS else None
        lists.append(HostList(Way.COMMAND, row, _listed(row.fields[HOSTS]), options))
    return Outbound(tuple(lists), gap or commands.gap)


def _defaults(root: MailRoot) -> Iterator[HostList]:
    setting = root.setting(DEFAULT_GATEWAYS)
    if setting.row is not None:
        items = tuple(item for item in setting.row.value.split(";") if item)
        yield HostList(Way.DEFAULT, setting.row, items)


def _gateways(root: MailRoot) -> Iterator[HostList]:
    """The gateway is the first part of a source route, so it needs its `@`."""
    for row in root.rows(SMTP_GATEWAYS, GATEWAYS_FILE):
        if row.gateway.startswith("@"):
            first = row.gateway[1:].partition(",")[0]
            yield HostList(Way.GATEWAY, row, (first,))


def _forwards(root: MailRoot) -> Iterator[HostList]:
    """Of rows for the same domains the first one counts."""
    seen: set[str] = set()
    for row in root.rows(SMTP_FORWARDS, FORWARDS_FILE):
        pattern = ascii_lower(row.domain)
        if pattern not in seen and not seen & ALL_DOMAINS:
            options = row.options if len(row.fields) > OPTIONS else None
            yield HostList(Way.FORWARD, row, _listed(row.hosts), options)
        seen.add(pattern)


def _takes_all(row: Row) -> bool:
    return row.fields[0] in ALL_DOMAINS


def _listed(hosts: str) -> tuple[str, ...]:
    """The hosts of a list; a `#` in front shuffles them."""
    return tuple(item for item in hosts.removeprefix("#").split(";") if item)


# ------------------------------------------------------------ routes


def routes(root: MailRoot) -> tuple[Route, ...]:
    """Every way out that mail can take.

    A setting that is not shown counts as absent here: ask for it first.
    """
    known = outbound(root)
    common = root.setting(GATEWAY_OPTIONS)
    usable = (hosts for hosts in known.lists if not (hosts.way is Way.DEFAULT and known.takes_all))
    found = [route for hosts in usable for route in _routes(hosts, common.text)]
    if root.setting(DEFAULT_GATEWAYS).text is None and not known.takes_all:
        need = need_tls(common.text) or Need.CLEAR
        found.insert(0, Route(Way.MAIL_EXCHANGER, None, need, own=False, place=common.place))
    return tuple(found)


def _routes(hosts: HostList, common: str | None) -> Iterator[Route]:
    for item in hosts.items:
        if hosts.way is Way.DEFAULT:
            address, _comma, inline = item.partition(",")
            need, own = need_tls(inline, common), need_tls(common) is None and bool(inline)
        else:
            address = item
            need, own = need_tls(common, hosts.options), need_tls(hosts.options) is not None
        own = own and need is not None
        yield Route(hosts.way, host_of(address), need or Need.CLEAR, own, hosts.place, hosts)
