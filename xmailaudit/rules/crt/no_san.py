"""CRT009: the certificate has a common name only, where clients look at DNS names alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.certificates import leaf_of
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual, request_step
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT009",
    "no-san",
    Severity.MEDIUM,
    summary=_("The certificate names no host where clients look for it."),
    message=_("the certificate of {name} has no subject alternative name, so it is for no host"),
    reads=("server.cert",),
    fix=Applicability.MANUAL,
    references=(cwe(297), rfc(9525, "2"), xmail("tls", 4)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    seen = leaf_of(root)
    if seen is None or seen.certificate.has_names:
        return
    yield RULE.finding(
        seen.place,
        key=seen.key,
        fixes=[
            manual(
                "reissue",
                say(_("Have it issued again, with the host names as DNS names")),
                request_step(),
            )
        ],
        name=seen.name,
    )
