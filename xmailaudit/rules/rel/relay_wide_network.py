"""REL002: a public network, or a public address nobody declared, may relay.

Where the owner declares trusted networks, every public client beyond them counts; where he declares
none, a row of one address is taken for his own (XMail facts: access, section 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.addresses import population
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.relay_findings import evidence, places, portions, show_rows
from xmailaudit.rules.relay_fixes import choose_networks
from xmailaudit.rules.relay_rows import peers_of, relays
from xmailaudit.rules.rule import Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "REL002",
    "relay-wide-network",
    Severity.HIGH,
    summary=_("A public network wider than what is declared trusted may relay."),
    message=plural(
        _("{rows} lets {strangers} public address that nobody declared send to any domain"),
        _("{rows} lets {strangers} public addresses that nobody declared send to any domain"),
        by="strangers",
    ),
    reads=("smtprelay.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(441), xmail("access", 5)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    view = relays(root, given)
    for rows in portions(view.owned_by(RULE.id)):
        strangers = view.strangers & peers_of(rows)
        proof = evidence(root, given, strangers)
        if proof is not None:
            title = say(_("Replace the network by the addresses in it that are yours"))
            yield RULE.finding(
                *places(rows),
                total=len(rows),
                witness=proof.witness,
                confidence=proof.confidence,
                rows=show_rows(rows),
                strangers=population(strangers),
                fixes=[choose_networks(root, given, rows, title)],
            )
