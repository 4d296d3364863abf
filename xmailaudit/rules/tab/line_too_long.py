"""TAB006: a line that XMail does not read in one piece.

What is beyond its buffer is the next line to it, so the end of a comment may be a row in force
(XMail facts: tab-format 1).
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.rows.ignored_filters import unreadable
from xmailaudit.rules.every_table import judge_every_table
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.tables.table import Fate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.messages import Template
    from xmailaudit.policy.rows.table_files import TableFile
    from xmailaudit.rules.finding import Finding
    from xmailaudit.tables.row import Row
    from xmailaudit.tables.table import Fated

    #: The piece to point at, the kind of trouble, and how many bytes are read at once.
    Cut = tuple[Row, str, int]

RULE = Rule(
    "TAB006",
    "line-too-long",
    Severity.MEDIUM,
    summary=_("A line is longer than XMail reads at once, and its rest is read as another line."),
    message=plural(
        _("The line is cut behind {limit} bytes, and its rest is skipped"),
        _("{count} lines are cut behind {limit} bytes, and their rests are skipped"),
        by="count",
    ),
    reads=("*",),
    fix=Applicability.MANUAL,
    references=(xmail("tab-format", 1), xmail("tab-format", 4)),
)

_COMMENT = plural(
    _("XMail takes {limit} bytes of the comment and reads what follows as a row in force"),
    _("XMail takes {limit} bytes of {count} comments and reads what follows as rows in force"),
    by="count",
)
_ROW = plural(
    _("XMail takes {limit} bytes of the line and reads what follows as a row of its own"),
    _("XMail takes {limit} bytes of {count} lines and reads what follows as rows of their own"),
    by="count",
)
_SCAN = plural(
    _("The admin port's commands read {limit} bytes of this table's lines: they break this one"),
    _("The admin port's commands read {limit} bytes of a line: they break {count} lines here"),
    by="count",
)
_MESSAGES: dict[str, Template] = {"comment": _COMMENT, "row": _ROW, "scan": _SCAN}


def _look(table: TableFile) -> Iterator[tuple[str, Cut]]:
    limit, scanned = table.table.limit, table.table.safe_limit
    lengths = [len(line.rstrip(b"\r\n")) for line in BytesIO(table.data)]
    if max(lengths, default=0) <= scanned:
        return
    pieces: list[Fated[Row]] = []
    for line in table.lines:
        if line.row.start:
            pieces.append(line)
            continue
        yield from _cut(pieces, limit)
        pieces = [line]
        if scanned < lengths[line.row.line - 1] <= limit:
            yield "scan", (line.row, "scan", scanned)
    yield from _cut(pieces, limit)


def _cut(pieces: list[Fated[Row]], limit: int) -> Iterator[tuple[str, Cut]]:
    """What becomes of the pieces of one line; a rest that is blank is nothing at all."""
    rest = [piece for piece in pieces[1:] if piece.fate is not Fate.BLANK]
    if not rest:
        return
    used = [piece for piece in rest if piece.fate is Fate.USED and unreadable(piece.row) is None]
    outcomes = ("remark", "comment") if pieces[0].fate is Fate.COMMENT else ("lost", "row")
    outcome = outcomes[bool(used)]
    yield outcome, ((used or rest)[0].row, outcome, limit)


def _finding(found: tuple[Cut, ...]) -> Finding:
    _row, outcome, limit = found[0]
    step = OutsideStep(say(_("Keep each line within {limit} bytes, its end included"), limit=limit))
    return RULE.finding(
        *(row for row, _outcome, _limit in found[:MOST_PLACES]),
        total=len(found),
        severity=Severity.LOW if outcome == "remark" else None,
        message=_MESSAGES.get(outcome),
        fixes=[manual("break-line", say(_("Break the line, or shorten it")), step)],
        limit=limit,
        count=len(found),
    )


judge_every_table(RULE, _look, _finding, by_bytes=True)
