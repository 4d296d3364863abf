"""TAB012: a character that looks like a separator and is none, or that ends a row unseen.

XMail splits lines at LF and fields at TABs, and takes off plain quotes only (XMail facts:
tab-format 1 and 2).  Where it passes over a row for that, TAB001 leaves the row to this rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.source import TargetKind
from xmailaudit.messages import _, plural, say
from xmailaudit.policy.rows.ignored_rows import ignored_rows
from xmailaudit.policy.rows.lookalikes import misleading
from xmailaudit.rules.every_table import in_shared_tables, note, noted, touches_access
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import MOST_PLACES, NotJudgedError, Rule, cwe, xmail
from xmailaudit.tables.ipmap import ACCESS_MAP, AccessRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.rows.lookalikes import Misleading
    from xmailaudit.policy.rows.table_files import TableFile
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally

    #: What misleads, and whether XMail passes over the row for it where access is decided.
    Found = tuple[Misleading, bool]

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
    """What misleads, apart where it keeps XMail from a row that decides about access."""
    found = tuple(misleading(table))
    decides = found and touches_access(table.table)
    ignored = frozenset(one.row for one in ignored_rows(table)) if decides else frozenset()
    for one in found:
        if not _is_permission(one):
            yield f"{one.kind} {one.row in ignored}", (one, one.row in ignored)


def _is_permission(one: Misleading) -> bool:
    """Whether it stands in the permission of an access row, of which ACL008 speaks."""
    if not isinstance(one.row, AccessRow) or len(one.row.fields) < ACCESS_MAP.minimum:
        return False
    field = one.row.at(AccessRow.permission)
    start, end = field.start or 0, field.end or 0
    return one.kind in ("blank", "quote") and start <= (one.place.start or 0) < end


def _finding(group: tuple[Found, ...]) -> Finding:
    first, keeps_out = group[0]
    return RULE.finding(
        *(one.place for one, _ignored in group[:MOST_PLACES]),
        total=len(group),
        severity=Severity.HIGH if keeps_out else None,
        message=_MESSAGES[first.kind][len(group) > 1],
        fixes=[manual("type-anew", say(_REMEDIES[first.kind]))],
        character=first.code,
        file=first.place.file,
        count=len(group),
    )
