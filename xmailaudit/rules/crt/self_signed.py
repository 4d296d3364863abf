"""CRT004: the server's certificate is its own issuer, so nobody else vouches for it.

XMail serves it like any other; it is the client that cannot tell it from an impostor's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.certificates import leaf_of
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity, StepKind
from xmailaudit.rules.fixes import request_step, review
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT004",
    "self-signed",
    Severity.MEDIUM,
    summary=_("The server's certificate is self-signed, so nobody vouches for it."),
    message=_("the certificate of {name} is its own issuer: clients cannot tell it from another's"),
    reads=("server.cert",),
    fix=Applicability.REVIEW,
    references=(cwe(295), rfc(5280, "3.2"), xmail("tls", 3)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    seen = leaf_of(root)
    if seen is None or not seen.certificate.self_signed:
        return
    yield RULE.finding(
        seen.place,
        key=seen.key,
        fixes=[
            review(
                "request",
                say(_("Have a CA issue one for the same key")),
                steps=(
                    request_step(),
                    OutsideStep(
                        say(_("Make a request with the names the server is called by")),
                        kind=StepKind.CERTIFICATE,
                    ),
                    OutsideStep(
                        say(_("Put what the CA sends, intermediates included, into server.cert")),
                        kind=StepKind.CERTIFICATE,
                    ),
                ),
            )
        ],
        name=seen.name,
    )
