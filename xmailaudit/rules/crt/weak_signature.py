"""CRT007: a signature over MD5 or SHA-1, for which somebody could have made a second certificate.

A self-signed certificate's signature proves nothing, whatever its digest, and nobody checks it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.certificates import served
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT007",
    "weak-signature",
    Severity.HIGH,
    summary=_("A certificate is signed over a digest that can be forged."),
    message=_("the certificate of {name} is signed over {digest}, which clients refuse"),
    reads=("server.cert",),
    fix=Applicability.MANUAL,
    references=(cwe(328), rfc(9155), xmail("tls", 1)),
)

_FORGEABLE = ("md2", "md4", "md5", "sha1")
_NAMES = {"sha1": "SHA-1"}


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    for seen in served(root):
        digest = seen.certificate.hash_name
        if digest not in _FORGEABLE or seen.certificate.self_signed:
            continue
        yield RULE.finding(
            seen.place,
            key=seen.key,
            fixes=[
                manual("again", say(_("Have it issued again; every CA signs over SHA-256 now")))
            ],
            name=seen.name,
            digest=_NAMES.get(digest, digest.upper()),
        )
