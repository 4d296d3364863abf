"""USR001: an account that everybody knows.

XMail is handed out with an account, and its password stands in the package (XMail facts: passwords
4; access 10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural
from xmailaudit.policy.passwords import STOCK_ACCOUNT, is_empty, is_stock
from xmailaudit.rules.account_findings import (
    about_accounts,
    account_places,
    keep,
    kept,
    login_proof,
    new_passwords,
    remove_accounts,
)
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.tables.ctext import ascii_lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally

RULE = Rule(
    "USR001",
    "stock-account",
    Severity.CRITICAL,
    summary=_("An account has the password that XMail is handed out with."),
    message=plural(
        _("{account} has the password that XMail is handed out with, for everybody to read"),
        _("{count} accounts have the password that XMail is handed out with"),
        by="count",
    ),
    reads=("mailusers.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(1392), xmail("passwords", 4), xmail("access", 10)),
)

_OTHER_PASSWORD = _(
    "{account} is the account that XMail is handed out with; its password was changed, and its "
    "name is the first that is tried"
)


@RULE.each
def look(account: Account, tally: Tally) -> None:
    if is_stock(account.password):
        keep(account, tally)
    elif _is_stock_name(account) and not is_empty(account.password):
        tally["name"] = account


def _is_stock_name(account: Account) -> bool:
    return (ascii_lower(account.row.domain), ascii_lower(account.row.name)) == STOCK_ACCOUNT


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    for group in apart(kept(tally)):
        removal = remove_accounts([account.row for account in group])
        is_spare = all(map(_is_stock_name, group))
        yield about_accounts(
            RULE,
            group,
            witness=login_proof(root, given, group[0].address),
            fixes=[removal] if is_spare else [new_passwords(len(group)), removal],
        )
    named: Account | None = tally.get("name")
    if named is not None:
        yield RULE.finding(
            *account_places([named]),
            severity=Severity.LOW,
            message=_OTHER_PASSWORD,
            fixes=[remove_accounts([named.row])],
            account=named.address,
        )
