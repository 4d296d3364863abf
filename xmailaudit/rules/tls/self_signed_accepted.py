"""TLS003: any self-signed certificate passes verification.

SSLAllowSelfSigned overlooks OpenSSL's complaint about every self-signed leaf that is valid now; no
certificate is pinned (XMail facts: tls 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.messages import _, say
from xmailaudit.policy.tls.verifying import VERIFYING, verifies
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS003",
    "self-signed-accepted",
    Severity.HIGH,
    summary=_("Certificates are verified, and any self-signed one passes."),
    message=_(
        "Certificates are verified, but SSLAllowSelfSigned lets every self-signed one pass, "
        "whoever made it"
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(295), cwe(296), xmail("tls", 4)),
)

_SETTING = "SSLAllowSelfSigned"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    setting = root.setting(_SETTING)
    verified = verifies(root)
    is_known_off = setting.state is not State.UNKNOWN and not setting.flag
    if is_known_off or verified is False:
        return
    require_shown(root, _SETTING)
    if verified is None:
        require_shown(root, *VERIFYING)
    yield RULE.finding(setting.place, key=(_SETTING,), fixes=[_refuse(root)])


def _refuse(root: MailRoot) -> Fix:
    trusted = OutsideStep(
        say(
            _(
                "Put the self-signed certificates that you know into certs.pem and set "
                "SSLUseCertsFile to 1: they then pass, and no others do"
            )
        ),
        "certs.pem",
        before=True,
    )
    title = say(_("Set {name} to 0"), name=_SETTING)
    return review("refuse", title, set_setting(root, _SETTING, "0"), steps=(trusted,))
