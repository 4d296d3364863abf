"""TAB012: a character that looks like a separator and is none, or that ends a row unseen.

XMail splits lines at LF and fields at TABs, and takes off plain quotes only (XMail facts:
tab-format 1 and 2).
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from xmailaudit.mailroot.source import TargetKind
from xmailaudit.messages import _, plural, say
from xmailaudit.rules.every_table import in_shared_tables, note, noted
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import MOST_PLACES, NotJudgedError, Rule, cwe, xmail
from xmailaudit.tables.lookalikes import lookalike_in
from xmailaudit.tables.table import Fate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.rows.table_files import TableFile
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally
    from xmailaudit.tables.row import Place, Row
    from xmailaudit.tables.table import Fated

    #: Where, the kind of trouble, and the character.
    Found = tuple[Place, str, str]

RULE = Rule(
    "TAB012",
    "separator-lookalike",
    Severity.MEDIUM,
    summary=_("A character looks like a separator to people and is none to XMail, or the reverse."),
    message=_(
        "{character} in the row looks like a blank; to XMail, which splits at TABs, it is none"
    ),
    reads=("*",),
    fix=Applicability.MANUAL,
    references=(cwe(1007), xmail("tab-format", 1), xmail("tab-format", 2)),
)

_QUOTE = _("{character} in the row looks like a quote; XMail takes off plain ones only")
_BLANKS = _("{count} rows have a look-alike of a blank such as {character}, a letter to XMail")
_QUOTES = _("{count} rows have a look-alike of a quote such as {character}, a letter to XMail")
_RETURN = plural(
    _("A carriage return stands inside the line: XMail reads both parts of it as one"),
    _("Carriage returns stand inside {count} lines: XMail reads all parts of such a line as one"),
    by="count",
)
_NUL = plural(
    _("A NUL stands inside the line: XMail reads nothing behind it"),
    _("NULs stand inside {count} lines: XMail reads nothing behind them"),
    by="count",
)
_MESSAGES: dict[str, tuple[Template, Template]] = {
    "blank": (RULE.message, _BLANKS),
    "quote": (_QUOTE, _QUOTES),
    "return": (_RETURN, _RETURN),
    "nul": (_NUL, _NUL),
}
_REMEDIES = {
    "blank": _("Type a TAB there, or a plain blank where a value holds one"),
    "quote": _("Type a plain quote there"),
    "return": _("Save the file with LF or CRLF at the end of each line"),
    "nul": _("Save the file as plain text, UTF-8 or one byte a character"),
}

#: Tables whose later fields are text for people or arguments of programs.
_WITH_TEXT = frozenset({"user", "mailproc", "custom", "filter", "smtpextauth", "userauth-pop3"})
_SETTINGS_WITH_TEXT = ("CustomSMTPMessage", "SmtpMsgIPBan")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    yield from in_shared_tables(root, _look, _finding)
    if root.source.kind in (TargetKind.CONTROL, TargetKind.XMAILCFG):
        raise NotJudgedError(say(_("NULs and carriage returns are not seen this way")))


@RULE.each
def each(account: Account, tally: Tally) -> None:
    note(account, tally, _look)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterable[Finding]:
    return map(_finding, noted(tally))


def _look(table: TableFile) -> Iterator[tuple[str, Found]]:
    data = table.data
    has_returns = data.count(b"\r") != data.count(b"\r\n")
    if data.isascii() and not has_returns and b"\0" not in data:
        return
    cut = _lines_with_nul(data) if b"\0" in data else frozenset()
    for line in table.lines:
        found = _in_line(table, line, is_cut=line.row.line in cut)
        if found is not None:
            yield found[1], found


def _lines_with_nul(data: bytes) -> frozenset[int]:
    """The lines with a NUL that something follows."""
    lines = enumerate(BytesIO(data), 1)
    return frozenset(n for n, line in lines if line.partition(b"\0")[2].strip(b"\0\r\n"))


def _in_line(table: TableFile, line: Fated[Row], *, is_cut: bool) -> Found | None:
    row = line.row
    if b"\r" in row.raw:
        begin = row.start + row.raw.index(b"\r")
        return row.at()._replace(start=begin, end=begin + 1), "return", ""
    if line.fate is Fate.COMMENT or row.raw.lstrip(b" \t").startswith(b"#"):
        return None
    if is_cut and not row.start:
        return row.at(), "nul", ""
    is_first = row.line == 1 and not row.start
    one = lookalike_in(row.raw, lambda index: _is_text(table, row, index), first=is_first)
    if one is None:
        return None
    place = row.at()._replace(start=row.start + one.start, end=row.start + one.end)
    return place, "blank" if one.is_blank else "quote", one.code


def _is_text(table: TableFile, row: Row, index: int) -> bool:
    """Whether a field may hold any character people like."""
    if index in row.secret:
        return True
    if table.table.name == "server":
        return index > 0 and row.fields[0].startswith(_SETTINGS_WITH_TEXT)
    return index > 0 and table.table.name in _WITH_TEXT


def _finding(group: tuple[Found, ...]) -> Finding:
    place, kind, character = group[0]
    return RULE.finding(
        *(where for where, _kind, _character in group[:MOST_PLACES]),
        total=len(group),
        message=_MESSAGES[kind][len(group) > 1],
        fixes=[manual("type-anew", say(_REMEDIES[kind]))],
        character=character,
        file=place.file,
        count=len(group),
    )
