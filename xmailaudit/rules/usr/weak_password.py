"""USR003: passwords that are guessed.

XMail does not slow down who tries passwords in SMTP, and stores them so that their worth can be
judged (XMail facts: access 6; passwords 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural
from xmailaudit.policy.passwords import is_empty, is_stock, is_weak
from xmailaudit.policy.smtp.login import SMTP_LOGINS_FILE
from xmailaudit.rules.account_findings import (
    about_accounts,
    account_names,
    keep,
    kept,
    login_proof,
    new_passwords,
)
from xmailaudit.rules.common_passwords import is_common
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.tables.smtpauth import SMTP_LOGINS, SmtpLoginRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally
    from xmailaudit.tables.secret import Secret

RULE = Rule(
    "USR003",
    "weak-password",
    Severity.HIGH,
    summary=_("The password of an account is easily guessed."),
    message=plural(
        _(
            "The password of {account} is easily guessed: it is short, or widely used, or made of "
            "the account's own name or domain"
        ),
        _(
            "The passwords of {count} accounts are easily guessed: short, or widely used, or made "
            "of the account's own name or domain"
        ),
        by="count",
    ),
    reads=("mailusers.tab", SMTP_LOGINS_FILE),
    fix=Applicability.MANUAL,
    references=(cwe(521), xmail("passwords", 1), xmail("access", 6)),
)

_LOGIN = plural(
    _(
        "The password of the SMTP login {login} is easily guessed: it is short, or widely used, or "
        "made of the login's own name"
    ),
    _(
        "The passwords of {count} SMTP logins are easily guessed: short, or widely used, or made "
        "of the login's own name"
    ),
    by="count",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    rows = root.rows(SMTP_LOGINS, SMTP_LOGINS_FILE)
    for group in apart(row for row in rows if _is_guessed(row.password, (row.user,))):
        yield RULE.finding(
            *(row.at(SmtpLoginRow.user) for row in group[:MOST_PLACES]),
            total=len(group),
            message=_LOGIN,
            witness=login_proof(root, given, group[0].user),
            fixes=[new_passwords(len(group))],
            login=group[0].user,
            count=len(group),
        )


@RULE.each
def look(account: Account, tally: Tally) -> None:
    # Of the password that XMail comes with USR001 speaks.
    if not is_stock(account.password) and _is_guessed(account.password, account_names(account)):
        keep(account, tally)


def _is_guessed(password: Secret, names: Iterable[str]) -> bool:
    """Whether it is weak; where there is none, USR002 speaks."""
    return not is_empty(password) and is_weak(password, names, is_common)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    for group in apart(kept(tally)):
        yield about_accounts(
            RULE,
            group,
            witness=login_proof(root, given, group[0].address),
            fixes=[new_passwords(len(group))],
        )
