"""SPM010: a text of one's own for a refusal that is no SMTP reply.

XMail sends the text of an SmtpMsgIPBan… as the whole line, the code included.  A client that finds
none waits, tries again for days, or takes a 2xx for a yes (XMail facts: server-tab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import Rule, rfc, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.messages import Template
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SPM010",
    "ban-message-without-code",
    Severity.MEDIUM,
    summary=_("A refusal in words of your own does not begin with an SMTP code."),
    message=_(
        "{name} begins with no code 4xx or 5xx, so what refused clients get is no SMTP reply"
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(rfc(5321, "4.2"), xmail("server-tab")),
)

_SAYS_YES = _("{name} begins with {code}, so clients that are refused are told that all is well")
_GOES_ON = _("{name} says with a dash that a line follows, and none does: clients wait for it")

#: The settings, each with the code of XMail's own text.
_TEXTS = {
    "SmtpMsgIPBan": "421",
    "SmtpMsgIPBanSpammers": "421",
    "SmtpMsgIPBanMaps": "550",
    "SmtpMsgIPBanSpamAddress": "504",
}
_CODE = 3


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    for name, code in _TEXTS.items():
        setting = root.setting(name)
        fault = None if setting.text is None else _fault(setting.text)
        if fault is not None:
            yield _finding(root, setting, fault, code)
    require_shown(root, *_TEXTS)


def _fault(text: str) -> Template | None:
    """What is wrong with a reply; None for one that refuses as SMTP does."""
    digits, behind = text[:_CODE], text[_CODE : _CODE + 1]
    if len(digits) < _CODE or not (digits.isascii() and digits.isdigit()):
        return RULE.message
    if behind not in ("", " ", "-"):
        return RULE.message
    if digits[0] in "23":
        return _SAYS_YES
    if digits[0] not in "45":
        return RULE.message
    return _GOES_ON if behind == "-" else None


def _finding(root: MailRoot, setting: Setting, fault: Template, code: str) -> Finding:
    text = setting.text or ""
    value = _with_code(text, fault, code)
    title = say(_("Write it with a code: {value}"), value=value)
    return RULE.finding(
        setting.place,
        severity=Severity.HIGH if fault is _SAYS_YES else None,
        message=fault,
        key=(setting.name,),
        fixes=[review("write-code", title, set_setting(root, setting.name, value))],
        name=setting.name,
        code=text[:_CODE],
    )


def _with_code(text: str, fault: Template, code: str) -> str:
    """The words under a code that refuses: its own where it has one."""
    trimmed = text.strip(" ")
    if _fault(trimmed) is None:
        return trimmed
    if fault is RULE.message:
        return f"{code} {text.strip(' ')}".strip(" ")
    own = text[:_CODE] if fault is _GOES_ON else code
    return f"{own} {text[_CODE + 1 :].strip(' ')}".strip(" ")
