"""CRT003: a certificate that XMail sends begins later: too early a renewal, or a wrong clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.certificates import day, served
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import Rule, rfc, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT003",
    "not-yet-valid",
    Severity.HIGH,
    summary=_("A certificate that XMail sends is not valid yet; it is sent all the same."),
    message=_("the certificate of {name} is valid from {date} only, and is sent already"),
    reads=("server.cert",),
    fix=Applicability.MANUAL,
    references=(rfc(5280, "4.1.2.5"), xmail("tls", 3)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    for seen in served(root):
        certificate = seen.certificate
        if seen.is_root_along or certificate.not_before <= given.now:
            continue
        yield RULE.finding(
            seen.place,
            key=seen.key,
            fixes=[
                manual(
                    "wait",
                    say(_("Put back the certificate that is valid now, and this one on its day")),
                    OutsideStep(
                        say(_("If the date is past, set the clock of the machine that made it"))
                    ),
                )
            ],
            name=seen.name,
            date=day(certificate.not_before),
        )
