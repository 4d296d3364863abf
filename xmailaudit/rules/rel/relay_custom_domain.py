"""REL005: a custom-domain file lets anybody send to its domains.

XMail takes mail for a domain that a file of custdomains/ covers from every client, logged in or
not, and does with it what the file says (XMail facts: access, section 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.policy.addresses import is_world, public
from xmailaudit.policy.custom_domains import custom_domains
from xmailaudit.policy.relaying import senders
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.relay_findings import evidence
from xmailaudit.rules.relay_fixes import close_custom_domain
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.tables.ctext import ascii_lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.custom_domains import CustomDomain
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "REL005",
    "relay-custom-domain",
    Severity.MEDIUM,
    summary=_("A custom-domain file lets anybody send to its domains without logging in."),
    message=_("Anybody may send mail to {domains} through this server: {file} covers it"),
    reads=("custdomains/*",),
    fix=Applicability.REVIEW,
    references=(cwe(441), xmail("access", 5), xmail("address-resolution", 6)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    strangers = (senders(root, given.world) & public()) - given.owned
    whole_world = is_world(strangers)
    for custom in custom_domains(root):
        is_open_relay = custom.is_top and custom.sends_on and whole_world
        if is_open_relay or not custom.delivers or _is_backup(custom, given):
            continue
        proof = evidence(root, given, strangers, f"someone@{custom.example}")
        if proof is not None:
            yield RULE.finding(
                *custom.commands,
                severity=Severity.HIGH if custom.is_parent else None,
                witness=proof.witness,
                confidence=proof.confidence,
                domains=custom.pattern,
                file=custom.file,
                fixes=[close_custom_domain(root, custom)],
            )


def _is_backup(custom: CustomDomain, given: Given) -> bool:
    """Whether the owner takes mail for this domain on purpose."""
    return custom.name.removeprefix(".") in map(ascii_lower, given.backup_domains)
