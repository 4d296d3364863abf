"""Snippets for the DNS: what receivers ask of the domains that the server sends for.

What nobody told, an address of the server above all, is no record but a commented choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import Listing, _
from xmailaudit.policy.addresses import (
    Address,
    embedded_ipv4,
    inet_aton,
    inet_pton6,
    loopback,
    private_use,
    public,
)
from xmailaudit.policy.outbound.helo_name import name_fault
from xmailaudit.policy.outbound.routes import routes
from xmailaudit.policy.reach import reachable
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.domains import DOMAINS

from .wording import comments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.given import Given

    from .wording import Wording

__all__ = ["dns_files"]

#: A string of a TXT record holds no more bytes.
_LONGEST_STRING = 255
#: More addresses than a record of SPF should name are not listed.
_MOST_ADDRESSES = 10

_ABOUT = _("Records to add to the zone of {domain}; lines behind a semicolon are not active yet.")
_OLD = _("Where a record of the same name and type is there already, change it: never have two.")
_CHOOSE_ADDRESS = _(
    "CHOOSE: nobody told the server's public address. Name it in the profile (server.addresses) "
    "and export again, or put it in place of ADDRESS."
)
_CHOOSE_HOST = _(
    "CHOOSE: neither HeloDomain nor SmtpServerDomain holds a full host name. Put the server's in "
    "place of HOST, there and here."
)
_CHOOSE_GATEWAY = _(
    "CHOOSE: mail leaves through {hosts}. Put what that provider wants in SPF in place of GATEWAY."
)
_NO_MX = _("No MX is proposed: SMTP does not take this domain's mail from the internet at port 25.")
_MX = _("Where mail for the domain is delivered.")
_SPF = _("SPF: who sends for the domain. When nothing is missing in it, let -all replace ~all.")
_DMARC = _(
    "DMARC: begin with p=none and read the reports. After four weeks without failures of your own "
    "use p=quarantine, then p=reject. The address of rua must take mail."
)
_DKIM = _(
    "DKIM: XMail cannot sign. Sign in a filter of filters.out.tab, in a relay on this machine "
    "(DefaultSMTPGateways), or at the provider's, then publish that key:"
)
_STS = _(
    "Optional: reports about TLS, and MTA-STS once https://mta-sts.{domain}/.well-known/mta-sts.txt"
    " is there."
)
_PTR = _(
    "To the provider of the server's addresses: please set the reverse name (PTR) of each address "
    "to this one name, which leads back to it:"
)
_PTR_WHY = _("Many receivers refuse mail from an address without it.")
_PTR_NONE = _(
    "CHOOSE: address or host name of the server are not known. Name the addresses in the profile "
    "(server.addresses), the host in HeloDomain, and export again."
)
_TABLE = _("The same records for a web form: name, type, value. TXT values are without quotes.")


class _Record(NamedTuple):
    """A record; the owner is relative to its domain, `active` false for a choice."""

    owner: str
    kind: str
    value: str
    active: bool = True


class _Facts(NamedTuple):
    """What is known of the server."""

    host: str | None
    addresses: tuple[Address, ...]
    gateways: tuple[str, ...]
    takes_mail: bool


def dns_files(root: MailRoot, given: Given, words: Wording) -> dict[str, str]:
    """A zone snippet for each domain, all records as a table, and the request for PTR.

    Raises UnseenFileError.
    """
    facts = _facts(root, given)
    texts = {"PTR.txt": _ptr(facts, words)}
    table = [*comments("#", words(_TABLE))]
    for domain in _domains(root):
        parts = tuple(_parts(domain, facts, words))
        texts[f"{domain}.zone"] = _zone(domain, parts, words)
        for record in (one for _about, records in parts for one in records if one.active):
            owner = domain if record.owner == "@" else f"{record.owner}.{domain}"
            table.append(f"{owner}\t{record.kind}\t{record.value}")
    texts["records.txt"] = "\n".join([*table, ""])
    return {f"dns/{name}": text for name, text in texts.items()}


# ------------------------------------------------------------ what is known


def _domains(root: MailRoot) -> tuple[str, ...]:
    """The domains that have a name in the DNS, each once."""
    names = (ascii_lower(row.domain).rstrip(".") for row in root.rows(DOMAINS, "domains.tab"))
    return tuple(dict.fromkeys(name for name in names if name_fault(name) is None))


def _facts(root: MailRoot, given: Given) -> _Facts:
    names = (root.setting(name).text or "" for name in ("HeloDomain", "SmtpServerDomain"))
    hosts = (ascii_lower(name).rstrip(".") for name in names if name_fault(name) is None)
    listener = root.start_options.service("smtp")
    hears = 25 in listener.ports and bool(reachable(root, "smtp", given.world) & public())
    takes_mail = hears if given.mx is None else given.mx
    return _Facts(next(hosts, None), tuple(_addresses(given)), _gateways(root), takes_mail)


def _addresses(given: Given) -> Iterator[Address]:
    """The server's public addresses, as far as the profile names some."""
    if given.addresses is None:
        return
    own = (given.addresses & public()) - embedded_ipv4()
    left = _MOST_ADDRESSES
    for family, value, bits in own.prefixes(_MOST_ADDRESSES):
        count = min(left, 1 << (32 if family == 4 else 128) - bits)
        yield from (Address(family, value + offset) for offset in range(count))
        left -= count


