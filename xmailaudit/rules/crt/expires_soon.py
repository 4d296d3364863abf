"""CRT002: a certificate that XMail sends ends within the time a renewal may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.certificates import day, days_until, served
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity, StepKind
from xmailaudit.rules.fixes import install_step, manual
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT002",
    "expires-soon",
    Severity.MEDIUM,
    summary=_("A certificate that XMail sends ends soon, and nothing in XMail will warn."),
    message=_("the certificate of {name} ends on {date}, in {days} days"),
    reads=("server.cert",),
    fix=Applicability.MANUAL,
    references=(cwe(298), rfc(5280, "4.1.2.5"), xmail("tls", 1)),
)

_LAST_DAY = _("the certificate of {name} ends on {date}, in less than a day")

#: Days, where the profile names none.
_SOON = 30
_VERY_SOON = 7


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    soon = given.parameters.get("certificate-expiry-days", _SOON)
    most = soon if isinstance(soon, int) else _SOON
    for seen in served(root):
        certificate = seen.certificate
        days = days_until(certificate.not_after, given.now)
        if seen.is_root_along or not 0 <= days < most or certificate.not_before > given.now:
            continue
        yield RULE.finding(
            seen.place,
            severity=Severity.HIGH if days < _VERY_SOON else None,
            message=None if days else _LAST_DAY,
            key=seen.key,
            fixes=[
                manual(
                    "renew",
                    say(_("Renew it before {date}"), date=day(certificate.not_after)),
                    install_step(),
                    _hook_step(),
                )
            ],
            name=seen.name,
            date=day(certificate.not_after),
            days=days,
        )


def _hook_step() -> OutsideStep:
    command = "xmailaudit cert hook"
    what = _("{command} prints the script with which an ACME client does so from now on")
    return OutsideStep(say(what, command=command), kind=StepKind.COMMAND)
