"""USR004: a password of the admin port that XMail cannot decode.

It never looks whether the decoding worked: what was decoded so far is the password, normally
nothing at all (XMail facts: access 8; passwords 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.ctrl import CTRL_ACCOUNTS_FILE, effective_password
from xmailaudit.policy.passwords import is_broken, is_empty, is_weak, meant_password
from xmailaudit.rules.common_passwords import is_common
from xmailaudit.rules.ctrl_accounts import ctrl_users, new_ctrl_password, reaches_ctrl
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import remove_row, review, set_field
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.tables.ctrlaccounts import CtrlAccountRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "USR004",
    "ctrl-password-field-broken",
    Severity.CRITICAL,
    summary=_("The password of an administrator does not decode, so that mostly none is needed."),
    message=_(
        "The password of {user} is not encoded as XMail does it, and nothing is left of it: "
        "whoever names the user, and no password, has every right"
    ),
    reads=(CTRL_ACCOUNTS_FILE,),
    fix=Applicability.REVIEW,
    references=(cwe(390), cwe(258), xmail("access", 8), xmail("passwords", 1)),
)

_LEFT = _(
    "The password of {user} is not encoded as XMail does it: what is left of it is another one, "
    "and easily guessed"
)
_ANOTHER = _(
    "The password of {user} is not encoded as XMail does it: XMail makes another one of it, and "
    "the one that was meant does not work"
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    for rows in ctrl_users(root):
        first = rows[0]
        if is_broken(first.password):
            severity, message = _judged(first)
            yield RULE.finding(
                first.at(CtrlAccountRow.user),
                severity=severity,
                message=message,
                witness=reaches_ctrl(root, given),
                fixes=_fixes(rows),
                user=first.user,
            )


def _judged(row: CtrlAccountRow) -> tuple[Severity, Template]:
    left = effective_password(row)
    if is_empty(left):
        return Severity.CRITICAL, RULE.message
    if is_weak(left, (row.user,), is_common):
        return Severity.CRITICAL, _LEFT
    return Severity.HIGH, _ANOTHER


def _fixes(rows: list[CtrlAccountRow]) -> Iterator[Fix]:
    meant = meant_password(rows[0].password)
    if meant is None:
        yield new_ctrl_password()
    else:
        title = say(_("Store the password as XMail does: what stands there"))
        yield review("encode", title, set_field(rows[0], CtrlAccountRow.password, meant))
    yield review("remove-user", say(_("Remove the user")), *map(remove_row, rows))
