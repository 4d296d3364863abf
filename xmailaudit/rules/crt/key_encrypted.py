"""CRT011: the key is under a passphrase, which XMail has no way to be told.

It asks on its terminal at every handshake, and a server has none (XMail facts: tls, section 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.certificates.private_key import KeyState
from xmailaudit.messages import _, say
from xmailaudit.policy.tls.material import KEY_FILE, key_file
from xmailaudit.rules.certificates import key_place
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity, StepKind
from xmailaudit.rules.fixes import review
from xmailaudit.rules.rule import Rule, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT011",
    "key-encrypted",
    Severity.CRITICAL,
    summary=_("The server's key is encrypted, and XMail cannot be given its passphrase."),
    message=_("server.key needs a passphrase, which nobody can give XMail: no handshake succeeds"),
    reads=("server.key",),
    fix=Applicability.REVIEW,
    references=(xmail("tls", 1), xmail("tls", 3)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    key = key_file(root)
    if key is None or key.state is not KeyState.ENCRYPTED or key.block is None:
        return
    write = _("Write it without: openssl pkey -in server.key -out server.key.new")
    yield RULE.finding(
        key_place(key.block.line),
        fixes=[
            review(
                "decrypt",
                say(_("Take the passphrase off the key")),
                steps=(
                    OutsideStep(say(_("Let nobody but XMail read what is made (umask 077)"))),
                    OutsideStep(say(write), KEY_FILE, kind=StepKind.COMMAND),
                    OutsideStep(say(_("Put it in the place of server.key")), KEY_FILE),
                ),
            )
        ],
    )
