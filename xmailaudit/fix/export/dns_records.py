"""The records that a domain wants: those that are known, and choices for what nobody told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import Listing, _, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.messages import Template
    from xmailaudit.policy.addresses import Prefix

    from .dns_facts import Facts

__all__ = ["Part", "Record", "Said", "backup_parts", "parts"]

#: An answer that is longer does not reach everybody in one datagram.
_LONG_SPF = 450

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
_CHOOSE_REPORTS = _(
    "CHOOSE: XMail does not deliver mail for {address}. Make that account or alias, which every "
    "domain should have, or put another address in place of REPORTS."
)
_NO_MX = _("No MX is proposed: SMTP does not take this domain's mail from the internet at port 25.")
_MX = _("Where mail for the domain is delivered.")
_BACKUP_MX = _(
    "This server is only a backup for the domain: the number must be above that of the main "
    "server. All other records are the main server's business."
)
_TWO_NAMES = _(
    "XMail calls itself {host} (SmtpServerDomain) and greets other servers as {helo} (HeloDomain): "
    "both names need the address, and PTR leads to the latter. One name for both is simpler."
)
_NO_HELO = _(
    "HeloDomain is not set: XMail greets other servers with the reverse name (PTR) of its local "
    "address. Set it to {host}."
)
_SPF = _("SPF: who sends for the domain. When nothing is missing in it, let -all replace ~all.")
_LEFT_OUT = plural(
    "{count} more address of the server is left out: add its network.",
    "{count} more addresses of the server are left out: add their networks.",
    by="count",
)
_LONG = _(
    "This record has {count} bytes, more than some receivers get in one answer: name whole "
    "networks in place of addresses where they are yours."
)
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
_TLSA = _(
    "Optional (DANE): the key of server.cert. Only in a zone that is signed (DNSSEC), and a new "
    "key needs its record a day before it is used: a wrong record keeps mail away."
)
_CAA = _(
    "Optional: which authority alone may issue certificates for the domain. Put its name in place "
    "of AUTHORITY."
)


class Record(NamedTuple):
    """A record; the owner is relative to its domain, `active` false for a choice."""

    owner: str
    kind: str
    value: str
    active: bool = True


#: A sentence with its parameters.
Said = tuple["Template", dict[str, object]]


class Part(NamedTuple):
    """Records that belong together, with what is to be said of them."""

    said: tuple[Said, ...]
    records: tuple[Record, ...]


def parts(domain: str, facts: Facts, *, reports: bool) -> Iterator[Part]:
    """All for a domain that is handled here; `reports` tells whether its postmaster gets mail."""
    own = _host_records(domain, facts)
    if own:
        unknown = [] if facts.addresses else [_said(_CHOOSE_ADDRESS)]
        yield Part((*unknown, *_names(facts)), own)
    yield _mx(_MX, "10", facts) if facts.takes_mail else Part((_said(_NO_MX),), ())
    yield _spf(facts)
    yield from _reports(domain, reports=reports)
    key = "v=DKIM1; k=rsa; p=PUBLIC-KEY"
    yield _optional(_said(_DKIM), Record("SELECTOR._domainkey", "TXT", key))
    yield from _tls(domain, facts)


def backup_parts(facts: Facts) -> Iterator[Part]:
    """What a domain wants for which this server is a backup alone."""
    yield _mx(_BACKUP_MX, "20", facts) if facts.takes_mail else Part((_said(_NO_MX),), ())


def _said(template: Template, **parameters: object) -> Said:
    return template, parameters


def _optional(said: Said, *records: Record) -> Part:
    return Part((said,), tuple(record._replace(active=False) for record in records))


# ------------------------------------------------------------ the server's names


def _owner(name: str | None, domain: str, facts: Facts) -> str | None:
    """A host's name as it stands in a domain's zone, None where it does not.

    It belongs to the nearest domain alone: two would give it two records of SPF.
    """
    around = (one for one in facts.domains if f".{name}".endswith(f".{one}"))
    if name is None or domain != max(around, key=len, default=None):
        return None
    return name.removesuffix(domain).rstrip(".") or "@"


def _host_records(domain: str, facts: Facts) -> tuple[Record, ...]:
    """The server's own records, as far as its names are in this zone."""
    owners = (_owner(name, domain, facts) for name in dict.fromkeys((facts.host, facts.helo)))
    return tuple(r for owner in owners if owner for r in _records_of(owner, facts))


