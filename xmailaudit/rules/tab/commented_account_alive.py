"""TAB010: a row with a `#` in front, in a table that knows no comments.

In ctrlaccounts.tab it is a login whose name begins with the `#`, in mlusers.tab a member (XMail
facts: tab-format 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.accounts import AccountKind
from xmailaudit.policy.ctrl import rows_by_user
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import remove_row, review
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.member_lists import groups, note
from xmailaudit.rules.rule import Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally
    from xmailaudit.tables.row import Row

RULE = Rule(
    "TAB010",
    "commented-account-alive",
    Severity.CRITICAL,
    summary=_("A row that looks commented out is a live login or a member of a list."),
    message=plural(
        _("The row looks commented out and is a login with every right: the # belongs to its name"),
        _("{users} users look commented out and can log in with every right: the # is in the name"),
        by="users",
    ),
    reads=("ctrlaccounts.tab", "mailusers.tab"),
    fix=Applicability.REVIEW,
    references=(cwe(1164), xmail("tab-format", 5), xmail("access", 8)),
)

_MEMBER = plural(
    _("A row of {account} looks commented out and is a member of the list all the same"),
    _("{count} rows of {account} look commented out and are members of the list all the same"),
    by="count",
)
_MEMBERS = _("In {lists} lists rows look commented out and are members all the same")

_LETTERS_THAT_COUNT = "RWA"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    users = (rows for rows in rows_by_user(root).values() if _looks_commented_out(rows[0]))
    for group in apart(users):
        rows = [row for of_one_user in group for row in of_one_user]
        title = plural(_("Remove the row"), _("Remove the {rows} rows"), by="rows")
        yield RULE.finding(
            *(of_one_user[0] for of_one_user in group),
            fixes=[review("remove-row", say(title, rows=len(rows)), *map(remove_row, rows))],
            users=len(group),
        )


@RULE.each
def look(account: Account, tally: Tally) -> None:
    if account.kind is AccountKind.USER:
        return
    rows = (line.row for line in account.member_lines())
    members = (row for row in rows if _looks_commented_out(row))
    note(account, (row for row in members if _has_a_part(row.permissions)), tally)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    for how_many, lines in groups(tally.get("lists", [])):
        title = plural(_("Remove the row"), _("Remove the {rows} rows"), by="rows")
        yield RULE.finding(
            *lines.places,
            total=lines.number,
            severity=Severity.LOW,
            message=_MEMBER if how_many == 1 else _MEMBERS,
            fixes=[review("remove-row", say(title, rows=lines.number), *lines.removal)],
            account=lines.address,
            count=lines.number,
            lists=how_many,
        )


def _looks_commented_out(row: Row) -> bool:
    return row.raw.lstrip(b" \t").startswith(b"#")


def _has_a_part(permissions: str) -> bool:
    """Whether the member gets mail, or may post."""
    return any(letter in permissions for letter in _LETTERS_THAT_COUNT)
