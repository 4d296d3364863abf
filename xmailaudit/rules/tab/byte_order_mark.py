"""TAB007: a UTF-8 byte-order mark in front of a table.

XMail does not know it and takes it for part of the first field, so the first row is another than
it seems (XMail facts: tab-format 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.messages import _, plural, say
from xmailaudit.rules.every_table import (
    demand_bytes,
    in_shared_tables,
    note,
    noted,
    shows_bytes,
)
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import remove_row, review, safe
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.tables.document import BYTE_ORDER_MARK
from xmailaudit.tables.edit import DropByteOrderMark
from xmailaudit.tables.files import table_of
from xmailaudit.tables.reading import read_chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.table_files import TableFile
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally
    from xmailaudit.tables.edit import Edit
    from xmailaudit.tables.row import Row
    from xmailaudit.tables.table import Table

RULE = Rule(
    "TAB007",
    "byte-order-mark",
    Severity.HIGH,
    summary=_("A table begins with a byte-order mark, which makes its first row another."),
    message=plural(
        _("A byte-order mark is part of the first row of {file}, which XMail so does not know"),
        _("A byte-order mark is part of the first row of {count} tables, such as {file}"),
        by="count",
    ),
    reads=("*",),
    fix=Applicability.SAFE,
    references=(xmail("tab-format", 1),),
)

_SETTING = _("A byte-order mark is part of the name of the first setting: {name} is not set by it")
_NOTHING_LOST = plural(
    _("{file} begins with a byte-order mark; its first line is no row, so nothing is lost yet"),
    _("{count} tables such as {file} begin with a byte-order mark; nothing is lost by it yet"),
    by="count",
)

#: Names by which the server is called: they let nobody in and switch nothing on.
_IDENTITY = frozenset(
    {"RootDomain", "SmtpServerDomain", "POP3Domain", "HeloDomain", "PostMaster", "ErrorsAdmin"}
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    demand_bytes(root)
    return in_shared_tables(root, _look, _finding)


@RULE.each
def each(account: Account, tally: Tally) -> None:
    note(account, tally, _look)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterable[Finding]:
    return map(_finding, noted(tally)) if shows_bytes(root) else ()


def _look(table: TableFile) -> Iterator[tuple[str, Row]]:
    if table.data.startswith(BYTE_ORDER_MARK):
        chunk = next(read_chunks(table.data, table.table.limit))
        row = table.table.row(table.file, chunk)
        yield ("row" if _is_row(table.table, row) else "no row"), row


def _is_row(table: Table[Any], row: Row) -> bool:
    """Whether XMail would use the first line without the mark."""
    return any(table.read(row.file, row.raw.removeprefix(BYTE_ORDER_MARK)))


def _finding(rows: tuple[Row, ...]) -> Finding:
    first = rows[0]
    table = table_of(first.file)
    is_row = table is not None and _is_row(table, first)
    is_setting = is_row and first.file == "server.tab"
    name = first.fields[0].removeprefix("\xef\xbb\xbf").strip('"') if is_setting else ""
    return RULE.finding(
        *rows[:MOST_PLACES],
        total=len(rows),
        severity=None if is_row else Severity.LOW,
        message=(_SETTING if is_setting else None) if is_row else _NOTHING_LOST,
        fixes=[_fix(rows, safely=not is_row or name in _IDENTITY)],
        file=first.file,
        name=name,
        count=len(rows),
    )


def _fix(rows: tuple[Row, ...], *, safely: bool) -> Fix:
    title = say(_("Take the byte-order mark away"))
    kind = safe if safely else review
    return kind("drop-byte-order-mark", title, *map(_edit, rows))


def _edit(row: Row) -> Edit | None:
    """Without its mark a line of nothing else would be blank, and no table needs a blank line."""
    if row.raw == BYTE_ORDER_MARK:
        return remove_row(row)
    return DropByteOrderMark(row.file)
