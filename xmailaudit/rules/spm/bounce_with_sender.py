"""SPM005: XMail's own bounces carry a sender, so that programs answer them.

Without NoSenderBounce the envelope sender of a bounce is the PostMaster address, and no sender only
where that address is empty (XMail facts: server-tab; spool-and-logs 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.messages import _, say
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import safe, set_setting
from xmailaudit.rules.rule import Rule, rfc, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SPM005",
    "bounce-with-sender",
    Severity.MEDIUM,
    summary=_("Bounces of this server are sent with a real sender and may be answered."),
    message=_(
        "Bounces leave with the sender {sender} in place of the null sender: programs answer them, "
        "and such answers can go round in circles"
    ),
    reads=("server.tab",),
    fix=Applicability.SAFE,
    references=(
        rfc(5321, "4.5.5"),
        rfc(3834, "2"),
        xmail("server-tab"),
        xmail("spool-and-logs", 4),
    ),
)

_SOME_SENDER = _(
    "Bounces leave with the PostMaster address as sender in place of the null sender: programs "
    "answer them, and such answers can go round in circles"
)

_SETTING = "NoSenderBounce"
_SENDER = "PostMaster"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    sender = root.setting(_SENDER)
    if not sender.text and sender.state is not State.UNKNOWN:
        return  # No bounce is made without it, and one with an empty address has no sender.
    require_shown(root, _SETTING)
    setting = root.setting(_SETTING)
    if setting.flag:
        return
    yield RULE.finding(
        setting.place,
        message=RULE.message if sender.text else _SOME_SENDER,
        key=(_SETTING,),
        fixes=[
            safe(
                "null-sender",
                say(_("Set {name} to 1"), name=_SETTING),
                set_setting(root, _SETTING, "1"),
            )
        ],
        sender=sender.text,
    )
