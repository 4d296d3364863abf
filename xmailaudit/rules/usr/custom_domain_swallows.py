"""USR028: a custom-domain file for many domains that sends nothing on.

XMail runs its commands in place of a delivery, for mail of its own users too (XMail facts:
address-resolution, 6; mailproc, 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.custom_domains import custom_domains
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.route_witnesses import routed
from xmailaudit.rules.rule import Rule, xmail
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "USR028",
    "custom-domain-swallows",
    Severity.CRITICAL,
    summary=_("A custom-domain file keeps mail for a whole branch of the internet."),
    message=_(
        "Mail for every domain like {domains} goes to the commands of {file} and never to its "
        "recipient: no smtp or smtprelay sends it on"
    ),
    reads=("custdomains/*",),
    fix=Applicability.MANUAL,
    references=(xmail("address-resolution", 6), xmail("mailproc", 1)),
)

_EVERY_DOMAIN = _(
    "All mail for other servers goes to the commands of {file} and never to its recipient: no smtp "
    "or smtprelay sends it on"
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    for custom in custom_domains(root):
        if custom.is_parent and not custom.sends_on:
            yield RULE.finding(
                *(custom.commands or (Place(custom.file),)),
                key=(custom.file,),
                confidence=Confidence.LIKELY if custom.runs_program else Confidence.CERTAIN,
                message=None if custom.name else _EVERY_DOMAIN,
                witness=routed(root, given, f"someone@{custom.example}"),
                fixes=[_fix()],
                domains=custom.pattern,
                file=custom.file,
            )


def _fix() -> Fix:
    return manual(
        "narrow",
        say(_("Let the file cover the one domain it is meant for")),
        OutsideStep(say(_("Name it after that domain, without a dot in front"))),
        OutsideStep(say(_("If it must cover all, end it with a line smtp, which sends mail on"))),
    )