def _gateways(root: MailRoot) -> tuple[str, ...]:
    """Hosts of others that mail leaves through."""
    hosts = (route.host for route in routes(root) if route.host)
    return tuple(dict.fromkeys(host for host in hosts if not _is_near(host)))


def _is_near(host: str) -> bool:
    four, six = inet_aton(host), inet_pton6(host)
    if four is None and six is None:
        return ascii_lower(host) == "localhost"
    own = Address(6, six) if four is None else Address(4, four)  # type: ignore[arg-type]  # one is
    return own in loopback() | private_use()


# ------------------------------------------------------------ records


def _parts(
    domain: str, facts: _Facts, words: Wording
) -> Iterator[tuple[list[str], tuple[_Record, ...]]]:
    """Records that belong together, with what is to be said of them."""
    own = _host_records(domain, facts)
    if own:
        unknown = [] if facts.addresses else [words(_CHOOSE_ADDRESS)]
        yield unknown, own
    host = facts.host or "HOST"
    if facts.takes_mail:
        said = [words(_MX)] if facts.host else [words(_MX), words(_CHOOSE_HOST)]
        yield said, (_Record("@", "MX", f"10 {host}.", active=facts.host is not None),)
    else:
        yield [words(_NO_MX)], ()
    yield _spf(facts, words)
    report = f"mailto:postmaster@{domain}"
    yield [words(_DMARC)], (_Record("_dmarc", "TXT", f"v=DMARC1; p=none; rua={report}"),)
    key = "v=DKIM1; k=rsa; p=PUBLIC-KEY"
    yield [words(_DKIM)], (_Record("SELECTOR._domainkey", "TXT", key, active=False),)
    yield (
        [words(_STS, domain=domain)],
        (
            _Record("_smtp._tls", "TXT", f"v=TLSRPTv1; rua={report}", active=False),
            _Record("_mta-sts", "TXT", "v=STSv1; id=1", active=False),
        ),
    )


def _host_records(domain: str, facts: _Facts) -> tuple[_Record, ...]:
    """The server's own records, where its name is in this zone."""
    if facts.host is None or not f".{facts.host}".endswith(f".{domain}"):
        return ()
    owner = facts.host.removesuffix(domain).rstrip(".") or "@"
    known = [_Record(owner, "A" if a.family == 4 else "AAAA", str(a)) for a in facts.addresses]
    records = known or [_Record(owner, "A", "ADDRESS", active=False)]
    if owner != "@":
        # Bounces have no sender but the name of the HELO.
        records.append(_Record(owner, "TXT", "v=spf1 a -all"))
    return tuple(records)


def _spf(facts: _Facts, words: Wording) -> tuple[list[str], tuple[_Record, ...]]:
    said = [words(_SPF)]
    if not facts.addresses:
        said.append(words(_CHOOSE_ADDRESS))
    if facts.gateways:
        said.append(words(_CHOOSE_GATEWAY, hosts=Listing(facts.gateways)))
    terms = [f"ip{one.family}:{one}" for one in facts.addresses] or ["ip4:ADDRESS"]
    terms += ["include:GATEWAY"] if facts.gateways else []
    active = bool(facts.addresses) and not facts.gateways
    return said, (_Record("@", "TXT", " ".join(["v=spf1", *terms, "~all"]), active=active),)


# ------------------------------------------------------------ texts


def _zone(
    domain: str, parts: tuple[tuple[list[str], tuple[_Record, ...]], ...], words: Wording
) -> str:
    lines = [*comments(";", words(_ABOUT, domain=domain), words(_OLD)), f"$ORIGIN {domain}."]
    for said, records in parts:
        lines += ["", *comments(";", *said)]
        lines += [_line(record) for record in records]
    return "\n".join([*lines, ""])


def _line(record: _Record) -> str:
    value = _strings(record.value) if record.kind == "TXT" else record.value
    line = f"{record.owner}\tIN\t{record.kind}\t{value}"
    return line if record.active else f"; {line}"


def _strings(text: str) -> str:
    """A text as strings of the longest length there is; they are joined without a blank."""
    size = _LONGEST_STRING
    return " ".join(f'"{text[at : at + size]}"' for at in range(0, len(text), size))


def _ptr(facts: _Facts, words: Wording) -> str:
    """The request to the provider."""
    if facts.host is None or not facts.addresses:
        return words(_PTR_NONE) + "\n"
    lines = [words(_PTR), "", *(f"{one}\t{facts.host}" for one in facts.addresses)]
    return "\n".join([*lines, "", words(_PTR_WHY), ""])
