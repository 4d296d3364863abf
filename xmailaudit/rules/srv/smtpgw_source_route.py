"""SRV014: a route of smtpgw.tab changes the sender into a source route.

MAIL FROM leaves as `<@host:sender>`, which RFC 5321 lets servers refuse (XMail facts:
address-resolution 8).  Rows whose mail is frozen before that are SRV005's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.outbound.source_routes import carries_mail, hops
from xmailaudit.policy.outbound.way import FORWARDS_FILE, GATEWAYS_FILE
from xmailaudit.policy.routing.diversions import rows_for_others
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import insert_row, manual, remove_row, review
from xmailaudit.rules.rule import MOST_PLACES, Rule, rfc, xmail
from xmailaudit.tables.edit import CreateFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit
    from xmailaudit.tables.gateways import GatewayRow

RULE = Rule(
    "SRV014",
    "smtpgw-source-route",
    Severity.MEDIUM,
    summary=_("Mail that smtpgw.tab routes leaves with a sender that many servers refuse."),
    message=plural(
        _(
            "smtpgw.tab: mail for {domain} leaves with MAIL FROM:<@{host}:sender>, a source route "
            "that many servers refuse"
        ),
        _(
            "smtpgw.tab: mail of {count} rows leaves with a source route as its sender, which many "
            "servers refuse"
        ),
        by="count",
    ),
    reads=(GATEWAYS_FILE,),
    fix=Applicability.REVIEW,
    references=(xmail("address-resolution", 8), rfc(5321, "4.1.1.3"), rfc(5321, "3.6.1")),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    rows = [row for row in rows_for_others(root, given.world) if carries_mail(row.gateway)]
    if rows:
        yield RULE.finding(
            *(row.at("gateway") for row in rows[:MOST_PLACES]),
            total=len(rows),
            fixes=[_fix(root, rows)],
            domain=rows[0].domain,
            host=hops(rows[0].gateway)[0],
            count=len(rows),
        )


def _fix(root: MailRoot, rows: list[GatewayRow]) -> Fix:
    """The rows go to the top of smtpfwd.tab, for what smtpgw.tab says was asked before it."""
    local = OutsideStep(
        say(
            _(
                "smtpfwd.tab is for mail to other servers: a domain that is handled here keeps its "
                "mail then, and bounces and redirected mail take the way too"
            )
        ),
        FORWARDS_FILE,
    )
    title = say(_("Move the route to smtpfwd.tab, which leaves the sender as it is"))
    if any(len(hops(row.gateway)) > 1 for row in rows):
        chain = say(_("smtpfwd.tab names one host for each domain, no chain of them"))
        return manual("move-route", title, OutsideStep(chain, FORWARDS_FILE), local)
    fields = [(row.domain, hops(row.gateway)[0].replace("|", ":")) for row in rows]
    move: list[Edit] = [CreateFile(FORWARDS_FILE, tuple(fields))]
    if root.exists(FORWARDS_FILE):
        move = [insert_row(FORWARDS_FILE, *pair, after=0) for pair in fields]
    return review("move-route", title, *map(remove_row, rows), *move, steps=(local,))
