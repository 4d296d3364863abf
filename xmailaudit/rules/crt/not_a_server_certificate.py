"""CRT014: the certificate's own extensions say that it is for something else than a server.

XMail does not look at them (XMail facts: tls, section 3); clients do, as OpenSSL and Mozilla's
library are written.  A self-signed certificate of the kind `openssl req -x509` makes calls itself a
CA as well: nobody but CRT004 minds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.certificates.verification import Purpose, is_leaf_for
from xmailaudit.messages import Listing, _, say
from xmailaudit.rules.certificates import is_of_another_key, leaf_of
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.certificates.certificate import Certificate
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT014",
    "not-a-server-certificate",
    Severity.HIGH,
    summary=_("The certificate says of itself that it is no server's."),
    message=_("the certificate of {name} is for {usages} only, so clients refuse it from a server"),
    reads=("server.cert",),
    fix=Applicability.MANUAL,
    references=(cwe(295), rfc(5280, "4.2.1.12"), rfc(5280, "4.2.1.9"), xmail("tls", 3)),
)

_AUTHORITY = _(
    "{name} is a CA's certificate, which clients refuse from a server; and who has server.key can "
    "issue certificates in its name"
)
_KEY_USAGE = _("the key usage in the certificate of {name} allows nothing that a handshake needs")
#: What the OIDs of extended key usages are called.
_USAGES = {
    "1.3.6.1.5.5.7.3.2": "clientAuth",
    "1.3.6.1.5.5.7.3.3": "codeSigning",
    "1.3.6.1.5.5.7.3.4": "emailProtection",
    "1.3.6.1.5.5.7.3.8": "timeStamping",
    "1.3.6.1.5.5.7.3.9": "OCSPSigning",
    "2.5.29.37.0": "anyExtendedKeyUsage",
}


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    seen = leaf_of(root)
    if seen is None or is_of_another_key(root):
        return
    certificate = seen.certificate
    authority = certificate.is_ca is True and not certificate.self_signed
    if not authority and is_leaf_for(certificate, Purpose.SERVER):
        return
    steps = []
    if authority:
        revoke = _(
            "If it is a CA that clients trust, have it revoked: its key was on a mail server"
        )
        steps.append(OutsideStep(say(revoke)))
    yield RULE.finding(
        seen.place,
        message=_AUTHORITY if authority else None if _is_for_others(certificate) else _KEY_USAGE,
        key=seen.key,
        fixes=[manual("reissue", say(_("Have one issued for a server (serverAuth)")), *steps)],
        name=seen.name,
        usages=Listing(tuple(_USAGES.get(one, one) for one in certificate.usages or ())),
    )


def _is_for_others(certificate: Certificate) -> bool:
    """Whether it is the extended key usage that rules servers out."""
    return certificate.usages is not None and Purpose.SERVER.value not in certificate.usages
