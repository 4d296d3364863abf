"""REL010: every program on this machine may relay, and a web server is one of them.

A script on the machine needs no login to send to any domain, so one hole in a web site is a hole
in the mail server (XMail facts: access, section 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.addresses import loopback
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.relay_findings import evidence, places, portions, show_rows
from xmailaudit.rules.relay_rows import peers_of, relays
from xmailaudit.rules.rule import Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "REL010",
    "relay-loopback",
    Severity.LOW,
    summary=_("Programs on this machine relay without a login, and a web server shares it."),
    message=_("{rows} lets whatever runs in the web server send to any domain without a login"),
    reads=("smtprelay.tab",),
    fix=Applicability.MANUAL,
    references=(cwe(441), xmail("access", 5)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    if not given.web_server:
        return
    view = relays(root, given)
    for rows in portions(view.owned_by(RULE.id)):
        proof = evidence(root, given, view.allowed & peers_of(rows) & loopback())
        if proof is not None:
            yield RULE.finding(
                *places(rows),
                total=len(rows),
                witness=proof.witness,
                confidence=proof.confidence,
                rows=show_rows(rows),
                fixes=[_log_in_instead()],
            )


def _log_in_instead() -> Fix:
    return manual(
        "log-in-instead",
        say(_("Let the web server's programs log in, then remove the row")),
        OutsideStep(say(_("Make an account for each program that sends mail"))),
        OutsideStep(say(_("Give each program its login, and see that its mail still goes out"))),
        OutsideStep(say(_("Remove the row")), "smtprelay.tab"),
    )
