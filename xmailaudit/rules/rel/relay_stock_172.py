"""REL011: 172.16.0.0 with the mask of the distribution.

The private network is 172.16.0.0/12; the row that comes with XMail opens a sixteenth of it (XMail
facts: access, section 10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.addresses import population
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.relay_findings import evidence, mask_place, places, portions, show_rows
from xmailaudit.rules.relay_fixes import choose_networks
from xmailaudit.rules.relay_rows import peers_of, relays
from xmailaudit.rules.rule import Rule, rfc, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "REL011",
    "relay-stock-172",
    Severity.INFO,
    summary=_("172.16.0.0 with the mask 255.255.0.0 is not the private network of RFC 1918."),
    message=_("{rows} is the distribution's row: it opens {clients} addresses of 172.16.0.0/12"),
    reads=("smtprelay.tab",),
    fix=Applicability.REVIEW,
    references=(rfc(1918, "3"), xmail("access", 10)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    view = relays(root, given)
    for rows in portions(view.owned_by(RULE.id)):
        clients = view.neighbours & peers_of(rows)
        proof = evidence(root, given, clients)
        if proof is not None:
            title = say(_("Replace the row by the addresses that must send without a login"))
            yield RULE.finding(
                *places(rows, mask_place),
                total=len(rows),
                witness=proof.witness,
                confidence=proof.confidence,
                rows=show_rows(rows),
                clients=population(clients),
                fixes=[choose_networks(root, given, rows, title)],
            )
