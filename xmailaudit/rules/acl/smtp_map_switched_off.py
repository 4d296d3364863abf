"""ACL009: SMTP-IpMapDropCode 0 takes all effect from smtp.ipmap.tab.

A word is 0 as well.  The manual promises that denied clients may still log in; nothing tests the
mark that is set for it (XMail facts: server-tab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.root import MAPS
from xmailaudit.mailroot.settings import State
from xmailaudit.messages import _, say
from xmailaudit.policy.access import access_map
from xmailaudit.policy.reach import listening, smtp_map_works
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import NotJudgedError, Rule, cwe, xmail
from xmailaudit.rules.witnesses import let_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "ACL009",
    "smtp-map-switched-off",
    Severity.HIGH,
    summary=_("SMTP-IpMapDropCode is 0, so smtp.ipmap.tab keeps nobody out."),
    message=_("SMTP-IpMapDropCode is {value}, which counts as 0: {file} keeps nobody out"),
    reads=("smtp.ipmap.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(693), xmail("server-tab"), xmail("access", 2)),
)

_SETTING = "SMTP-IpMapDropCode"
_NOBODY_DENIED = _(
    "SMTP-IpMapDropCode is {value}, which counts as 0: {file} denies nobody, and could not"
)
_PLAIN = _("SMTP-IpMapDropCode is 0: {file} keeps nobody out")
_PLAIN_NOBODY_DENIED = _("SMTP-IpMapDropCode is 0: {file} denies nobody, and could not")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    access = access_map(root, "smtp")
    setting = root.setting(_SETTING)
    arriving = listening(root, "smtp")
    if not access.exists or not arriving:
        return
    denied = arriving - access.allowed
    if setting.state is State.UNKNOWN and denied:
        raise NotJudgedError(say(_("the setting {name} is not shown"), name=_SETTING))
    if smtp_map_works(root):
        return
    denies = bool(denied or access.undecided)
    yield RULE.finding(
        setting.place,
        severity=None if denies else Severity.LOW,
        message=_message(setting.text, denies=denies),
        key=(_SETTING,),
        witness=let_in(root, given, "smtp", denied),
        fixes=[
            review(
                "switch-on",
                say(_("Set {name} to 1"), name=_SETTING),
                set_setting(root, _SETTING, "1"),
            )
        ],
        value=setting.text,
        file=MAPS["smtp"],
    )


def _message(value: str | None, *, denies: bool) -> Template:
    if value == "0":
        return _PLAIN if denies else _PLAIN_NOBODY_DENIED
    return RULE.message if denies else _NOBODY_DENIED
