"""SRV011: MaxMTAOps freezes messages that came a long way.

XMail counts the lines Received and X-Deliver-To of a message, its own among them, and tells nobody
but PostMaster of the message it freezes (XMail facts: server-tab; spool-and-logs 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import _, say
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import Rule, rfc, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SRV011",
    "hop-limit",
    Severity.MEDIUM,
    summary=_("MaxMTAOps freezes mail after fewer stations than mail may have."),
    message=_(
        "MaxMTAOps is {hops}: a message with more Received and X-Deliver-To lines is frozen, and "
        "its sender is not told"
    ),
    reads=(SERVER_FILE,),
    fix=Applicability.REVIEW,
    references=(xmail("server-tab"), xmail("spool-and-logs", 4), rfc(5321, "6.3")),
)

_SETTING = "MaxMTAOps"
_NOT_SET = _(
    "MaxMTAOps is not set, which is {hops}: a message with more Received and X-Deliver-To lines is "
    "frozen, and its sender is not told"
)
_ALL = _(
    "MaxMTAOps is {value}, which counts as {hops}: XMail freezes every message that SMTP brings, "
    "and no sender is told"
)
_NONE = _(
    "MaxMTAOps is {value}: XMail freezes every message that SMTP brings, and no sender is told"
)
_AS_READ = _(
    "MaxMTAOps is {value}, which counts as {hops}: a message with more Received and X-Deliver-To "
    "lines is frozen, and its sender is not told"
)
#: Enough for every message that does not run in circles (RFC 5321 asks for no less).
_ENOUGH = 100
_FEW, _USUAL = 16, 50


@RULE.check
def check(root: MailRoot, _given: Given) -> Iterator[Finding]:
    setting = root.setting(_SETTING)
    if setting.integer >= _USUAL:
        return
    require_shown(root, _SETTING)
    yield RULE.finding(
        setting.place,
        severity=_severity(setting.integer),
        message=_message(setting.text or "", setting.integer, is_set=setting.row is not None),
        key=(_SETTING,),
        fixes=[
            review(
                "allow-more",
                say(_("Set {name} to {number}"), name=_SETTING, number=_ENOUGH),
                set_setting(root, _SETTING, str(_ENOUGH)),
            )
        ],
        value=setting.text,
        hops=setting.integer,
    )


def _severity(hops: int) -> Severity:
    if hops <= 0:
        return Severity.CRITICAL
    return Severity.HIGH if hops < _FEW else Severity.MEDIUM


def _message(text: str, hops: int, *, is_set: bool) -> Template:
    if hops <= 0:
        return _NONE if text == str(hops) else _ALL
    if not is_set or not text:
        return _NOT_SET
    return RULE.message if text == str(hops) else _AS_READ
