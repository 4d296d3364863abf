"""SPM007: mail from domains that do not exist is taken.

With CheckMailerDomain XMail answers 505 to a MAIL FROM whose domain has neither MX nor address, to
clients that log in as well (XMail facts: server-tab; access 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.settings.values import defined_setting, misread
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import Rule, rfc, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.rules.smtp_clients import strangers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SPM007",
    "sender-domain-unchecked",
    Severity.LOW,
    summary=_("Mail from senders whose domain does not exist is accepted."),
    message=_("CheckMailerDomain is off: mail from domains that do not exist is accepted"),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(rfc(7505, "4.2"), xmail("server-tab"), xmail("access", 4)),
)

_SETTING = "CheckMailerDomain"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    setting = root.setting(_SETTING)
    if setting.flag or _is_misread(setting):
        return
    clients = strangers(root, given)
    if not clients.peers:
        return
    require_shown(root, _SETTING)
    programs = _(
        "Programs on the network that send with an invented domain need SenderDomainCheck=0 in "
        "smtp.ipprop.tab, or a real domain"
    )
    yield RULE.finding(
        setting.place,
        confidence=clients.confidence,
        key=(_SETTING,),
        fixes=[
            review(
                "check-domains",
                say(_("Set {name} to 1"), name=_SETTING),
                set_setting(root, _SETTING, "1"),
                steps=(OutsideStep(say(programs)),),
            )
        ],
    )


def _is_misread(setting: Setting) -> bool:
    """Whether it was to be on, and a word keeps it off: of that TAB005 speaks."""
    wrong = None if setting.row is None else misread(defined_setting(_SETTING), setting.text or "")
    return wrong is not None and wrong.turns_off
