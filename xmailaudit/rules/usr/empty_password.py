"""USR002: no password at all.

SMTP AUTH and APOP take the empty password where it is stored (XMail facts: passwords 3; access 6
and 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural
from xmailaudit.policy.passwords import is_empty
from xmailaudit.policy.smtp.login import SMTP_LOGINS_FILE
from xmailaudit.rules.account_findings import (
    about_accounts,
    keep,
    kept,
    login_proof,
    new_passwords,
    remove_accounts,
)
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.tables.smtpauth import SMTP_LOGINS, SmtpLoginRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally

RULE = Rule(
    "USR002",
    "empty-password",
    Severity.CRITICAL,
    summary=_("An account without a password lets everybody log in."),
    message=plural(
        _("{account} has no password: whoever names it is logged in, in SMTP and with APOP"),
        _("{count} accounts have no password: whoever names one is logged in"),
        by="count",
    ),
    reads=("mailusers.tab", SMTP_LOGINS_FILE),
    fix=Applicability.REVIEW,
    references=(cwe(258), xmail("passwords", 3), xmail("access", 6), xmail("access", 7)),
)

_LOGIN = plural(
    _("The SMTP login {login} has no password: whoever names it is logged in"),
    _("{count} SMTP logins have no password: whoever names one is logged in"),
    by="count",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    logins = (row for row in root.rows(SMTP_LOGINS, SMTP_LOGINS_FILE) if is_empty(row.password))
    for group in apart(logins):
        yield RULE.finding(
            *(row.at(SmtpLoginRow.user) for row in group[:MOST_PLACES]),
            total=len(group),
            message=_LOGIN,
            witness=login_proof(root, given, group[0].user),
            fixes=[new_passwords(len(group)), remove_accounts(group)],
            login=group[0].user,
            count=len(group),
        )


@RULE.each
def look(account: Account, tally: Tally) -> None:
    if is_empty(account.password):
        keep(account, tally)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    for group in apart(kept(tally)):
        removal = remove_accounts([account.row for account in group])
        yield about_accounts(
            RULE,
            group,
            witness=login_proof(root, given, group[0].address),
            fixes=[new_passwords(len(group)), removal],
        )
