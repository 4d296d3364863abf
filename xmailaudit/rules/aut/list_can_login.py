"""AUT015: a mailing list logs in with its password, and sends to the world.

AUTH does not ask what kind of account it is: it takes lists, and rows of a type that XMail does not
know (XMail facts: access 6 and 7; address-resolution 7).
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
from xmailaudit.tables.mailusers import MailUserRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally

RULE = Rule(
    "AUT015",
    "list-can-login",
    Severity.LOW,
    summary=_("Mailing lists may log in to SMTP with their password, and relay."),
    message=plural(
        _("The list {account} may log in to SMTP with its password and send to any domain"),
        _("{count} lists may log in to SMTP with their passwords and send to any domain"),
        by="count",
    ),
    reads=("mailusers.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(250), xmail("access", 6), xmail("address-resolution", 7)),
)


@RULE.each
def look(account: Account, tally: Tally) -> None:
    if account.kind is not AccountKind.USER:
        tally.setdefault("lists", []).append(account)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    lists: list[Account] = tally.get("lists", [])
    users = clients(root, twin=True) if lists else None
    if users is None or not taken_passwords(root, given, users):
        return
    accounts = [account for account in lists if may_send(root, account)]
    if accounts:
        title = plural(
            _("Take its permissions: SmtpPerms empty"),
            _("Take their permissions: SmtpPerms empty"),
            by="count",
        )
        edits = without_permissions(root, accounts)
        yield RULE.finding(
            *(account.row.at(MailUserRow.type) for account in accounts[:MOST_PLACES]),
            total=len(accounts),
            confidence=users.confidence,
            witness=sends(root, given, accounts[0], users.peers),
            fixes=[review("no-permissions", say(title, count=len(accounts)), *edits)],
            account=accounts[0].address,
            count=len(accounts),
        )
    require_permissions(root, lists)
