"""TLS005: every client must show a certificate.

Senders of mail have none to show, so their handshake fails (XMail facts: tls 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import Rule, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS005",
    "client-certificate-demanded",
    Severity.HIGH,
    summary=_("SSLWantCert is on: a client without a certificate cannot start TLS."),
    message=_(
        "SSLWantCert is {value}: STARTTLS fails for every sender that shows no certificate, which "
        "is nearly all of them"
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(xmail("tls", 4), xmail("server-tab")),
)

_SETTING = "SSLWantCert"
_VERIFYING = "SSLWantVerify"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_shown(root, _SETTING)
    setting = root.setting(_SETTING)
    if setting.flag:
        yield RULE.finding(
            setting.place, key=(_SETTING,), fixes=[_demand_none(root)], value=setting.text
        )


def _demand_none(root: MailRoot) -> Fix:
    title = say(_("Set {name} to 0"), name=_SETTING)
    verifying = OutsideStep(
        say(
            _(
                "SSLWantCert also switched verification on: if the servers that mail goes to must "
                "have a valid certificate, set SSLWantVerify to 1"
            )
        ),
        "server.tab",
    )
    steps = () if root.setting(_VERIFYING).flag else (verifying,)
    return review("demand-none", title, set_setting(root, _SETTING, "0"), steps=steps)
