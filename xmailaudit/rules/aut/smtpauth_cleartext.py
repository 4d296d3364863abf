"""AUT006: logins beside the mailboxes, with their passwords in clear text.

smtpauth.tab is the one table of logins that XMail does not even encode; AUTH looks there after the
mailboxes (XMail facts: access 6; passwords 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.permissions import LETTERS, SENDING
from xmailaudit.policy.smtp.login import SMTP_LOGINS_FILE
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import remove_row, review
from xmailaudit.rules.permission_letters import allowed_by
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.smtp_users import clients, login_witness
from xmailaudit.tables.smtpauth import SMTP_LOGINS, SmtpLoginRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "AUT006",
    "smtpauth-cleartext",
    Severity.HIGH,
    summary=_("Passwords of SMTP logins stand in clear text in smtpauth.tab."),
    message=plural(
        _("{file} holds the password of {login} in clear text, good for: {more}"),
        _("{file} holds {count} passwords in clear text, good for: {more}"),
        by="count",
    ),
    reads=(SMTP_LOGINS_FILE,),
    fix=Applicability.REVIEW,
    references=(cwe(256), xmail("passwords", 2), xmail("access", 6)),
)

_NO_PERMISSION = plural(
    _("{file} holds the password of {login} in clear text; the login has no permission"),
    _("{file} holds {count} passwords in clear text; the logins have no permission"),
    by="count",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    rows = root.rows(SMTP_LOGINS, SMTP_LOGINS_FILE)
    if not rows:
        return
    given_letters = {letter for row in rows for letter in row.permissions}
    letters = "".join(letter for letter in LETTERS if letter in given_letters)
    may_send = any(letter in letters for letter in SENDING)
    yield RULE.finding(
        *(row.at(SmtpLoginRow.user) for row in rows),
        severity=None if may_send else Severity.MEDIUM,
        message=RULE.message if letters else _NO_PERMISSION,
        witness=login_witness(
            root,
            given,
            clients(root, twin=False).peers,
            "PLAIN",
            tls=False,
            expected=Answer.ALLOW,
            login=rows[0].user,
        ),
        fixes=[_replace(rows)],
        file=SMTP_LOGINS_FILE,
        login=rows[0].user,
        more=allowed_by(letters),
        count=len(rows),
    )


def _replace(rows: tuple[SmtpLoginRow, ...]) -> Fix:
    steps = (
        OutsideStep(
            say(_("Make an account first for each program that logs in, with a new password"))
        ),
        OutsideStep(say(_("Give the programs the new logins, and see that they send"))),
    )
    title = plural(
        _("Remove the login; use an account instead"),
        _("Remove the {rows} logins; use accounts instead"),
        by="rows",
    )
    edits = map(remove_row, rows)
    return review("use-accounts", say(title, rows=len(rows)), *edits, steps=steps)
