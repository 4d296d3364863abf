"""What is known of a server that matters to the DNS."""

from __future__ import annotations

from hashlib import sha256
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.policy.addresses import (
    Address,
    Prefix,
    embedded_ipv4,
    inet_aton,
    inet_pton6,
    loopback,
    private_use,
    public,
)
from xmailaudit.policy.alias_domains import ALIAS_DOMAINS_FILE
from xmailaudit.policy.outbound.helo_name import name_fault
from xmailaudit.policy.outbound.routes import routes
from xmailaudit.policy.own_recipient import Fate, destiny
from xmailaudit.policy.reach import reachable
from xmailaudit.policy.resolution import is_wild
from xmailaudit.policy.tls.material import certificate_file
from xmailaudit.tables.aliasdomain import ALIAS_DOMAINS
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.domains import DOMAINS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.given import Given

__all__ = ["Facts", "facts_of", "takes_reports"]

#: Nobody's server has more addresses than this; what is left out is counted.
MOST_ADDRESSES = 256
_BITS = {4: 32, 6: 128}


class Facts(NamedTuple):
    """What is known of the server.

    `helo` is the name it greets others with, `host` the one it goes by.  `networks` are exactly its
    addresses, `left_out` those that are too many; `relays` gateways by address, `gateways` by name.
    `key` is the digest of the certificate's key, as TLSA wants it.
    """

    helo: str | None
    host: str | None
    addresses: tuple[Address, ...]
    networks: tuple[Prefix, ...]
    left_out: int
    relays: tuple[Prefix, ...]
    gateways: tuple[str, ...]
    takes_mail: bool
    key: str | None
    domains: tuple[str, ...]
    backed_up: tuple[str, ...]
    patterns: tuple[str, ...]


def facts_of(root: MailRoot, given: Given) -> Facts:
    """Looks at everything once.  Raises UnseenFileError."""
    helo, own = (_name(root, setting) for setting in ("HeloDomain", "SmtpServerDomain"))
    addresses, networks, left_out = _addresses(given)
    relays, gateways = _gateways(root)
    listener = root.start_options.service("smtp")
    hears = 25 in listener.ports and bool(reachable(root, "smtp", given.world) & public())
    domains, patterns = _domains(root)
    return Facts(
        helo=helo,
        host=own or helo,
        addresses=addresses,
        networks=networks,
        left_out=left_out,
        relays=tuple(one for one in relays if one not in networks),
        gateways=gateways,
        takes_mail=hears if given.mx is None else given.mx,
        key=_key(root),
        domains=domains,
        backed_up=tuple(name for name in _names(given.backup_domains) if name not in domains),
        patterns=patterns,
    )


def takes_reports(root: MailRoot, given: Given, address: str) -> bool:
    """Whether mail for an address of a handled domain ends well, or nobody can tell."""
    return destiny(root, given.world, address).fate in {Fate.HERE, Fate.ELSEWHERE, Fate.UNKNOWN}


def _name(root: MailRoot, setting: str) -> str | None:
    return next(_names([root.setting(setting).text or ""]), None)


def _names(texts: Iterable[str]) -> Iterator[str]:
    """Those that have a name in the DNS, each once."""
    names = (ascii_lower(text).rstrip(".") for text in texts)
    return iter(dict.fromkeys(name for name in names if name_fault(name) is None))


def _domains(root: MailRoot) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The handled domains and their other names, and the patterns that stand for more."""
    own = [row.domain for row in root.rows(DOMAINS, "domains.tab")]
    handled = frozenset(map(ascii_lower, own))
    rows = [
        row
        for row in root.rows(ALIAS_DOMAINS, ALIAS_DOMAINS_FILE)
        if row.complete and ascii_lower(row.domain) in handled
    ]
    others = (row.alias for row in rows if not is_wild(row.alias))
    patterns = dict.fromkeys(row.alias for row in rows if is_wild(row.alias))
    return tuple(_names(chain(own, others))), tuple(patterns)


# ------------------------------------------------------------ addresses


def _addresses(given: Given) -> tuple[tuple[Address, ...], tuple[Prefix, ...], int]:
    """The server's public addresses, one by one and in few terms, and how many are left out."""
    if given.addresses is None:
        return (), (), 0
    own = (given.addresses & public()) - embedded_ipv4()
    networks = tuple(own.prefixes(MOST_ADDRESSES))
    each = chain.from_iterable(map(_each, networks))
    addresses = tuple(islice(each, MOST_ADDRESSES))
    return addresses, networks, own.count4 + own.count6 - len(addresses)


def _each(network: Prefix) -> Iterator[Address]:
    family, value, bits = network
    count = 1 << _BITS[family] - bits
    return (Address(family, value + offset) for offset in range(count))


# ------------------------------------------------------------ gateways


def _gateways(root: MailRoot) -> tuple[tuple[Prefix, ...], tuple[str, ...]]:
    """Hosts of others that mail leaves through: by address, and by name."""
    hosts = dict.fromkeys(route.host for route in routes(root) if route.host)
    literals, names = [], []
    for host in hosts:
        address = _literal(host)
        if address is None:
            if ascii_lower(host) != "localhost":
                names.append(host)
        elif address in public() - embedded_ipv4():
            literals.append(Prefix(*address, _BITS[address.family]))
        elif address not in loopback() | private_use():
            names.append(host)
    return tuple(literals), tuple(names)


def _literal(host: str) -> Address | None:
    four, six = inet_aton(host), inet_pton6(host)
    if four is not None:
        return Address(4, four)
    return None if six is None else Address(6, six)


# ------------------------------------------------------------ the certificate


def _key(root: MailRoot) -> str | None:
    """The SHA-256 of the served key, None where there is no certificate to be read."""
    try:
        file = certificate_file(root)
    except UnseenFileError:
        return None
    if file is None or not file.certificates:
        return None
    spki = file.certificates[0].key.spki
    return sha256(spki).hexdigest() if spki else None
