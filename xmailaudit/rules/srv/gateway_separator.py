"""SRV005: hosts of a gateway list with a comma between them, or a gateway that makes no path.

The example that comes with XMail has the comma (XMail facts: server-tab, DefaultSMTPGateways).  In
smtpgw.tab the port goes behind `|`: with a colon the message cannot be read out of the spool again
(address-resolution 8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.outbound.routes import HOSTS, outbound
from xmailaudit.policy.outbound.separators import confused
from xmailaudit.policy.outbound.source_routes import carries_mail
from xmailaudit.policy.outbound.way import DEFAULT_GATEWAYS, FORWARDS_FILE, GATEWAYS_FILE, Way
from xmailaudit.policy.routing.diversions import rows_for_others
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, review, safe, set_field
from xmailaudit.rules.outbound_findings import raise_gap
from xmailaudit.rules.rule import Rule, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.outbound.separators import Confused
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.gateways import GatewayRow

RULE = Rule(
    "SRV005",
    "gateway-separator",
    Severity.HIGH,
    summary=_("A list of gateways is separated in a way that XMail does not read."),
    message=_("{file}: a comma does not separate hosts, so XMail tries {used} and never {lost}"),
    reads=(
        "server.tab",
        FORWARDS_FILE,
        GATEWAYS_FILE,
        "domains/*",
        "cmdaliases/*",
        "custdomains/*",
    ),
    fix=Applicability.SAFE,
    references=(xmail("server-tab"), xmail("address-resolution", 8), xmail("tls", 5)),
)

_NONE_FOUND = _(
    "{file}: {lost} are one host's name to XMail, which no DNS knows: their mail is not delivered"
)
_FROZEN = _(
    "smtpgw.tab: {gateway} makes no path that XMail can read again, so mail for {domain} is frozen "
    "and nobody is told"
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    ways = outbound(root)
    for hosts in ways.lists:
        is_used = hosts.way is not Way.GATEWAY and not (hosts.way is Way.DEFAULT and ways.takes_all)
        found = confused(hosts) if is_used else None
        if found is not None:
            yield _of_list(found)
    for row in rows_for_others(root, given.world):
        if not carries_mail(row.gateway):
            yield _of_gateway(row)
    require_shown(root, DEFAULT_GATEWAYS)
    raise_gap(root)


# ------------------------------------------------------------ lists of hosts


def _of_list(found: Confused) -> Finding:
    row = found.hosts.row
    return RULE.finding(
        found.hosts.place,
        message=RULE.message if found.used else _NONE_FOUND,
        fixes=list(_fixes(found)),
        file=row.file,
        used=Listing(found.used),
        lost=Listing(found.lost),
    )


def _fixes(found: Confused) -> Iterator[Fix]:
    """Whoever wrote the list wants the first; the second says what is so already."""
    row = found.hosts.row
    title = say(_("Separate the hosts with semicolons: mail may then go to the others too"))
    yield review("separate", title, set_field(row, HOSTS, found.apart))
    if found.used:
        as_is = say(_("Write what already holds: {used} alone"), used=Listing(found.used))
        yield safe("first-alone", as_is, set_field(row, HOSTS, found.alone))


# ------------------------------------------------------------ smtpgw.tab


def _of_gateway(row: GatewayRow) -> Finding:
    return RULE.finding(
        row.at("gateway"),
        message=_FROZEN,
        fixes=[_repair(row)],
        gateway=row.gateway,
        domain=row.domain,
    )


def _repair(row: GatewayRow) -> Fix:
    meant = _meant(row.gateway)
    if not carries_mail(meant):
        step = OutsideStep(say(_("A gateway is @host, or @host|port")), GATEWAYS_FILE)
        return manual("write-path", say(_("Write the gateway as XMail reads it")), step)
    title = say(_("Write {gateway}: mail that is frozen now then goes there"), gateway=meant)
    return review("write-path", title, set_field(row, "gateway", meant))


def _meant(gateway: str) -> str:
    """The first host of the text as a path; a port, which has digits only, behind a bar."""
    host = gateway.replace(";", ",").split(",")[0].strip().removeprefix("@").strip()
    before, colon, port = host.rpartition(":")
    if colon and port.isdigit() and (":" not in before or before.endswith("]")):
        host = f"{before}|{port}"
    return f"@{host}"
