"""TLS008: the OpenSSL beside XMail is too old for today's TLS.

XMail sets neither versions nor ciphers: what it speaks is what the library allows (XMail facts:
tls 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.outbound.ways import ways_out
from xmailaudit.policy.tls.doors import doors
from xmailaudit.policy.tls.library import found_library
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.outbound_findings import tls_routes
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.tls.library import FoundLibrary
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS008",
    "old-tls-library",
    Severity.HIGH,
    summary=_("The OpenSSL that XMail uses is too old for today's TLS."),
    message=_(
        "OpenSSL {version} speaks nothing newer than TLS 1.0: mail programs and servers that want "
        "TLS 1.2 cannot start TLS here"
    ),
    reads=("server.tab",),
    fix=Applicability.MANUAL,
    references=(cwe(327), rfc(8996), xmail("tls", 2)),
    absence=True,
)

_MAIL_STUCK = _(
    "OpenSSL {version} speaks nothing newer than TLS 1.0, and XMail starts TLS on the way out: "
    "mail to servers that want TLS 1.2 is stuck"
)
_SSL_3 = _(
    "OpenSSL {version} still allows SSL 3, which is broken, and nobody mends its faults any more"
)
#: The version that today's servers and mail programs ask for at least, and the one since which
#: OpenSSL as it comes leaves SSL out.
_WANTED, _WITHOUT_SSL = "1.2", "1.3"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    found = found_library(root)
    if found is None or not _is_old(found) or not _is_used(root):
        return
    lacks = _WANTED not in found.library.versions
    stuck = lacks and bool(tls_routes(root, given))
    message = _MAIL_STUCK if stuck else RULE.message
    yield RULE.finding(
        found.place,
        severity=Severity.CRITICAL if stuck else None,
        confidence=Confidence.CERTAIN if lacks else Confidence.LIKELY,
        message=message if lacks else _SSL_3,
        fixes=[_renew()],
        version=found.version,
    )


def _is_old(found: FoundLibrary) -> bool:
    """Whether it is of a line before 1.1, the first that knows TLS 1.3 in the end."""
    return _WITHOUT_SSL not in found.library.versions


def _is_used(root: MailRoot) -> bool:
    """Whether XMail speaks TLS at all, or may where that is not shown."""
    offered, outward = doors(root), ways_out(root)
    return any((*offered, *outward))


def _renew() -> Fix:
    front = _(
        "Or let a program in front speak TLS: one that takes connections for XMail, and a mail "
        "server on this machine that delivers"
    )
    return manual(
        "renew-library",
        say(_("Run an XMail that is built with an OpenSSL which is maintained")),
        OutsideStep(say(front)),
    )
