"""REL003: one machine's address under a network's mask.

XMail masks both sides before it compares, so 203.0.113.24 with 255.255.255.0 lets all of
203.0.113.0/24 relay (XMail facts: access, section 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.addresses import population
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.relay_findings import evidence, mask_place, places, portions, show_rows
from xmailaudit.rules.relay_fixes import narrow_to_hosts
from xmailaudit.rules.relay_rows import relays
from xmailaudit.rules.rule import Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "REL003",
    "relay-host-with-wide-mask",
    Severity.HIGH,
    summary=_("A row names one machine, but its mask lets the whole network around it relay."),
    message=plural(
        _("{rows} names one machine, but lets {strangers} stranger relay beside it"),
        _("{rows} names one machine, but lets {strangers} strangers relay beside it"),
        by="strangers",
    ),
    reads=("smtprelay.tab",),
    fix=Applicability.SAFE,
    references=(cwe(1220), xmail("access", 1)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    view = relays(root, given)
    for rows in portions(view.owned_by(RULE.id)):
        strangers = view.opened_beside_hosts(rows)
        proof = evidence(root, given, strangers)
        if proof is not None:
            title = say(_("Let the machine itself relay, not the network around it"))
            yield RULE.finding(
                *places(rows, mask_place),
                total=len(rows),
                witness=proof.witness,
                confidence=proof.confidence,
                rows=show_rows(rows),
                strangers=population(strangers),
                fixes=[narrow_to_hosts(root, given, rows, title)],
            )
