"""CRT001: a certificate that XMail sends has expired.

XMail serves it without a word; it is the other side that refuses (XMail facts: tls, section 3).
A root that comes along is nobody's business but CRT010's: clients use their own copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.certificates import day, days_until, served
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import install_step, manual
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT001",
    "expired",
    Severity.CRITICAL,
    summary=_("A certificate that XMail sends has expired; it is sent all the same."),
    message=_("the certificate of {name} expired on {date}, {days} days ago, and is still sent"),
    reads=("server.cert",),
    fix=Applicability.MANUAL,
    references=(cwe(298), rfc(5280, "4.1.2.5"), xmail("tls", 3)),
)

_ISSUER = _("{name}, which issued the server's certificate, expired on {date}, {days} days ago")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    for seen in served(root):
        certificate = seen.certificate
        if seen.is_root_along or certificate.not_after >= given.now:
            continue
        yield RULE.finding(
            seen.place,
            message=None if seen.is_leaf else _ISSUER,
            key=seen.key,
            fixes=[
                manual(
                    "renew",
                    say(_("Get a new certificate and put it in its place")),
                    OutsideStep(
                        say(
                            _("Leaf and intermediates go into server.cert, the key into server.key")
                        )
                    ),
                    install_step(),
                    OutsideStep(say(_("Nothing needs a restart: both are read at each handshake"))),
                )
            ],
            name=seen.name,
            date=day(certificate.not_after),
            days=-days_until(certificate.not_after, given.now) - 1,
        )
