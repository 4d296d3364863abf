"""TLS009: mail leaves in clear.

XMail starts TLS only where NeedTLS says so; without it the offer of STARTTLS is passed over (XMail
facts: tls 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.outbound.routes import (
    GATEWAY_OPTIONS,
    OPTIONS,
    Need,
    need_tls,
    outbound,
    routes,
)
from xmailaudit.policy.outbound.way import DEFAULT_GATEWAYS, Way
from xmailaudit.rules.finding import Applicability, Confidence, Severity
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.outbound_findings import (
    fix_with_tls,
    leads_out,
    raise_gap,
    require_tls,
    set_common,
)
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, rfc, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.outbound.routes import HostList, Route
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.row import Place

RULE = Rule(
    "TLS009",
    "outbound-clear",
    Severity.HIGH,
    summary=_("Mail leaves in clear, even to servers that offer TLS."),
    message=_("Mail leaves in clear, even to servers that offer TLS: SmtpGwConfig sets no NeedTLS"),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(319), rfc(3207), xmail("tls", 5)),
)

_SWITCHED_OFF = _(
    "Mail leaves in clear, even to servers that offer TLS: SmtpGwConfig is {value}, which switches "
    "TLS off"
)
_HOSTS = _("Mail to {hosts} leaves in clear, even where TLS is offered: XMail reads no NeedTLS")
_ROW = plural(
    _("Mail to {hosts} leaves in clear, even where TLS is offered: the row says so"),
    _("Mail through the hosts of {rows} rows leaves in clear: the rows say so"),
    by="rows",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_shown(root, GATEWAY_OPTIONS)
    if not need_tls(root.setting(GATEWAY_OPTIONS).text):
        require_shown(root, DEFAULT_GATEWAYS)
    clear = [route for route in routes(root) if route.need is Need.CLEAR]
    public = [route for route in clear if leads_out(route, given)]
    common = [route for route in public if not route.own]
    if common:
        yield _common(root, given, common)
    rows = dict.fromkeys(one.hosts for one in public if one.own and one.hosts is not None)
    for group in apart(rows):
        yield _rows(root, given, group)
    raise_gap(root)


def _common(root: MailRoot, given: Given, clear: list[Route]) -> Finding:
    """The routes that do as SmtpGwConfig says, or does not say."""
    setting = root.setting(GATEWAY_OPTIONS)
    title = say(_("Start TLS where it is offered: NeedTLS=1 in SmtpGwConfig"))
    return RULE.finding(
        *_places(root, clear),
        message=_message(root, clear),
        key=(GATEWAY_OPTIONS,),
        confidence=Confidence.LIKELY if outbound(root).gap else Confidence.CERTAIN,
        fixes=[fix_with_tls(root, given, "start-tls", title, set_common(root, Need.IF_OFFERED))],
        value=setting.text,
        hosts=Listing(tuple(dict.fromkeys(one.host for one in clear))[:MOST_PLACES]),
    )


def _places(root: MailRoot, clear: list[Route]) -> tuple[Place, ...]:
    """The setting; where there is none, the hosts that would need it."""
    setting = root.setting(GATEWAY_OPTIONS)
    if setting.row is not None or _is_general(clear):
        return (setting.place,)
    return tuple(dict.fromkeys(route.place for route in clear))


def _is_general(clear: list[Route]) -> bool:
    return any(route.way is Way.MAIL_EXCHANGER for route in clear)


def _message(root: MailRoot, clear: list[Route]) -> Template:
    if need_tls(root.setting(GATEWAY_OPTIONS).text) is Need.CLEAR:
        return _SWITCHED_OFF
    return RULE.message if _is_general(clear) else _HOSTS


def _rows(root: MailRoot, given: Given, rows: tuple[HostList, ...]) -> Finding:
    """Rows that switch TLS off for their hosts, whatever SmtpGwConfig says."""
    edits = (require_tls(root, row, Need.IF_OFFERED) for row in rows)
    title = say(_("Start TLS where it is offered: NeedTLS=1 in the row"))
    return RULE.finding(
        *(_switch(row) for row in rows[:MOST_PLACES]),
        total=len(rows),
        message=_ROW,
        fixes=[fix_with_tls(root, given, "start-tls", title, *edits)],
        hosts=Listing(rows[0].items),
        rows=len(rows),
    )


def _switch(row: HostList) -> Place:
    return row.place if row.way is Way.DEFAULT else row.row.at(OPTIONS)
