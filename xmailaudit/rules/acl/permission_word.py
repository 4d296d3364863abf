"""ACL008: a permission that is neither ALLOW nor DENY.

XMail knows one word: what is not ALLOW, in any case of letters but without a blank more, denies
(XMail facts: access 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.rules.finding import Applicability, Choice, Severity
from xmailaudit.rules.fixes import review, set_field
from xmailaudit.rules.map_rows import apart, on_each_map, places, written
from xmailaudit.rules.rule import Rule, xmail
from xmailaudit.rules.witnesses import shut_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.access import AccessMap, MapRow
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit

RULE = Rule(
    "ACL008",
    "permission-word",
    Severity.MEDIUM,
    summary=_("A row's permission is neither ALLOW nor DENY, and so denies."),
    message=plural(
        _("{service}: the permission {permission} of {network} is not ALLOW, so it denies"),
        _("{service}: the permissions of {rows} rows are neither ALLOW nor DENY; they deny"),
        by="rows",
    ),
    reads=("*.ipmap.tab",),
    fix=Applicability.REVIEW,
    references=(xmail("access", 2),),
)

#: How words begin that mean to let somebody in.
_WELCOMING = ("allo", "alow", "perm", "acce", "gran", "yes", "ok", "pass", "open", "on", "true")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    return on_each_map(root, given, _judge)


def _judge(root: MailRoot, given: Given, access: AccessMap) -> Iterator[Finding]:
    for rows in apart(row for row in access.rows if row.applies and row.odd_permission):
        denied = rows[0].matched.addresses - access.allowed
        yield RULE.finding(
            *places(rows, "permission"),
            total=len(rows),
            witness=shut_out(root, given, access.service, denied),
            fixes=[_fix(rows)],
            service=access.service.upper(),
            network=written(rows[0]),
            permission=rows[0].row.permission,
            rows=len(rows),
        )


def _fix(rows: tuple[MapRow, ...]) -> Fix:
    if len(rows) > 1:
        edits = (set_field(row.row, "permission", "DENY") for row in rows)
        return review("write-deny", say(_("Write DENY, which is what holds")), *edits)
    (row,) = rows
    return review(
        "write-permission",
        say(_("Write ALLOW or DENY")),
        choice=Choice(
            "permission",
            say(_("ALLOW or DENY for {network}?"), network=written(row)),
            "ALLOW" if _welcomes(row.row.permission) and not row.names_everybody else "DENY",
            lambda answer: _written(row, answer),
        ),
    )


def _welcomes(word: str) -> bool:
    return word.strip(" \xa0\"'").lower().startswith(_WELCOMING)


def _written(row: MapRow, answer: str) -> tuple[Edit, ...]:
    word = "ALLOW" if _welcomes(answer) else "DENY"
    return tuple(filter(None, [set_field(row.row, "permission", word)]))
