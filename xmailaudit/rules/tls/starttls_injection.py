"""TLS018: commands sent behind STARTTLS in clear run inside TLS.

The input buffer is not emptied before the handshake (XMail facts: access 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.policy.addresses import loopback
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.reach import listening
from xmailaudit.policy.smtp.options import starttls
from xmailaudit.rules.finding import Severity
from xmailaudit.rules.rule import NotJudgedError, Rule, cwe, rfc, xmail
from xmailaudit.rules.smtp_clients import heard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS018",
    "starttls-injection",
    Severity.INFO,
    summary=_("Commands that arrive in clear behind STARTTLS are carried out inside TLS."),
    message=_(
        "STARTTLS is offered, and commands slipped in behind it in clear are carried out as if "
        "they had come inside TLS"
    ),
    reads=("server.tab",),
    fix=None,
    references=(cwe(77), rfc(3207, "6"), xmail("access", 3)),
)

_SETTING = "EnableSMTP-TLS"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    clients = heard(root, given, listening(root, "smtp", twin=False) - loopback())
    if not clients.peers:
        return
    succeeds = starttls(root, given.world)
    if succeeds.answer is Answer.UNDETERMINED:
        raise NotJudgedError.lacking(succeeds.missing)
    if succeeds.allowed:
        place = root.setting(_SETTING).place
        yield RULE.finding(place, key=(_SETTING,), confidence=clients.confidence)