def _records_of(owner: str, facts: Facts) -> Iterator[Record]:
    for one in facts.addresses:
        yield Record(owner, "A" if one.family == 4 else "AAAA", str(one))
    if not facts.addresses:
        yield Record(owner, "A", "ADDRESS", active=False)
    if owner != "@":
        # Bounces have no sender but the name of the HELO.
        yield Record(owner, "TXT", "v=spf1 a -all")


def _names(facts: Facts) -> Iterator[Said]:
    """What is to be said where the two names of the server are not one."""
    if facts.helo is None:
        yield _said(_NO_HELO, host=facts.host)
    elif facts.helo != facts.host:
        yield _said(_TWO_NAMES, host=facts.host, helo=facts.helo)


def _mx(about: Template, preference: str, facts: Facts) -> Part:
    said = [_said(about)] if facts.host else [_said(about), _said(_CHOOSE_HOST)]
    value = f"{preference} {facts.host or 'HOST'}."
    return Part(tuple(said), (Record("@", "MX", value, active=facts.host is not None),))


# ------------------------------------------------------------ who sends, and reports of it


def _spf(facts: Facts) -> Part:
    own = facts.networks
    terms = [*map(_term, own)] if own else ["ip4:ADDRESS"]
    terms += map(_term, facts.relays)
    terms += ["include:GATEWAY"] if facts.gateways else []
    text = " ".join(["v=spf1", *terms, "~all"])
    said = [_said(_SPF)]
    if not own:
        said.append(_said(_CHOOSE_ADDRESS))
    if facts.left_out:
        said.append(_said(_LEFT_OUT, count=facts.left_out))
    if facts.gateways:
        said.append(_said(_CHOOSE_GATEWAY, hosts=Listing(facts.gateways)))
    if len(text) > _LONG_SPF:
        said.append(_said(_LONG, count=len(text)))
    whole = bool(own) and not facts.gateways and not facts.left_out
    return Part(tuple(said), (Record("@", "TXT", text, active=whole),))


def _term(network: Prefix) -> str:
    whole = {4: "/32", 6: "/128"}[network.family]
    return f"ip{network.family}:{str(network).removesuffix(whole)}"


def _reports(domain: str, *, reports: bool) -> Iterator[Part]:
    said = [_said(_DMARC)]
    address = f"postmaster@{domain}"
    if not reports:
        said.append(_said(_CHOOSE_REPORTS, address=address))
    report = f"mailto:{address if reports else 'REPORTS'}"
    value = f"v=DMARC1; p=none; rua={report}"
    yield Part(tuple(said), (Record("_dmarc", "TXT", value, active=reports),))
    yield _optional(
        _said(_STS, domain=domain),
        Record("_smtp._tls", "TXT", f"v=TLSRPTv1; rua={report}"),
        Record("_mta-sts", "TXT", "v=STSv1; id=1"),
    )


# ------------------------------------------------------------ certificates


def _tls(domain: str, facts: Facts) -> Iterator[Part]:
    owner = _owner(facts.host, domain, facts)
    if owner and facts.key and facts.takes_mail:
        name = "_25._tcp" if owner == "@" else f"_25._tcp.{owner}"
        yield _optional(_said(_TLSA), Record(name, "TLSA", f"3 1 1 {facts.key}"))
    if owner:
        yield _optional(_said(_CAA), Record("@", "CAA", '0 issue "AUTHORITY"'))
