"""USR024: a user id that is given twice, or none.

XMail gives each account the highest id plus one and looks for id, domain and name when it changes
one (XMail facts: tab-format 4).
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.accounts import MAIL_USERS_FILE, reached_rows
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_field
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.tables.ctext import atol
from xmailaudit.tables.mailusers import MailUserRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "USR024",
    "duplicate-user-id",
    Severity.LOW,
    summary=_("Accounts share a user id, or have none."),
    message=_("{count} accounts have the user id {id}, {account} among them"),
    reads=(MAIL_USERS_FILE,),
    fix=Applicability.REVIEW,
    references=(xmail("tab-format", 4),),
)

_NONE = plural(
    _("XMail reads the user id of {account} as 0, which it gives to nobody"),
    _("XMail reads the user ids of {count} accounts as 0, which it gives to nobody"),
    by="count",
)
_MANY = _("{count} accounts share user ids: {ids} ids are given more than once")
_BITS = 32
#: From there on the highest id is no beginning for others.
_HIGH = 1 << 31


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    numbers: dict[int, int] = {}
    for row in _accounts(root):
        identity = _id(row)
        numbers[identity] = numbers.get(identity, 0) + 1
    wrong = {identity for identity, number in numbers.items() if number > 1 or identity == 0}
    if not wrong:
        return
    groups: dict[int, list[MailUserRow]] = {}
    for row in _accounts(root):
        if _id(row) in wrong:
            groups.setdefault(_id(row), []).append(row)
    numbering = _Numbering(numbers)
    none = groups.pop(0, [])
    if none:
        yield _finding(none, _NONE, numbering.fix(none))
    if len(groups) > MOST_PLACES:
        fix = numbering.fix([row for rows in groups.values() for row in rows[1:]])
        yield _finding(
            [row for rows in groups.values() for row in rows], _MANY, fix, ids=len(groups)
        )
        return
    for identity, rows in groups.items():
        yield _finding(rows, RULE.message, numbering.fix(rows[1:]), identity=identity)


def _accounts(root: MailRoot) -> Iterator[MailUserRow]:
    """The rows that have an id; a second row of an account is TAB009's."""
    return (row for row in reached_rows(root) if row.complete)


def _id(row: MailUserRow) -> int:
    """As XMail reads it, without a sign."""
    return atol(row.user_id) % (1 << _BITS)


class _Numbering:
    """Hands out ids that nobody has, so that the fixes of several findings go together."""

    def __init__(self, known: Collection[int]) -> None:
        highest = max(known)
        start = highest + 1 if highest < _HIGH else 1
        self._free = (number for number in count(start) if number not in known)

    def fix(self, rows: Sequence[MailUserRow]) -> Fix:
        """An id of its own for each of the rows."""
        title = plural(
            _("Give the account an id of its own"),
            _("Give {rows} accounts ids of their own"),
            by="rows",
        )
        edits = [set_field(row, MailUserRow.user_id, str(next(self._free))) for row in rows]
        return review("own-id", say(title, rows=len(rows)), *edits)


def _finding(
    rows: Sequence[MailUserRow], message: Template, fix: Fix, *, identity: int = 0, ids: int = 1
) -> Finding:
    first = rows[0]
    return RULE.finding(
        *(row.at(MailUserRow.user_id) for row in rows[:MOST_PLACES]),
        total=len(rows),
        message=message,
        fixes=[fix],
        account=f"{first.name}@{first.domain}",
        count=len(rows),
        id=identity,
        ids=ids,
    )
