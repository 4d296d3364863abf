"""The text report: for a person at a terminal, or reading a mail from cron.

It opens with who may do what, the grade, and what to do first; then come the findings, the worst
first: what, the row with the offending part underlined, why, the proof, the command that shows it,
what to do.  At the end stands what was not evaluated, and how to go on.  As wide as its words are
told, words before colours; only the commands to copy may be longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit import __version__
from xmailaudit.messages import _, say

from .first_steps import first_steps, heading
from .hidden import about_baseline, known, known_heading, suppressed, suppressed_heading
from .labels import FIX_PROMISE, LEFT_OUT
from .summary import audited, counted, grade, number_open, open_checks, remarks, unreadable
from .text_exposure import exposure_table
from .text_finding import finding_lines
from .text_layout import apart, wrap
from .text_style import PLAIN, styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message

    from .language import Words
    from .text_style import Style

__all__ = [
    "closing_lines",
    "first_lines",
    "grade_lines",
    "hidden_lines",
    "judged_lines",
    "open_lines",
    "result_lines",
    "text_report",
]


def text_report(report: Report, root: MailRoot, words: Words, style: Style = PLAIN) -> str:
    """The whole report, ending with a newline.

    `root` is what was audited: it holds the lines that fixes change.
    """
    found = (finding_lines(one, report.target, root, words, style) for one in report.counted)
    lines = apart(
        exposure_table(report, words, style),
        grade_lines(report, words, style),
        first_lines(report, words, style),
        *found,
        hidden_lines(report, words),
        open_lines(report, words),
        closing_lines(report, words),
    )
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------ the grade and what was audited


def grade_lines(report: Report, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """The grade, how much was found, and what was judged."""
    yield from result_lines(report, words, style)
    yield from judged_lines(report, words)


def result_lines(report: Report, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """The grade, and how much was found."""
    yield from styled("bold", words.message(grade(report)), words, style)
    yield from wrap(words.message(counted(report)), words.width)


def judged_lines(report: Report, words: Words) -> Iterator[str]:
    """What was judged, and how much was left out."""
    if report.left_out:
        yield from wrap(words(LEFT_OUT, count=report.left_out), words.width)
    yield from wrap(words.message(audited(report)), words.width)


def first_lines(report: Report, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """What to do first; nothing where nobody asked, or nothing helps."""
    if not report.do_first:
        return
    yield from styled("bold", words.message(heading()), words, style)
    for number, step in enumerate(first_steps(report), 1):
        yield from wrap(words.message(step), words.width, first=f"  {number}. ")


# ------------------------------------------------------------ what is hidden, what is open


def hidden_lines(report: Report, words: Words) -> Iterator[str]:
    """What is suppressed, and what a baseline knows."""
    baseline = (
        line
        for message in about_baseline(report)
        for line in wrap(words.message(message), words.width)
    )
    yield from apart(
        _listed(suppressed_heading(report), suppressed(report, words), words),
        _listed(known_heading(report), known(report, words), words),
        baseline,
    )


def open_lines(report: Report, words: Words) -> Iterator[str]:
    """How a text was read, what could not be read, and what was not evaluated."""
    yield from apart(
        _listed(say(_("How the text was read:")), remarks(report), words),
        _listed(say(_("Could not be read:")), unreadable(report), words),
        _listed(number_open(report), open_checks(report), words),
    )


def _listed(heading: Message, items: Iterable[Message], words: Words) -> Iterator[str]:
    """Items under a heading; nothing where there is none."""
    for number, item in enumerate(items):
        if number == 0:
            yield from wrap(words.message(heading), words.width)
        yield from wrap(words.message(item), words.width, first="  - ")


# ------------------------------------------------------------ the end


def closing_lines(report: Report, words: Words) -> Iterator[str]:
    """What the kinds of fixes promise, and how to go on."""
    findings = report.counted
    if any(reported.finding.fixes for reported in findings):
        yield from wrap(words(FIX_PROMISE), words.width)
    if findings:
        rule = findings[0].finding.rule.id
        template = _("More about a rule: {command}")
        yield words(template, command=f"xmailaudit explain {rule}")
    told = words(_("xmailaudit {version} changed nothing."), version=__version__)
    yield from wrap(told, words.width)
