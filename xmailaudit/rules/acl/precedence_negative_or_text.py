"""ACL007: a precedence that is not the one that is written.

XMail starts at -1, so a row below it is never used; and it reads a field up to its first character
that is no digit, so a word is 0 (XMail facts: access 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import remove_row, review, set_field
from xmailaudit.rules.map_rows import apart, on_each_map, places, written
from xmailaudit.rules.rule import Rule, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.access import AccessMap, MapRow
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "ACL007",
    "precedence-negative-or-text",
    Severity.MEDIUM,
    summary=_("A row's precedence is below -1, where it is never used, or is no number."),
    message=plural(
        _("{service}: XMail reads the precedence {precedence} of {network} as {value}"),
        _("{service}: {rows} rows have a precedence that XMail reads as another number"),
        by="rows",
    ),
    reads=("*.ipmap.tab",),
    fix=Applicability.REVIEW,
    references=(xmail("access", 2), xmail("tab-format", 3)),
)

_NEVER_USED = plural(
    _("{service}: with precedence {precedence}, below -1, the row of {network} is never used"),
    _("{service}: {rows} rows have a precedence below -1 and are never used"),
    by="rows",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    return on_each_map(root, given, _judge)


def _judge(root: MailRoot, given: Given, access: AccessMap) -> Iterator[Finding]:
    rows = [row for row in access.rows if row.matched.readable]
    misread = (r for r in rows if r.applies and r.precedence_as_written != r.precedence)
    for group in apart(misread):
        yield _finding(access, group, RULE.message, _write_what_holds(group))
    for group in apart(row for row in rows if not row.applies):
        yield _finding(access, group, _NEVER_USED, _remove(group))


def _finding(access: AccessMap, rows: tuple[MapRow, ...], message: Template, fix: Fix) -> Finding:
    return RULE.finding(
        *places(rows, "precedence"),
        total=len(rows),
        message=message,
        fixes=[fix],
        service=access.service.upper(),
        network=written(rows[0]),
        precedence=rows[0].row.precedence,
        value=rows[0].precedence,
        rows=len(rows),
    )


def _write_what_holds(rows: tuple[MapRow, ...]) -> Fix:
    edits = (set_field(row.row, "precedence", str(row.precedence)) for row in rows)
    return review("write-number", say(_("Write the number that XMail reads")), *edits)


def _remove(rows: tuple[MapRow, ...]) -> Fix:
    title = plural(_("Remove the row"), _("Remove the {rows} rows"), by="rows")
    return review("remove-row", say(title, rows=len(rows)), *(remove_row(row.row) for row in rows))
