"""The text report: for a person at a terminal, or reading a mail from cron.

It opens with who may do what, the grade, and what to do first; then come the findings, the worst
first: what, the row with the offending part underlined, why, the proof, the command that shows it,
what to do.  At the end stands what was not evaluated, and how to go on.  80 columns, words before
colours; only the commands to copy may be longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit import __version__
from xmailaudit.messages import _, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.exposure import Origin

from .first_steps import first_steps, heading
from .hidden import about_baseline, known, known_heading, suppressed, suppressed_heading
from .labels import ACTIONS, ANSWERS, FIX_PROMISE, LEFT_OUT, ORIGINS, UNKNOWN
from .summary import (
    audited,
    counted,
    exposure_rows,
    grade,
    number_open,
    open_checks,
    remarks,
    unreadable,
)
from .text_finding import finding_lines
from .text_layout import WIDTH, columns, wrap
from .text_style import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message

    from .language import Words
    from .text_style import Style

__all__ = ["text_report"]


def text_report(report: Report, root: MailRoot, words: Words, style: Style = PLAIN) -> str:
    """The whole report, ending with a newline.

    `root` is what was audited: it holds the lines that fixes change.
    """
    return "\n".join(_lines(report, root, words, style)) + "\n"


def _lines(report: Report, root: MailRoot, words: Words, style: Style) -> Iterator[str]:
    yield from _exposure(report, words, style)
    yield ""
    yield from _grade(report, words, style)
    yield from _first(report, words, style)
    for reported in report.counted:
        yield ""
        yield from finding_lines(reported, report.target, root, words, style)
    yield from _hidden(report, words)
    yield from _open(report, words)
    yield ""
    yield from _closing(report, words)


# ------------------------------------------------------------ the table


def _exposure(report: Report, words: Words, style: Style) -> Iterator[str]:
    rows = exposure_rows(report)
    if not rows:
        return
    table = [[words(_("Who may")), *(words(ORIGINS[origin]) for origin in Origin)]]
    for action, answers in rows:
        table.append([words(ACTIONS[action]), *(words(ANSWERS[one][1]) for one in answers)])
    heading, *rest = columns(table, gap=2 if words.width >= WIDTH else 1)
    yield style("bold", heading)
    yield from rest
    if any(Answer.UNDETERMINED in answers for _action, answers in rows):
        yield words(UNKNOWN)


# ------------------------------------------------------------ the grade and what was audited


def _grade(report: Report, words: Words, style: Style) -> Iterator[str]:
    yield style("bold", words.message(grade(report)))
    yield from wrap(words.message(counted(report)), words.width)
    if report.left_out:
        yield from wrap(words(LEFT_OUT, count=report.left_out), words.width)
    yield from wrap(words.message(audited(report)), words.width)


def _first(report: Report, words: Words, style: Style) -> Iterator[str]:
    """What to do first; nothing where nobody asked, or nothing helps."""
    if not report.do_first:
        return
    yield ""
    yield style("bold", words.message(heading()))
    for number, step in enumerate(first_steps(report), 1):
        yield from wrap(words.message(step), words.width, first=f"  {number}. ")


# ------------------------------------------------------------ what is hidden, what is open


def _hidden(report: Report, words: Words) -> Iterator[str]:
    if report.summary.suppressed:
        yield from _listed(suppressed_heading(report), suppressed(report, words), words)
    if report.summary.baselined:
        yield from _listed(known_heading(report), known(report, words), words)
    for number, message in enumerate(about_baseline(report)):
        if number == 0:
            yield ""
        yield from wrap(words.message(message), words.width)


def _open(report: Report, words: Words) -> Iterator[str]:
    yield from _listed(say(_("How the text was read:")), remarks(report), words)
    yield from _listed(say(_("Could not be read:")), unreadable(report), words)
    yield from _listed(number_open(report), open_checks(report), words)


def _listed(heading: Message, items: Iterable[Message], words: Words) -> Iterator[str]:
    """Items under a heading; nothing where there is none."""
    lines = [
        line for item in items for line in wrap(words.message(item), words.width, first="  - ")
    ]
    if lines:
        yield ""
        yield words.message(heading)
        yield from lines


# ------------------------------------------------------------ the end


def _closing(report: Report, words: Words) -> Iterator[str]:
    findings = report.counted
    if any(reported.finding.fixes for reported in findings):
        yield from wrap(words(FIX_PROMISE), words.width)
    if findings:
        rule = findings[0].finding.rule.id
        template = _("More about a rule: {command}")
        yield words(template, command=f"xmailaudit explain {rule}")
    yield words(_("xmailaudit {version} changed nothing."), version=__version__)
