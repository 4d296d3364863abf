"""TLS017: verification meant for servers falls on those who send mail here.

SSLWantVerify asks every client for a certificate; one that shows none passes, one that shows a
certificate which does not verify fails (XMail facts: tls 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.messages import _, say
from xmailaudit.policy.addresses import AddressSet
from xmailaudit.policy.openings import public_peers
from xmailaudit.policy.reach import listening
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import Rule, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.rules.smtp_clients import heard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS017",
    "verification-hits-inbound",
    Severity.HIGH,
    summary=_("SSLWantVerify also judges the senders of mail that show a certificate."),
    message=_(
        "SSLWantVerify is {value}: a sender on the internet that shows a certificate which does "
        "not verify cannot deliver over TLS"
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(xmail("tls", 4), xmail("server-tab")),
)

_SETTING = "SSLWantVerify"
_OFFER = "EnableSMTP-TLS"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_shown(root, _SETTING)
    setting = root.setting(_SETTING)
    if not setting.flag:
        return
    public = public_peers(root, "smtp") - given.owned
    at_once = public & listening(root, "smtps")
    offered = public & listening(root, "smtp", twin=False)
    offer = root.setting(_OFFER)
    if offer.state is State.UNKNOWN:
        if offered and not at_once:
            require_shown(root, _OFFER)
        offered = AddressSet.empty()
    senders = heard(root, given, at_once | (offered if offer.flag else AddressSet.empty()))
    if senders.peers:
        yield RULE.finding(
            setting.place,
            key=(_SETTING,),
            confidence=senders.confidence,
            fixes=[_switch_off(root)],
            value=setting.text,
        )


def _switch_off(root: MailRoot) -> Fix:
    outbound = OutsideStep(
        say(
            _(
                "Servers that mail goes to are then not verified either: carry logins through a "
                "mail server on this machine that verifies"
            )
        ),
        "server.tab",
    )
    title = say(_("Set {name} to 0"), name=_SETTING)
    return review("switch-off", title, set_setting(root, _SETTING, "0"), steps=(outbound,))
