"""USR018: a program that XMail cannot start, or that others have a hand in.

There is no shell and no PATH; on Windows a blank cuts the path (XMail facts: mailproc 2 and 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.source import Metadata
from xmailaudit.messages import _, plural, say
from xmailaudit.policy.programs import ProgramFault, others_change
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.programs import started
from xmailaudit.rules.rule import MOST_PLACES, NotJudgedError, Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message, Template
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.programs import Started

RULE = Rule(
    "USR018",
    "external-program",
    Severity.HIGH,
    summary=_("A program that XMail starts is not there, or others decide what runs."),
    message=plural(
        _("There is no {program}: XMail notes an error and goes on with the next line"),
        _("{count} programs such as {program} are not there: XMail passes over their lines"),
        by="count",
    ),
    reads=("filters.*", "filters/*", "domains/*", "cmdaliases/*", "custdomains/*"),
    fix=Applicability.MANUAL,
    references=(cwe(426), cwe(732), xmail("mailproc", 2), xmail("mailproc", 4)),
)

_RELATIVE = plural(
    _("The path is not absolute, and XMail has no PATH to find the program by"),
    _("{count} paths are not absolute, and XMail has no PATH to find the programs by"),
    by="count",
)
_NOT_EXECUTABLE = plural(
    _("Nobody may execute {program}, so XMail cannot start it"),
    _("Nobody may execute {count} programs such as {program}, so XMail cannot start them"),
    by="count",
)
_CUT = plural(
    _("Windows cuts the path at its blank, and runs what it finds under the first part"),
    _("Windows cuts {count} paths at their blanks, and runs what it finds under their first parts"),
    by="count",
)
_SEARCHED = plural(
    _("The path is not absolute: Windows runs the first program of that name that it finds"),
    _("{count} paths are not absolute: Windows runs the first programs of these names it finds"),
    by="count",
)
_WRITABLE = plural(
    _("Others may write {program} or put another in its place, and XMail runs it"),
    _("Others may write or replace {count} programs such as {program}, and XMail runs them"),
    by="count",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    known = started(root, given)
    programs = known.programs
    # That mail passes where a filter does not start is USR029's.
    others = [one for one in programs if not one.filters]
    correct = say(_("Name the program with its whole path, and see that XMail may execute it"))
    for fault, message in (
        (ProgramFault.MISSING, RULE.message),
        (ProgramFault.RELATIVE, _RELATIVE),
        (ProgramFault.NOT_EXECUTABLE, _NOT_EXECUTABLE),
    ):
        yield from _findings([o for o in others if o.program.fault is fault], message, correct)
    move = say(_("Move the program to a folder without blanks, and name it with its whole path"))
    for fault, message in ((ProgramFault.CUT, _CUT), (ProgramFault.SEARCHED, _SEARCHED)):
        yield from _findings([o for o in programs if o.program.fault is fault], message, move)
    gap: NotJudgedError | None = None
    try:
        if not known.windows:
            yield from _writable(root, programs)
    except NotJudgedError as error:
        gap = error
    known.demand_seen(programs)
    if gap is not None:
        raise gap


def _writable(root: MailRoot, programs: Iterable[Started]) -> Iterator[Finding]:
    writable = [one for one in programs if _others_write(root, one)]
    close = say(_("Take the right to write from others: chmod go-w, and the owner is root"))
    yield from _findings(writable, _WRITABLE, close)


def _others_write(root: MailRoot, one: Started) -> bool:
    file = one.program.file
    known = None if file is None else root.source.metadata(file)
    if file is None or not isinstance(known, Metadata):
        return False
    if known.mode is None:
        message = say(_("who may write {program} is not known here"), program=one.shown)
        raise NotJudgedError(message, file=one.row.file, line=one.row.line)
    return others_change(root, file)


def _findings(programs: list[Started], message: Template, title: Message) -> Iterator[Finding]:
    again = OutsideStep(say(_("Then look into the smail log: there is a line for each that ran")))
    for group in apart(programs):
        yield RULE.finding(
            *(one.place for one in group[:MOST_PLACES]),
            total=len(group),
            message=message,
            fixes=[manual("correct-program", title, again)],
            program=group[0].shown,
            count=len(group),
        )
