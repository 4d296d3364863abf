"""AUT014: an account that is switched off for mail and POP3, and still sends.

PopEnable stops POP3 and ReceiveEnable mail for the account; SMTP AUTH looks at neither (XMail
facts: access 6 and 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.accounts import AccountKind
from xmailaudit.rules.account_senders import (
    may_send,
    require_permissions,
    sends,
    without_permissions,
)
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.rules.smtp_users import clients, taken_passwords
from xmailaudit.tables.user import VariableRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally
    from xmailaudit.tables.row import Place

RULE = Rule(
    "AUT014",
    "disabled-but-can-send",
    Severity.HIGH,
    summary=_("Accounts that are switched off still log in to SMTP and send."),
    message=plural(
        _("{account} is switched off for POP3 and for mail, and still logs in to SMTP and sends"),
        _("{count} accounts are switched off for POP3 and for mail, and still send over SMTP"),
        by="count",
    ),
    reads=("mailusers.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(863), xmail("access", 6), xmail("access", 7)),
)

_POP3_ALONE = plural(
    _("{account} cannot fetch mail, and still sends over SMTP: PopEnable stops POP3 alone"),
    _("{count} accounts cannot fetch mail, and still send over SMTP: PopEnable stops POP3 alone"),
    by="count",
)
_MAIL_ALONE = plural(
    _("{account} gets no mail, and still sends over SMTP: ReceiveEnable stops mail alone"),
    _("{count} accounts get no mail, and still send over SMTP: ReceiveEnable stops mail alone"),
    by="count",
)

_POP3, _MAIL = "PopEnable", "ReceiveEnable"
_CASES = (
    ((_POP3, _MAIL), RULE.message, None),
    ((_POP3,), _POP3_ALONE, Severity.INFO),
    ((_MAIL,), _MAIL_ALONE, Severity.INFO),
)


@RULE.each
def look(account: Account, tally: Tally) -> None:
    off = tuple(name for name in (_POP3, _MAIL) if account.integer(name, 1) == 0)
    if off and account.kind is AccountKind.USER:
        tally.setdefault(" ".join(off), []).append(account)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    told: dict[str, list[Account]] = tally
    users = clients(root, twin=True) if told else None
    if users is None or not taken_passwords(root, given, users):
        return
    for off, message, severity in _CASES:
        accounts = [account for account in told.get(" ".join(off), []) if may_send(root, account)]
        if accounts:
            title = plural(
                _("Take its permissions: SmtpPerms empty"),
                _("Take their permissions: SmtpPerms empty"),
                by="count",
            )
            edits = without_permissions(root, accounts)
            yield RULE.finding(
                *(_place(account, off[0]) for account in accounts[:MOST_PLACES]),
                total=len(accounts),
                severity=severity,
                confidence=users.confidence,
                message=message,
                witness=sends(root, given, accounts[0], users.peers),
                fixes=[review("no-permissions", say(title, count=len(accounts)), *edits)],
                account=accounts[0].address,
                count=len(accounts),
            )
    require_permissions(root, (account for accounts in told.values() for account in accounts))


def _place(account: Account, name: str) -> Place:
    row = account.variable_row(name)
    return account.row.at() if row is None else row.at(VariableRow.value)
