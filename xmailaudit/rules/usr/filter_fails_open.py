"""USR029: a filter that does not run, so that mail passes unfiltered.

XMail lets mail through where a filter cannot be found, selected or started (XMail facts: mailproc 5
and 6; access 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import XMailAuditError, _, plural, say
from xmailaudit.policy.programs import ProgramFault
from xmailaudit.policy.routing.filter_files import RowFault, filter_lines, selections
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.programs import started
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.rules.shown import field_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message, Template
    from xmailaudit.policy.routing.filter_files import Selection
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.row import Place

RULE = Rule(
    "USR029",
    "filter-fails-open",
    Severity.HIGH,
    summary=_("A filter does not run, and XMail lets the mail through unfiltered."),
    message=plural(
        _("There is no {program}: the filter does not run, and mail passes unfiltered"),
        _("{count} filters such as {program} are not there, and mail passes unfiltered"),
        by="count",
    ),
    reads=("filters.*", "filters/*", "domains/*", "cmdaliases/*", "custdomains/*"),
    fix=Applicability.MANUAL,
    references=(cwe(636), xmail("mailproc", 5), xmail("mailproc", 6), xmail("access", 1)),
)

_ROWS: dict[RowFault, Template] = {
    RowFault.TOO_FEW: plural(
        _("The row has {fields} of 5 fields: XMail skips it, and mail passes unfiltered"),
        _("{count} rows have less than 5 fields: XMail skips them, and mail passes unfiltered"),
        by="count",
    ),
    RowFault.NO_BITS: plural(
        _("No client is in {text}, which lacks /bits: mail passes unfiltered"),
        _("No client is in the networks of {count} rows, which lack /bits: mail passes unfiltered"),
        by="count",
    ),
    RowFault.DOTTED: plural(
        _("XMail takes {text} for one address: mail from the rest passes unfiltered"),
        _("XMail takes the masks of {count} rows for one address: other mail passes unfiltered"),
        by="count",
    ),
    RowFault.NO_FILE: plural(
        _("There is no filters/{text}: mail passes unfiltered"),
        _("{count} rows name files such as filters/{text}, and there are none: mail passes"),
        by="count",
    ),
    RowFault.NOTHING_IN_IT: plural(
        _("filters/{text} runs nothing: mail passes unfiltered"),
        _("{count} rows name files such as filters/{text} that run nothing: mail passes"),
        by="count",
    ),
}
_PROGRAMS: dict[ProgramFault, Template] = {
    ProgramFault.MISSING: RULE.message,
    ProgramFault.RELATIVE: plural(
        _("The path is not absolute, so the filter is not found and mail passes unfiltered"),
        _("{count} paths are not absolute, so no filter is found and mail passes unfiltered"),
        by="count",
    ),
    ProgramFault.NOT_EXECUTABLE: plural(
        _("Nobody may execute {program}: the filter does not run, and mail passes unfiltered"),
        _("Nobody may execute {count} filters such as {program}: mail passes unfiltered"),
        by="count",
    ),
}
_NO_PROGRAM = plural(
    _("The line holds flags and no program: mail passes unfiltered"),
    _("{count} lines hold flags and no program: mail passes unfiltered"),
    by="count",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    gap: XMailAuditError | None = None
    for judge in (_of_rows, _of_lines, _of_programs):
        try:
            yield from judge(root, given)
        except XMailAuditError as error:
            gap = gap or error
    if gap is not None:
        raise gap


def _of_lines(root: MailRoot, given: Given) -> Iterator[Finding]:  # one signature
    for lines in apart(line for line in filter_lines(root) if not line.row.program):
        yield _finding([line.row.at() for line in lines], _NO_PROGRAM, _name_program())


def _of_programs(root: MailRoot, given: Given) -> Iterator[Finding]:
    known = started(root, given)
    filters = [one for one in known.programs if one.filters]
    for fault, message in _PROGRAMS.items():
        for group in apart(one for one in filters if one.program.fault is fault):
            places = [one.place for one in group]
            yield _finding(places, message, _name_program(), program=group[0].shown)
    known.demand_seen(filters)


def _of_rows(root: MailRoot, given: Given) -> Iterator[Finding]:  # one signature
    by_fault: dict[RowFault, list[Selection]] = {}
    for row in selections(root):
        if row.fault is not None:
            by_fault.setdefault(row.fault, []).append(row)
    for fault, rows in by_fault.items():
        for group in apart(rows):
            first = group[0]
            yield _finding(
                [one.row.at(one.field) for one in group],
                _ROWS[fault],
                say(_TITLES[fault]),
                text="" if first.field is None else field_text(first.row, first.field),
                fields=len(first.row.fields),
            )


def _finding(
    places: list[Place],
    message: Template,
    title: Message,
    *,
    program: str = "",
    text: str = "",
    fields: int = 0,
) -> Finding:
    test = OutsideStep(say(_("Send a mail that the filter must refuse, and see that it does")))
    return RULE.finding(
        *places[:MOST_PLACES],
        total=len(places),
        message=message,
        fixes=[manual("let-it-run", title, test)],
        count=len(places),
        program=program,
        text=text,
        fields=fields,
    )


def _name_program() -> Message:
    return say(_("Name the program with its whole path, and see that XMail may execute it"))


_TITLES = {
    RowFault.TOO_FEW: _("Write sender, recipient, both networks and the file, with TABs between"),
    RowFault.NO_BITS: _("Write the network as address/bits, for all 0.0.0.0/0"),
    RowFault.DOTTED: _("Write the number of bits behind the slash"),
    RowFault.NO_FILE: _("Put the file into filters, or name one that is there"),
    RowFault.NOTHING_IN_IT: _("Write the filter's program into the file"),
}
