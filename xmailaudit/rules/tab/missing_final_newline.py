"""TAB008: a table whose last line has no newline.

XMail appends without looking, so the next row is glued to the last one; and it runs a domain's
mailproc.tab and a user's as one text (XMail facts: tab-format 6, mailproc 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.rules.every_table import judge_every_table
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, safe
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.tables.edit import EndWithNewline
from xmailaudit.tables.mlusers import MEMBERS, MemberRow
from xmailaudit.tables.reading import read_chunks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.policy.rows.table_files import TableFile
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.tables.row import Row

RULE = Rule(
    "TAB008",
    "missing-final-newline",
    Severity.MEDIUM,
    summary=_("A table does not end with a newline, so the next row added is glued to its last."),
    message=plural(
        _("{file} does not end with a newline: the next row added is glued to its last one"),
        _("{count} tables such as {file} do not end with a newline: rows added are glued on"),
        by="count",
    ),
    reads=("*",),
    fix=Applicability.SAFE,
    references=(xmail("tab-format", 6), xmail("mailproc", 1)),
)

_OF_A_DOMAIN = "domain"
_SWALLOWS = plural(
    _("{file} does not end with a newline: its last line swallows each user's first command"),
    _("{count} domains' mailproc.tab swallow their users' first commands, as {file} does"),
    by="count",
)


def _look(table: TableFile) -> Iterator[tuple[str, Row]]:
    if table.data and not table.data.endswith(b"\n") and table.table.row.tabbed:
        kind = _OF_A_DOMAIN if _is_run_before_others(table.file) else ""
        yield kind, _last_row(table)


def _is_run_before_others(file: str) -> bool:
    return file.startswith("domains/") and file.endswith("/mailproc.tab") and file.count("/") == 2


def _last_row(table: TableFile) -> Row:
    """The last line; of one that XMail reads in pieces, the last piece."""
    begin = table.data.rfind(b"\n") + 1
    *_before, chunk = read_chunks(table.data[begin:], table.table.limit)
    number = table.data.count(b"\n") + 1
    return table.table.row(table.file, chunk._replace(line=number))


def _finding(rows: tuple[Row, ...]) -> Finding:
    first = rows[0].file
    swallows = _is_run_before_others(first)
    return RULE.finding(
        *rows[:MOST_PLACES],
        total=len(rows),
        severity=Severity.HIGH if _matters(first) else None,
        message=_SWALLOWS if swallows else None,
        fixes=[_fix(rows, swallows=swallows)],
        file=first,
        count=len(rows),
    )


def _leaves_a_blank_line(row: Row) -> bool:
    """Whether the newline would be read as a blank line among members: TAB011 says what follows."""
    return isinstance(row, MemberRow) and len(row.raw) == MEMBERS.limit


def _matters(file: str) -> bool:
    """Whether a glued row loses mail or an account."""
    from xmailaudit.tables.files import INDEXED_FILES

    return file in INDEXED_FILES or file.endswith("/mailproc.tab")


def _fix(rows: tuple[Row, ...], *, swallows: bool) -> Fix:
    title = say(_("End the last line with a newline"))
    edits = [None if _leaves_a_blank_line(row) else EndWithNewline(row.file) for row in rows]
    kind = review if swallows else safe
    return kind("end-with-newline", title, *edits)


judge_every_table(RULE, _look, _finding, by_bytes=True)
