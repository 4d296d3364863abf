"""TAB011: a line without fields in mlusers.tab, at which adding a member crashes the server.

The commands that add and remove a member compare the first field of every line, also where there
is none (XMail facts: tab-format 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.accounts import AccountKind
from xmailaudit.policy.rows.crash_rows import is_handled
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import safe
from xmailaudit.rules.member_lists import groups, note
from xmailaudit.rules.rule import Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally

RULE = Rule(
    "TAB011",
    "blank-line-crash",
    Severity.HIGH,
    summary=_("A blank line among a list's members crashes the server when one is added."),
    message=plural(
        _("XMail crashes when somebody adds a member to {account}, or removes one: a blank line"),
        _(
            "XMail crashes when somebody adds a member to {account}, or removes one: {count} blank "
            "lines"
        ),
        by="count",
    ),
    reads=("mailusers.tab",),
    fix=Applicability.SAFE,
    references=(cwe(476), xmail("tab-format", 5), xmail("reload", 5)),
)

_MANY = _(
    "XMail crashes when somebody adds a member to one of {lists} lists, or removes one: blank lines"
)


@RULE.each
def look(account: Account, tally: Tally) -> None:
    if account.kind is AccountKind.LIST:
        lines = (line.row for line in account.member_lines())
        note(account, (row for row in lines if not row.fields), tally)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    lists = tally.get("lists", [])
    handled = {domain: is_handled(root, domain) for domain in {one.domain for one in lists}}
    for how_many, lines in groups([one for one in lists if handled[one.domain]]):
        title = plural(_("Remove the blank line"), _("Remove the blank lines"), by="count")
        yield RULE.finding(
            *lines.places,
            total=lines.number,
            message=None if how_many == 1 else _MANY,
            fixes=[safe("remove-line", say(title, count=lines.number), *lines.removal)],
            account=lines.address,
            count=lines.number,
            lists=how_many,
        )
