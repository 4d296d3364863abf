"""The report as GitHub-flavoured Markdown: for issues, pull requests and job summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit import __version__
from xmailaudit.messages import _, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.exposure import Origin

from .first_steps import first_steps, heading
from .hidden import about_baseline, known, known_heading, suppressed, suppressed_heading
from .labels import ACTIONS, ANSWERS, FIX_PROMISE, LEFT_OUT, ORIGINS, UNKNOWN
from .markdown_finding import finding_blocks, items
from .markdown_text import escaped_words, sentence
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message

    from .language import Words

__all__ = ["markdown_text"]


def markdown_text(report: Report, root: MailRoot, words: Words) -> str:
    """The whole report, ending with a newline."""
    return "\n\n".join(_blocks(report, root, words)) + "\n"


def _blocks(report: Report, root: MailRoot, words: Words) -> Iterator[str]:
    yield f"# {escaped_words(words.message(grade(report)))}"
    yield sentence(counted(report), words)
    if report.left_out:
        yield escaped_words(words(LEFT_OUT, count=report.left_out))
    yield sentence(audited(report), words)
    yield from _exposure(report, words)
    yield from _listed(heading(), first_steps(report), words)
    for reported in report.counted:
        yield from finding_blocks(reported, report.target, root, words)
    if report.summary.suppressed:
        yield from _listed(suppressed_heading(report), suppressed(report, words), words)
    if report.summary.baselined:
        yield from _listed(known_heading(report), known(report, words), words)
    for told in about_baseline(report):
        yield sentence(told, words)
    yield from _listed(say(_("How the text was read:")), remarks(report), words)
    yield from _listed(say(_("Could not be read:")), unreadable(report), words)
    yield from _listed(number_open(report), open_checks(report), words)
    yield "---"
    if any(reported.finding.fixes for reported in report.counted):
        yield escaped_words(words(FIX_PROMISE))
    yield sentence(say(_("xmailaudit {version} changed nothing."), version=__version__), words)


def _exposure(report: Report, words: Words) -> Iterator[str]:
    rows = exposure_rows(report)
    if not rows:
        return
    heading = [words(_("Who may")), *(words(ORIGINS[origin]) for origin in Origin)]
    table = [_row(heading), "|---" * len(heading) + "|"]
    for action, answers in rows:
        table.append(_row([words(ACTIONS[action]), *(words(ANSWERS[one][1]) for one in answers)]))
    yield "\n".join(table)
    if any(Answer.UNDETERMINED in answers for _action, answers in rows):
        yield escaped_words(words(UNKNOWN))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(escaped_words, cells))} |"


def _listed(heading: Message, told: Iterable[Message], words: Words) -> Iterator[str]:
    lines = [sentence(one, words) for one in told]
    if lines:
        yield f"## {sentence(heading, words)}"
        yield items(lines)
