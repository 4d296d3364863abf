"""TAB007: a UTF-8 byte-order mark in front of a table.

XMail does not know it and takes it for part of the first field, so the first row is another than
it seems (XMail facts: tab-format 1).  Of a row that crashes the server TAB017 speaks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import XMailAuditError, _, plural, say
from xmailaudit.policy.addresses import public
from xmailaudit.policy.custom_domains import custom_domains
from xmailaudit.policy.relay import relay_table
from xmailaudit.policy.relaying import senders
from xmailaudit.policy.rows.crash_rows import crash_rows
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
from xmailaudit.tables.reading import read_chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.rows.table_files import TableFile
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally
    from xmailaudit.tables.edit import Edit
    from xmailaudit.tables.row import Row

    #: The first line, and whether it counts.
    Marked = tuple[Row, bool]

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
    elsewhere = _crashing_at_once(root)

    def look(table: TableFile) -> Iterator[tuple[str, Marked]]:
        return iter(()) if table.file in elsewhere else _look(table)

    def finding(found: tuple[Marked, ...]) -> Finding:
        return _finding(found, names_the_server=_names_the_server(root, given, found[0]))

    return in_shared_tables(root, look, finding)


def _crashing_at_once(root: MailRoot) -> frozenset[str]:
    """The tables whose first row crashes the server; a table nobody can see is a gap anyway."""
    try:
        return frozenset(row.file for row in crash_rows(root) if row.line == 1)
    except UnseenFileError:
        return frozenset()


@RULE.each
def each(account: Account, tally: Tally) -> None:
    note(account, tally, _look)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterable[Finding]:
    return map(_finding, noted(tally)) if shows_bytes(root) else ()


def _look(table: TableFile) -> Iterator[tuple[str, Marked]]:
    if table.data.startswith(BYTE_ORDER_MARK):
        chunk = next(read_chunks(table.data, table.table.limit))
        row = table.table.row(table.file, chunk)
        counts = _counts(table, row)
        yield ("row" if counts else "no row"), (row, counts)


def _counts(table: TableFile, row: Row) -> bool:
    """Whether the first line would be used without the mark, or is in the way with it."""
    read, name = table.table.read, table.table.name
    if name == "userauth-smtp":
        # XMail logs in with the first row, or not at all.
        return any(read(row.file, table.data.removeprefix(BYTE_ORDER_MARK)))
    if name == "smtpextauth" and any(read(row.file, row.raw)):
        # Only the mechanisms that rows name are offered.
        return True
    return any(read(row.file, row.raw.removeprefix(BYTE_ORDER_MARK)))


def _setting(row: Row, *, counts: bool) -> str:
    """The name of the setting that the row would be; empty for any other row."""
    if not counts or row.file != SERVER_FILE:
        return ""
    return row.fields[0].removeprefix("\xef\xbb\xbf").strip('"')


def _names_the_server(root: MailRoot, given: Given, found: Marked) -> bool:
    """Whether all that the row does is to tell the server its name, in no other row's place.

    Without RootDomain SMTP answers nobody, so nobody may be able to relay through it unasked then.
    """
    name = _setting(found[0], counts=found[1])
    if name not in _IDENTITY or root.setting(name).row is not None:
        return False
    return name != "RootDomain" or not _relays(
        root.with_edits([DropByteOrderMark(SERVER_FILE)]), given
    )


def _relays(root: MailRoot, given: Given) -> bool:
    """Whether strangers can send mail on without logging in, as far as anybody can see."""
    try:
        strangers = (relay_table(root).allowed & senders(root)) - given.owned
        return bool(strangers & public()) or bool(custom_domains(root))
    except XMailAuditError:
        return True


def _finding(found: tuple[Marked, ...], *, names_the_server: bool = False) -> Finding:
    row, counts = found[0]
    name = _setting(row, counts=counts)
    return RULE.finding(
        *(one for one, _counts in found[:MOST_PLACES]),
        total=len(found),
        severity=None if counts else Severity.LOW,
        message=(_SETTING if name else None) if counts else _NOTHING_LOST,
        fixes=[_fix(found, safely=not counts or names_the_server)],
        file=row.file,
        name=name,
        count=len(found),
    )


def _fix(found: tuple[Marked, ...], *, safely: bool) -> Fix:
    title = say(_("Take the byte-order mark away"))
    kind = safe if safely else review
    return kind("drop-byte-order-mark", title, *(_edit(row) for row, _counts in found))


def _edit(row: Row) -> Edit | None:
    """Without its mark a line of nothing else would be blank, and no table needs a blank line."""
    if row.raw == BYTE_ORDER_MARK:
        return remove_row(row)
    return DropByteOrderMark(row.file)
