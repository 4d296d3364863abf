"""USR027: mailboxes without a limit.

`MaxMBSize` in an account's user.tab is its limit in KiB; without it, and with 0, there is none
(XMail facts: mailbox 5 and 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.accounts import AccountKind
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.tables.ctext import atol
from xmailaudit.tables.mailusers import MailUserRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally
    from xmailaudit.tables.row import Place

_SETTING = "MaxMBSize"

RULE = Rule(
    "USR027",
    "no-quota",
    Severity.INFO,
    summary=_("Most mailboxes have no limit, so that one can fill the disk for all."),
    message=_("{count} of {users} mailboxes have no limit: one of them can fill the disk for all"),
    reads=("mailusers.tab",),
    fix=Applicability.MANUAL,
    references=(cwe(770), xmail("mailbox", 5), xmail("mailbox", 6)),
)


@RULE.each
def look(account: Account, tally: Tally) -> None:
    if account.kind is not AccountKind.USER:
        return
    tally["users"] = tally.get("users", 0) + 1
    if atol(account.variables.get(_SETTING, "0")) == 0:
        places: list[Place] = tally.setdefault("places", [])
        tally["unlimited"] = tally.get("unlimited", 0) + 1
        if len(places) < MOST_PLACES:
            places.append(account.row.at(MailUserRow.name))


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    users, unlimited = tally.get("users", 0), tally.get("unlimited", 0)
    if unlimited < 2 or unlimited * 2 <= users:
        return
    yield RULE.finding(
        *tally["places"],
        total=unlimited,
        fixes=[
            manual(
                "set-limits",
                say(_("Set {setting} in the user.tab of each account, in KiB"), setting=_SETTING),
                OutsideStep(
                    say(_("Set it in userdef.tab too, which new accounts are made from")),
                    "userdef.tab",
                ),
            )
        ],
        users=users,
        count=unlimited,
    )
