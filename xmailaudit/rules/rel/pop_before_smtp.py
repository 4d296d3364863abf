"""REL007: a POP3 login opens relaying to everybody behind the same address.

XMail remembers the last address an account fetched mail from.  For `-Se` seconds whoever comes
from there and names the account as sender has its permissions (XMail facts: access, section 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.messages import _, say
from xmailaudit.policy.accounts import every_account
from xmailaudit.policy.reach import reachable
from xmailaudit.policy.relaying import greeted
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import NotJudgedError, Rule, cwe, xmail
from xmailaudit.rules.witnesses import listener_confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "REL007",
    "pop-before-smtp",
    Severity.HIGH,
    summary=_("A POP3 login lets everybody behind the same address relay for a while."),
    message=_(
        "For {seconds} seconds after a POP3 login everybody who shares the user's address may send "
        "to any domain in the user's name"
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(290), xmail("access", 4), xmail("server-tab")),
)

_SETTING = "EnableAuthSMTP-POP3"
_PERMISSIONS = "DefaultSmtpPerms"
_NOT_SHOWN = _("the setting {name} is not shown")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    setting = root.setting(_SETTING)
    if setting.state is State.UNKNOWN:
        raise NotJudgedError(say(_NOT_SHOWN, name=_SETTING))
    seconds = root.start_options.pop_before_smtp_seconds
    fetchers = (reachable(root, "pop3", given.world) & greeted(root, given.world)) - given.owned
    if setting.flag and seconds > 0 and fetchers and _somebody_may_relay(root):
        title = say(_("Switch it off; users then log in to send"))
        yield RULE.finding(
            setting.place,
            key=(_SETTING,),
            confidence=listener_confidence(root),
            seconds=seconds,
            fixes=[review("switch-off", title, set_setting(root, _SETTING, "0"))],
        )


def _somebody_may_relay(root: MailRoot) -> bool:
    """Whether an account, or the next one that is made, has the permission to relay."""
    default = root.setting(_PERMISSIONS)
    if "R" in (default.text or ""):
        return True
    if any("R" in account.variables.get("SmtpPerms", "") for account in every_account(root)):
        return True
    if default.state is State.UNKNOWN:
        raise NotJudgedError(say(_NOT_SHOWN, name=_PERMISSIONS))
    return False
