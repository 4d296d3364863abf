"""REL006: a wild card in aliasdomain.tab makes foreign domains local.

Mail to them never leaves: it is refused, or delivered to the account of that name here, for own
users and strangers alike (XMail facts: access, section 5; address-resolution, section 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.alias_domains import ALIAS_DOMAINS_FILE, wild_alias_domains
from xmailaudit.policy.relaying import senders
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import remove_row, review
from xmailaudit.rules.relay_findings import outcome
from xmailaudit.rules.rule import Rule, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.alias_domains import WildAliasDomain
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "REL006",
    "relay-wildcard-alias-domain",
    Severity.CRITICAL,
    summary=_("A wild-card alias domain makes domains of others local."),
    message=_("Mail to {example}, or to whatever else {alias} covers, is taken for {domain} here"),
    reads=(ALIAS_DOMAINS_FILE,),
    fix=Applicability.REVIEW,
    references=(xmail("access", 5), xmail("address-resolution", 3)),
)

_OWN = _("{alias} makes every name below a domain of your own an alias of {domain}")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    for wild in wild_alias_domains(root):
        if wild.example is not None:
            yield _finding(root, given, wild)


def _finding(root: MailRoot, given: Given, wild: WildAliasDomain) -> Finding:
    title = say(_("Remove the row; name each alias domain that is yours in a row of its own"))
    return RULE.finding(
        wild.row.at("alias"),
        message=_OWN if wild.own_names_only else None,
        severity=_severity(wild),
        witness=outcome(root, given, senders(root, given.world), f"someone@{wild.example}"),
        example=wild.example,
        alias=wild.row.alias,
        domain=wild.row.domain,
        fixes=[review("remove-row", title, remove_row(wild.row))],
    )


def _severity(wild: WildAliasDomain) -> Severity:
    if wild.own_names_only:
        return Severity.INFO
    return Severity.CRITICAL if wild.covers_the_world else Severity.HIGH
