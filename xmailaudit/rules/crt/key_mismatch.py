"""CRT005: the first certificate of server.cert does not belong to the key, so nothing is served.

Often the files are right and their order is not: a CA's certificate stands before the leaf
(XMail facts: tls, section 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.tls.material import CERTIFICATE_FILE, certificate_file, key_file
from xmailaudit.policy.tls.serving import Trouble, obstacle
from xmailaudit.rules.certificates import chain_order, in_file, leaf_of, reordered
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity, StepKind
from xmailaudit.rules.fixes import install_step, manual, review
from xmailaudit.rules.rule import Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.certificates.certificate_file import CertificateFile, Held
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT005",
    "key-mismatch",
    Severity.CRITICAL,
    summary=_("Certificate and key do not belong together, so every TLS handshake fails."),
    message=_("server.key is not the key of {name}, the first certificate of server.cert"),
    reads=("server.cert",),
    fix=Applicability.REVIEW,
    references=(cwe(295), xmail("tls", 1), xmail("tls", 3)),
)

_WRONG_ORDER = _("{name} stands first in server.cert, but server.key is the key of {other}")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    wrong = obstacle(root)
    content, key = certificate_file(root), key_file(root)
    if wrong is None or wrong.trouble is not Trouble.KEY_MISMATCH or not content or not key:
        return
    first = in_file(CERTIFICATE_FILE, content)[0]
    own = next((held for held in content.held if held.certificate.key == key.public), None)
    leaf = leaf_of(root)
    other = None if own is None or leaf is None else leaf.name
    yield RULE.finding(
        first.place,
        message=None if other is None else _WRONG_ORDER,
        key=first.key,
        fixes=[_fix(root, content, own)],
        name=first.name,
        other=other,
    )


def _fix(root: MailRoot, content: CertificateFile, own: Held | None) -> Fix:
    if own is not None:
        edit = reordered(root, chain_order(content, own))
        return review(
            "reorder", say(_("Put the certificate of the key first, its chain behind")), edit
        )
    return manual(
        "pair",
        say(_("Bring certificate and key of the same request together")),
        OutsideStep(
            say(_("Look for the key that was made with the request, or ask again")),
            kind=StepKind.CERTIFICATE,
        ),
        install_step(),
    )
