"""CRT006: a key that others no longer take, or that can be broken.

OpenSSL as Debian sets it up refuses to serve RSA below 2,048 bits at all; older libraries serve it,
and today's clients refuse (XMail facts: tls, section 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.certificates import served
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, request_step
from xmailaudit.rules.rule import Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.certificates.certificate import PublicKey
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT006",
    "weak-key",
    Severity.HIGH,
    summary=_("A key is shorter than clients and CAs take today."),
    message=_("the key of {name} is {kind} with {bits} bits; {least} are the least"),
    reads=("server.cert",),
    fix=Applicability.MANUAL,
    references=(cwe(326), xmail("tls", 1)),
)

_DSA = _("the key of {name} is DSA: XMail cannot serve it, and clients no longer speak it")
#: Bits of RSA where the profile names none, and of a curve.
_LEAST_RSA = 2048
_LEAST_CURVE = 256


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    wanted = given.parameters.get("minimum-rsa-bits", _LEAST_RSA)
    least_rsa = wanted if isinstance(wanted, int) else _LEAST_RSA
    for seen in served(root):
        key = seen.certificate.key
        least = _least(key, least_rsa)
        if seen.is_root_along or (key.kind != "DSA" and not 0 < key.bits < least):
            continue
        yield RULE.finding(
            seen.place,
            message=_DSA if key.kind == "DSA" else None,
            key=seen.key,
            fixes=[
                manual(
                    "new-key",
                    say(_("Make a new key and have it certified")),
                    request_step(),
                    OutsideStep(say(_("RSA with 3,072 bits is taken by old and new libraries"))),
                )
            ],
            name=seen.name,
            kind=key.kind,
            bits=key.bits,
            least=least,
        )


def _least(key: PublicKey, least_rsa: int) -> int:
    return {"RSA": least_rsa, "EC": _LEAST_CURVE}.get(key.kind, 0)
