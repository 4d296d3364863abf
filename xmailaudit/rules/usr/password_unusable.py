"""USR030: a password that POP3 cannot carry.

PASS takes two words without a byte above 127, and cuts a password off at 255 bytes (XMail facts:
passwords 3; access 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural
from xmailaudit.policy.accounts import AccountKind
from xmailaudit.policy.passwords import fits_pop3
from xmailaudit.policy.reach import listening
from xmailaudit.rules.account_findings import about_accounts, keep, kept, new_passwords
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import Rule, xmail
from xmailaudit.rules.witnesses import listener_confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally

RULE = Rule(
    "USR030",
    "password-unusable",
    Severity.MEDIUM,
    summary=_("A password works in SMTP and not in POP3."),
    message=plural(
        _(
            "{account} cannot fetch its mail with USER and PASS: the password has a blank or a "
            "character beyond ASCII, or is longer than 255 bytes"
        ),
        _(
            "{count} accounts cannot fetch their mail with USER and PASS: the passwords have a "
            "blank or a character beyond ASCII, or are longer than 255 bytes"
        ),
        by="count",
    ),
    reads=("mailusers.tab",),
    fix=Applicability.MANUAL,
    references=(xmail("passwords", 3), xmail("access", 7)),
)


@RULE.each
def look(account: Account, tally: Tally) -> None:
    is_user = account.kind is AccountKind.USER
    if is_user and not fits_pop3(account.password) and account.integer("PopEnable", 1):
        keep(account, tally)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    if not listening(root, "pop3"):
        return
    for group in apart(kept(tally)):
        yield about_accounts(
            RULE,
            group,
            confidence=listener_confidence(root),
            fixes=[new_passwords(len(group))],
        )
