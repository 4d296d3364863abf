"""REL009: a host name where an address should be.

XMail looks the name up at every connection; whoever runs its zone, or answers in its place, decides
who may relay (XMail facts: access, section 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.relay_findings import name_place, places, portions, show_rows
from xmailaudit.rules.relay_fixes import choose_addresses, remove_rows
from xmailaudit.rules.relay_rows import relays
from xmailaudit.rules.rule import Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "REL009",
    "relay-host-name",
    Severity.MEDIUM,
    summary=_("A host name in the relay table is looked up at every connection."),
    message=plural(
        _("{rows}: whoever answers for {name} decides at every connection who may relay"),
        _("{count} host names are looked up at every connection to decide who may relay: {rows}"),
        by="count",
    ),
    reads=("smtprelay.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(350), xmail("access", 1)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    for rows in portions(relays(root, given).owned_by(RULE.id)):
        yield RULE.finding(
            *places(rows, name_place),
            total=len(rows),
            count=len(rows),
            rows=show_rows(rows),
            name=rows[0].host_name,
            fixes=[choose_addresses(rows), remove_rows(rows)],
        )
