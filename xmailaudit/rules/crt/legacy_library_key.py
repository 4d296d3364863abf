"""CRT017: a key of a kind that the OpenSSL XMail uses cannot serve.

Keys on curves need settings before OpenSSL 1.1 that XMail does not make, Edwards keys a library
that knows them.  DSA, which no library serves with XMail, is CRT006's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.tls.library import OPENSSL_0_9_8, found_library
from xmailaudit.policy.tls.serving import Trouble, library_obstacle
from xmailaudit.rules.certificates import is_of_another_key, known_library, leaf_of
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity, StepKind
from xmailaudit.rules.fixes import manual, request_step
from xmailaudit.rules.platforms import is_windows
from xmailaudit.rules.rule import Rule, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT017",
    "legacy-library-key",
    Severity.INFO,
    summary=_("The key is of a kind that XMail's OpenSSL cannot use."),
    message=_("{library} cannot serve the {kind} key of {name}, so every TLS handshake fails"),
    reads=("server.cert",),
    fix=Applicability.MANUAL,
    references=(xmail("tls", 2),),
)

_BUNDLED = _(
    "{library}, which XMail for Windows comes with, cannot serve the {kind} key of {name}: no "
    "handshake succeeds with it"
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    seen = leaf_of(root)
    if seen is None or seen.certificate.key.kind == "DSA" or is_of_another_key(root):
        return
    library, found = known_library(root, given), found_library(root)
    bundled = library is None and is_windows(root, given)
    judged = OPENSSL_0_9_8 if bundled else library
    if judged is None or library_obstacle((seen.certificate,), judged) is not Trouble.KEY_KIND:
        return
    is_found = found is not None and given.world.library is None
    yield RULE.finding(
        seen.place,
        *([found.place] if found is not None and is_found else []),
        confidence=Confidence.ASSUMED if bundled else Confidence.CERTAIN,
        message=_BUNDLED if bundled else None,
        key=seen.key,
        fixes=[
            manual(
                "rsa-key",
                say(_("Make an RSA key and have it certified")),
                request_step(),
                OutsideStep(say(_("RSA with 3,072 bits is taken by old and new libraries"))),
                OutsideStep(
                    say(_("Or run an XMail that is built with OpenSSL 1.1 or newer")),
                    kind=StepKind.INSTALL,
                ),
            )
        ],
        library=f"OpenSSL {found.version}" if found is not None and is_found else judged.name,
        kind=seen.certificate.key.kind,
        name=seen.name,
    )
