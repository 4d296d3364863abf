"""USR005: administrators whose password is easily guessed, and rows that never count.

Of each user the first row decides, whatever the later ones say; there is one attempt a connection,
without a pause (XMail facts: access 8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.ctrl import CTRL_ACCOUNTS_FILE
from xmailaudit.policy.ctrl import effective_password as password_of
from xmailaudit.policy.passwords import is_broken, is_empty, is_weak
from xmailaudit.rules.common_passwords import is_common
from xmailaudit.rules.ctrl_accounts import ctrl_users, new_ctrl_password, reaches_ctrl
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.tables.ctrlaccounts import CtrlAccountRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "USR005",
    "ctrl-weak-or-duplicate",
    Severity.CRITICAL,
    summary=_("An administrator's password is easily guessed, or a row of his never counts."),
    message=_(
        "The password of {user} is easily guessed: it is short, or widely used, or made of the "
        "user's name; whoever finds it has every right"
    ),
    reads=(CTRL_ACCOUNTS_FILE,),
    fix=Applicability.MANUAL,
    references=(cwe(521), cwe(307), xmail("access", 8)),
)

_EMPTY = _("{user} has no password: whoever names the user has every right")
_DEAD = plural(
    _("The row never counts: of {user} line {line} decides, and no password of another row works"),
    _("{count} rows never count: of {user} line {line} decides, and no other password works"),
    by="count",
)
#: What a password is made of besides the user's name, where somebody was in a hurry.
_USUAL = ("xmail", "xmailserver", "ctrl", "admin", "administrator", "root")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    for rows in ctrl_users(root):
        first = rows[0]
        password = password_of(first)
        # What XMail makes of a broken field is USR004's.
        if not is_broken(first.password) and is_weak(password, (first.user, *_USUAL), is_common):
            yield RULE.finding(
                first.at(CtrlAccountRow.user),
                message=_EMPTY if is_empty(password) else RULE.message,
                witness=reaches_ctrl(root, given),
                fixes=[new_ctrl_password()],
                user=first.user,
            )
        if rows[1:]:
            yield _dead(first, rows[1:])


def _dead(first: CtrlAccountRow, dead: list[CtrlAccountRow]) -> Finding:
    title = plural(
        _("Remove the row, or the first one if it is out of date"),
        _("Remove the rows, or the first one if it is out of date"),
        by="rows",
    )
    step = OutsideStep(say(_("Keep the row whose password the user really uses")))
    return RULE.finding(
        *(row.at(CtrlAccountRow.user) for row in dead),
        severity=Severity.HIGH,
        message=_DEAD,
        fixes=[manual("keep-one", say(title, rows=len(dead)), step)],
        user=first.user,
        line=first.line,
        count=len(dead),
    )
