"""TAB014: an index in tabindex/ that does not lead to the rows of its table.

XMail finds accounts, aliases and domains through it, and makes it anew at start only where the
table's time is later than its own (XMail facts: reload 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.mailroot.source import Metadata, TargetKind
from xmailaudit.messages import XMailAuditError, _, plural, say
from xmailaudit.rules.finding import Applicability, Fix, OutsideStep, Severity, StepKind
from xmailaudit.rules.rule import MOST_PLACES, NotJudgedError, Rule, cwe, xmail
from xmailaudit.tables.edit import DeleteFile
from xmailaudit.tables.files import table_of
from xmailaudit.tables.index_file import INDEXES, WIDTHS, Case, chunk_at, judge
from xmailaudit.tables.row import Place, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.index_file import IndexKind, Verdict

RULE = Rule(
    "TAB014",
    "stale-index",
    Severity.CRITICAL,
    summary=_("An index does not lead to the rows of its table, so XMail does not find them."),
    message=plural(
        _("XMail does not find a row of {file}: {index} does not lead to it"),
        _("XMail does not find {count} rows of {file}: {index} does not lead to them"),
        by="count",
    ),
    reads=("tabindex/*",),
    fix=Applicability.SAFE,
    references=(cwe(672), xmail("reload", 2)),
)

_CURED = plural(
    _("XMail does not find a row of {file} until it is started anew: {index} is older"),
    _("XMail does not find {count} rows of {file} until it is started anew: {index} is older"),
    by="count",
)
_NOT_CURED = plural(
    _("XMail does not find a row of {file}, nor after a restart: {index} seems up to date to it"),
    _(
        "XMail does not find {count} rows of {file}, nor after a restart: {index} seems up to date "
        "to it"
    ),
    by="count",
)
_STRAYS = plural(
    _("An entry of {index} leads to no row of {file}; no row is lost by it yet"),
    _("{strays} entries of {index} lead to no row of {file}; no row is lost by them yet"),
    by="strays",
)
_STRAYS_CURED = plural(
    _(
        "An entry of {index} leads to no row of {file}; no row is lost by it, and the next start "
        "makes the index anew"
    ),
    _(
        "{strays} entries of {index} lead to no row of {file}; no row is lost by them, and the "
        "next start makes the index anew"
    ),
    by="strays",
)
_STRAYS_NOT_CURED = plural(
    _(
        "An entry of {index} leads to no row of {file}, nor after a restart, for the index seems "
        "up to date; no row is lost by it yet"
    ),
    _(
        "{strays} entries of {index} lead to no row of {file}, nor after a restart, for the index "
        "seems up to date; no row is lost by them yet"
    ),
    by="strays",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    if root.source.kind is TargetKind.CONTROL:
        raise NotJudgedError(say(_("an index cannot be seen through the admin port")))
    gaps: list[XMailAuditError] = []
    cases: dict[str, Case] = {}
    for file, kind in INDEXES.items():
        try:
            cases.update(_cases(root, file, kind))
        except XMailAuditError as gap:
            gaps.append(gap)
    widths = WIDTHS[::-1] if given.platform == "windows" else WIDTHS
    for (file, case), verdict in zip(
        cases.items(), judge(tuple(cases.values()), widths), strict=True
    ):
        try:
            yield from _findings(root, file, case, verdict)
        except XMailAuditError as gap:
            gaps.append(gap)
    if gaps:
        raise gaps[0]


def _cases(root: MailRoot, file: str, kind: IndexKind) -> dict[str, Case]:
    """A table that has an index, with it."""
    table = table_of(file)
    there = table is not None and root.exists(file) and root.exists(kind.file)
    if table is None or not there or _is_rewritten(root, file, kind):
        return {}
    return {file: Case(root.data(file), table.limit, kind, root.data(kind.file))}


def _findings(root: MailRoot, file: str, case: Case, verdict: Verdict | None) -> Iterator[Finding]:
    kind = case.kind
    if verdict is None:
        return
    if verdict.tangled:
        template = _("the lists of {index} overlap, as those of no index XMail made")
        raise NotJudgedError(say(template, index=kind.file), file=kind.file)
    if verdict.hidden:
        cured = _restart_cures(root, file, kind)
        yield _of_rows(kind, verdict, _rows(file, case, verdict), cured=cured)
        if cured is None:
            template = _("whether a restart makes {index} anew: its time or its table's is unknown")
            raise NotJudgedError(say(template, index=kind.file), file=kind.file)
    elif verdict.strays:
        yield _of_strays(file, kind, verdict, cured=_restart_cures(root, file, kind))


def _is_rewritten(root: MailRoot, file: str, kind: IndexKind) -> bool:
    """Whether this is the outcome of a fix: who applies it deletes the index with it."""
    source = root.source
    return (
        isinstance(source, Overlay) and file in source.changed and kind.file not in source.changed
    )


def _restart_cures(root: MailRoot, file: str, kind: IndexKind) -> bool | None:
    """XMail compares whole seconds; a table must be later."""
    times = [root.source.metadata(path) for path in (file, kind.file)]
    known = [time.modified for time in times if isinstance(time, Metadata)]
    table, index = known if len(known) == len(times) else (None, None)
    return None if table is None or index is None else int(table) > int(index)


def _rows(file: str, case: Case, verdict: Verdict) -> list[Row]:
    table = table_of(file)
    make = Row if table is None else table.row
    first = verdict.hidden[:MOST_PLACES]
    return [make(file, chunk_at(case.table, offset, case.limit)) for offset in first]


def _of_rows(kind: IndexKind, verdict: Verdict, rows: list[Row], *, cured: bool | None) -> Finding:
    return RULE.finding(
        *rows,
        total=len(verdict.hidden),
        message=RULE.message if cured is None else _CURED if cured else _NOT_CURED,
        key=(kind.file,),
        fixes=[_rebuild(kind, Applicability.SAFE if cured else Applicability.REVIEW)],
        count=len(verdict.hidden),
        file=rows[0].file,
        index=kind.file,
    )


def _of_strays(file: str, kind: IndexKind, verdict: Verdict, *, cured: bool | None) -> Finding:
    return RULE.finding(
        Place(kind.file),
        severity=Severity.LOW,
        message=_STRAYS if cured is None else _STRAYS_CURED if cured else _STRAYS_NOT_CURED,
        key=(kind.file,),
        fixes=[_rebuild(kind, Applicability.SAFE)],
        strays=verdict.strays,
        file=file,
        index=kind.file,
    )


def _rebuild(kind: IndexKind, applicability: Applicability) -> Fix:
    """Deleting is safe where the next start would make the index anew in any case."""
    title = say(_("Delete {index}; XMail makes it anew at its next start"), index=kind.file)
    steps = (
        OutsideStep(say(_("Stop XMail before")), kind.file, kind=StepKind.RESTART),
        OutsideStep(say(_("Or, while it runs, add and remove an entry through the admin port"))),
    )
    return Fix("rebuild", title, applicability, (DeleteFile(kind.file),), steps)
