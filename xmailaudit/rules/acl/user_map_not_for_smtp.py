"""ACL020: an account's own pop3.ipmap.tab, which SMTP AUTH never looks at.

It is applied at PASS and APOP only (XMail facts: access 2 and 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally

RULE = Rule(
    "ACL020",
    "user-map-not-for-smtp",
    Severity.INFO,
    summary=_("An account's own map restricts POP3 and not the login in SMTP."),
    message=plural(
        _("The map of {account} does not restrict where it may log in to SMTP from"),
        _("The maps of {count} accounts do not restrict where they may log in to SMTP from"),
        by="count",
    ),
    reads=("mailusers.tab",),
    fix=Applicability.MANUAL,
    references=(cwe(284), xmail("access", 2), xmail("access", 6)),
)


@RULE.each
def look(account: Account, tally: Tally) -> None:
    access = account.pop3_map
    if access is None or access.denies_nobody:
        return
    tally["count"] = tally.get("count", 0) + 1
    shown = tally.setdefault("shown", [])
    if len(shown) < MOST_PLACES:
        shown.append((account.address, Place(access.file)))


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    shown = tally.get("shown", [])
    if not shown:
        return
    steps = (
        OutsideStep(
            say(_("Take the permission to relay away: SmtpPerms in the account's user.tab"))
        ),
        OutsideStep(say(_("Or close the port for submission to other networks, in a firewall"))),
    )
    yield RULE.finding(
        *(place for _address, place in shown),
        total=tally["count"],
        fixes=[manual("restrict-smtp", say(_("Restrict SMTP by other means")), *steps)],
        account=shown[0][0],
        count=tally["count"],
    )
