"""SRV012: XMail cannot find out where mail to others goes, so none leaves.

Without SmartDNSHost it asks the root servers that the file dnsroots names; an empty SmartDNSHost is
no absent one (XMail facts: server-tab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import _, say
from xmailaudit.policy.mail_address import valid_host
from xmailaudit.policy.outbound.resolvers import meant
from xmailaudit.policy.outbound.routes import ALL_DOMAINS, outbound
from xmailaudit.policy.outbound.way import DEFAULT_GATEWAYS, FORWARDS_FILE, Way
from xmailaudit.rules.finding import Applicability, Choice, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import Rule, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.tables.dnsroots import DNS_ROOTS
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit

RULE = Rule(
    "SRV012",
    "no-resolver",
    Severity.CRITICAL,
    summary=_("XMail has nobody to ask for mail exchangers, so no mail leaves."),
    message=_(
        "No mail exchanger can be looked up: there is neither SmartDNSHost nor a root server in "
        "dnsroots, and no gateway takes all mail"
    ),
    reads=(SERVER_FILE,),
    fix=Applicability.REVIEW,
    references=(xmail("server-tab"), xmail("address-resolution", 8)),
)

_EMPTY = _(
    "No mail exchanger can be looked up: SmartDNSHost is empty, which keeps XMail from dnsroots "
    "without naming a server to ask"
)
_PARTLY = _(
    "No mail exchanger can be looked up: only what SMTP takes for smtpgw.tab leaves, and no bounce "
    "or redirected message does"
)
_RESOLVERS = "SmartDNSHost"
_ROOTS = "dnsroots"


@RULE.check
def check(root: MailRoot, _given: Given) -> Iterator[Finding]:
    gateways = root.setting(DEFAULT_GATEWAYS)
    resolvers = root.setting(_RESOLVERS)
    ways = outbound(root)
    root.exists(FORWARDS_FILE)  # unseen, it may hold a row that takes all mail
    known = meant(resolvers.text or "")
    if ways.asks_no_exchanger or known or gateways.row is not None:
        return  # SRV006 speaks of resolvers that XMail misreads, USR025 of gateways without a host
    require_shown(root, DEFAULT_GATEWAYS, _RESOLVERS)
    if resolvers.row is None and _has_root_server(root):
        return
    partly = any(
        hosts.way is Way.GATEWAY and hosts.row.fields[0] in ALL_DOMAINS for hosts in ways.lists
    )
    yield RULE.finding(
        resolvers.place,
        *([Place(_ROOTS)] if resolvers.row is None and root.exists(_ROOTS) else []),
        severity=Severity.HIGH if partly else None,
        message=_PARTLY if partly else RULE.message if resolvers.row is None else _EMPTY,
        key=(_RESOLVERS,),
        fixes=[_ask_somebody(root)],
    )


def _has_root_server(root: MailRoot) -> bool:
    return any(valid_host(row.host) for row in root.rows(DNS_ROOTS, _ROOTS))


def _ask_somebody(root: MailRoot) -> Fix:
    def edits(answer: str) -> tuple[Edit, ...]:
        host, _colon, kind = answer.partition(":")
        edit = set_setting(root, _RESOLVERS, f"{host}:{kind or 'udp'}") if host.strip() else None
        return () if edit is None else (edit,)

    question = say(_("Which name server shall XMail ask (an IPv4 address, or a name)?"))
    return review(
        "name-resolver",
        say(_("Name a server that answers all questions in {name}"), name=_RESOLVERS),
        choice=Choice("resolver", question, None, edits),
    )
