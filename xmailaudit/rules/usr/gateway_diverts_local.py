"""USR026: a row of smtpgw.tab that takes the mail of a domain of this server.

Its route is put in front of every recipient that SMTP takes (XMail facts: address-resolution, 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.accounts import every_account
from xmailaudit.policy.routing.diversions import diversions
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import remove_row, review
from xmailaudit.rules.relay_fixes import forward
from xmailaudit.rules.route_witnesses import routed
from xmailaudit.rules.rule import Rule, xmail
from xmailaudit.tables.ctext import ascii_lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.routing.diversions import Diversion
    from xmailaudit.rules.finding import Finding, Fix, Witness
    from xmailaudit.rules.given import Given

RULE = Rule(
    "USR026",
    "gateway-diverts-local",
    Severity.HIGH,
    summary=_("A route for foreign mail takes mail of this server's own domains as well."),
    message=plural(
        _("Mail for {domain}, a domain of this server, is sent to {gateway} and not delivered"),
        _(
            "Mail for {domains} domains of this server, {domain} among them, is sent to {gateway} "
            "and not delivered"
        ),
        by="domains",
    ),
    reads=("smtpgw.tab",),
    fix=Applicability.REVIEW,
    references=(xmail("address-resolution", 2), xmail("address-resolution", 8)),
)

_FROZEN = plural(
    _("Mail for {domain}, which is handled here, is frozen: XMail cannot read the route {gateway}"),
    _(
        "Mail for {domains} domains of this server, {domain} among them, is frozen: XMail cannot "
        "read {gateway} as a route"
    ),
    by="domains",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    for one in diversions(root, given.world):
        yield RULE.finding(
            one.row,
            message=None if one.works else _FROZEN,
            witness=_witness(root, given, one),
            fixes=[_fix(root, one)],
            domain=one.domains[0],
            domains=len(one.domains),
            gateway=one.row.gateway,
        )


def _witness(root: MailRoot, given: Given, one: Diversion) -> Witness | None:
    """Mail for an account of one of the domains, if SMTP takes it."""
    account = next(
        (a for a in every_account(root) if ascii_lower(a.row.domain) in one.domains), None
    )
    witness = None if account is None else routed(root, given, account.address)
    return None if witness is None or witness.decision.path is None else witness


def _fix(root: MailRoot, one: Diversion) -> Fix:
    if not one.works:
        return review("remove-row", say(_("Remove the row")), remove_row(one.row))
    host = one.row.gateway.removeprefix("@").partition(",")[0].replace("|", ":")
    route = forward(root, one.row.domain, host)
    title = say(_("Keep the route in smtpfwd.tab, which is for mail that leaves the server only"))
    return review("move-route", title, remove_row(one.row), route)
