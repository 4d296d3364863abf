"""AUT004: everyone who logs in gets more than the right to send.

`DefaultSmtpPerms`, MRVZ where it is not set, counts for each account whose user.tab has no
`SmtpPerms` of its own (XMail facts: server-tab; access 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.settings import State
from xmailaudit.messages import _, say
from xmailaudit.policy.accounts import every_account
from xmailaudit.policy.permissions import beyond_sending, has_effect, in_vain, sending_part
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.permission_letters import allowed_by
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.messages import Template
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "AUT004",
    "default-permissions",
    Severity.MEDIUM,
    summary=_("Everyone who logs in to SMTP may do more than send mail."),
    message=_("{name} {letters} gives everyone who logs in more than sending needs: {more}"),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(250), xmail("server-tab"), xmail("access", 6)),
)

_BY_DEFAULT = _(
    "{name} is not set, and XMail's own {letters} gives everyone who logs in more than sending "
    "needs: {more}"
)
_NO_EFFECT = _("{name} {letters} holds letters that change nothing as things are: {more}")
_IN_VAIN = _("{name} is {letters}: XMail knows capitals only, so {ignored} gives nobody anything")

_SETTING = "DefaultSmtpPerms"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_shown(root, _SETTING)
    setting = root.setting(_SETTING)
    text = setting.text or ""
    more, ignored = beyond_sending(text), in_vain(text)
    if not (more or ignored) or not _somebody_takes_it(root):
        return
    if more:
        felt = any(has_effect(root, letter) is not False for letter in more)
        yield RULE.finding(
            setting.place,
            severity=None if felt else Severity.LOW,
            message=_message(setting, felt=felt),
            key=(_SETTING,),
            fixes=[_set(root, sending_part(text))],
            name=_SETTING,
            letters=text,
            more=allowed_by(more),
        )
    if ignored:
        yield RULE.finding(
            setting.place,
            message=_IN_VAIN,
            key=(_SETTING,),
            fixes=[_set(root, sending_part(text, as_meant=True))],
            name=_SETTING,
            letters=text,
            ignored=ignored,
        )


def _message(setting: Setting, *, felt: bool) -> Template:
    if not felt:
        return _NO_EFFECT
    return _BY_DEFAULT if setting.state is State.DEFAULTED else RULE.message


def _somebody_takes_it(root: MailRoot) -> bool:
    """Whether an account has no letters of its own, or the first one that is made may have none."""
    any_account = False
    try:
        for account in every_account(root):
            if "SmtpPerms" not in account.variables:
                return True
            any_account = True
    except UnseenFileError:
        return True
    return not any_account


def _set(root: MailRoot, value: str) -> Fix:
    title = say(_('Set {name} to "{value}"'), name=_SETTING, value=value)
    return review("only-sending", title, set_setting(root, _SETTING, value))
