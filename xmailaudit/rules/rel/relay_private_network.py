"""REL004: private networks may relay.

The rows of the distribution, and whatever stands for many: behind a container bridge or a NAT
gateway everybody has the same address (XMail facts: access, sections 5 and 10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.addresses import population
from xmailaudit.policy.relaying import hides_its_clients
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.relay_findings import evidence, places, portions, show_rows
from xmailaudit.rules.relay_fixes import choose_networks
from xmailaudit.rules.relay_rows import peers_of, relays
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "REL004",
    "relay-private-network",
    Severity.MEDIUM,
    summary=_("A private network, container bridge or NAT gateway may relay without logging in."),
    message=plural(
        _("{rows} lets {clients} private address that nobody declared send to any domain"),
        _("{rows} lets {clients} private addresses that nobody declared send to any domain"),
        by="clients",
    ),
    reads=("smtprelay.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(441), rfc(1918, "3"), xmail("access", 5), xmail("access", 10)),
)

_GATEWAY = _(
    "{rows} lets a container bridge or NAT gateway relay, and with it everybody who comes through"
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    view = relays(root, given)
    for rows in portions(view.owned_by(RULE.id)):
        clients = view.neighbours & peers_of(rows)
        proof = evidence(root, given, clients)
        if proof is not None:
            title = say(_("Replace the network by the addresses in it that must send unattended"))
            yield RULE.finding(
                *places(rows),
                total=len(rows),
                message=_GATEWAY if clients <= hides_its_clients() else None,
                witness=proof.witness,
                confidence=proof.confidence,
                rows=show_rows(rows),
                clients=population(clients),
                fixes=[choose_networks(root, given, rows, title)],
            )
