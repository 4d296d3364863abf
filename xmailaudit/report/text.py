"""The text report: for a person at a terminal, or reading a mail from cron.

It opens with who may do what, then the grade, then the findings, the worst first: what, the row
with the offending part underlined, why, the proof, the command that shows it, what to do.  At the
end stands what was not evaluated, and how to go on.  80 columns, words before colours; only the
commands to copy may be longer.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xmailaudit import __version__
from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.exposure import Action, Origin

from .text_finding import finding_lines
from .text_layout import WIDTH, columns, wrap
from .text_style import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.audit.report import NotEvaluated, Report
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message

    from .language import Words
    from .text_style import Style

__all__ = ["text_report"]

_ACTIONS = {
    Action.SEND_TO_US: _("send mail to us"),
    Action.RELAY: _("relay through us"),
    Action.LOGIN_WITHOUT_TLS: _("log in without TLS"),
    Action.ADMIN: _("use the admin port"),
    Action.FINGER: _("ask finger"),
}
_ORIGINS = {
    Origin.INTERNET: _("the internet"),
    Origin.NEIGHBOURS: _("neighbours in your /24"),
    Origin.LAN: _("your LAN"),
    Origin.THIS_MACHINE: _("this machine"),
}
_CELLS = {
    Answer.ALLOW: ("yes", _("yes")),
    Answer.REFUSE: ("no", _("no")),
    Answer.UNDETERMINED: ("unknown", _("?")),
}
_COUNTS = {
    "critical": _("{count} critical"),
    "high": _("{count} high"),
    "medium": _("{count} medium"),
    "low": _("{count} low"),
    "info": _("{count} info"),
    "suppressed": _("{count} suppressed"),
    "baselined": _("{count} in the baseline"),
}
#: More checks than this that lack the same are named on one line.
_MOST_GAPS_APART = 3
_LEFT_OUT = plural(
    _("{count} rule was left out, so what it looks for is not graded."),
    _("{count} rules were left out, so what they look for is not graded."),
    by="count",
)


def text_report(report: Report, root: MailRoot, words: Words, style: Style = PLAIN) -> str:
    """The whole report, ending with a newline.

    `root` is what was audited: it holds the lines that fixes change.
    """
    return "\n".join(_lines(report, root, words, style)) + "\n"


def _lines(report: Report, root: MailRoot, words: Words, style: Style) -> Iterator[str]:
    yield from _exposure(report, words, style)
    yield ""
    yield from _grade(report, words, style)
    for reported in report.findings:
        yield ""
        yield from finding_lines(reported, report.target, root, words, style)
    yield from _remarks(report, words)
    yield from _unreadable(report, words)
    yield from _not_evaluated(report, words)
    yield ""
    yield from _closing(report, words)


# ------------------------------------------------------------ the table


def _exposure(report: Report, words: Words, style: Style) -> Iterator[str]:
    answers = {(cell.action, cell.origin): cell.answer for cell in report.exposure}
    if not answers:
        return
    table = [[words(_("Who may")), *(words(_ORIGINS[origin]) for origin in Origin)]]
    for action in Action:
        row = [answers.get((action, origin), Answer.UNDETERMINED) for origin in Origin]
        table.append([words(_ACTIONS[action]), *(words(_CELLS[answer][1]) for answer in row)])
    heading, *rest = columns(table)
    yield style("bold", heading)
    yield from rest
    if Answer.UNDETERMINED in answers.values():
        yield words(_("?: the files alone do not tell"))


# ------------------------------------------------------------ the grade and what was audited


def _grade(report: Report, words: Words, style: Style) -> Iterator[str]:
    summary = report.summary
    if summary.grade is None:
        grade = words(_("Grade: open; a check that decides access could not be evaluated"))
    else:
        grade = words(_("Grade: {grade}"), grade=summary.grade)
    yield style("bold", grade)
    yield from wrap(words.message(_counted(report)), WIDTH)
    if report.left_out:
        yield from wrap(words(_LEFT_OUT, count=report.left_out), WIDTH)
    yield from wrap(words.message(_audited(report)), WIDTH)


def _counted(report: Report) -> Message:
    """How many findings of which severity."""
    numbers = ((name, getattr(report.summary, name)) for name in _COUNTS)
    counts = [say(_COUNTS[name], count=number) for name, number in numbers if number]
    if not counts:
        return say(_("Nothing found."))
    template = _("Found: {counts}.")
    return say(template, counts=Listing(tuple(counts)))


def _audited(report: Report) -> Message:
    target = report.target
    when = datetime.fromtimestamp(report.evaluated_at, UTC)
    version = say(_("XMail {version}"), version=target.server_version)
    return say(
        _("{target}, as {server} reads it, by profile {profile}, at {when} UTC."),
        target=target.location,
        server=version if target.server_version else "XMail",
        profile=report.profile,
        when=f"{when:%Y-%m-%d %H:%M}",
    )


# ------------------------------------------------------------ what is open


def _remarks(report: Report, words: Words) -> Iterator[str]:
    """How a text was read that somebody copied."""
    remarks = report.target.remarks
    if not remarks:
        return
    yield ""
    yield words(_("How the text was read:"))
    for line, message in remarks:
        said = words.message(message)
        if line is not None:
            said = words(_("line {line}: {remark}"), line=str(line), remark=message)
        yield from wrap(said, WIDTH, first="  - ")


def _unreadable(report: Report, words: Words) -> Iterator[str]:
    if not report.unreadable:
        return
    yield ""
    yield words(_("Could not be read:"))
    for file, reason in report.unreadable:
        line = words(_("{file}: {reason}"), file=file, reason=reason)
        yield from wrap(line, WIDTH, first="  - ")


def _not_evaluated(report: Report, words: Words) -> Iterator[str]:
    if not report.not_evaluated:
        return
    template = plural(
        _("Not evaluated: {count} check"), _("Not evaluated: {count} checks"), by="count"
    )
    yield ""
    yield words(template, count=len(report.not_evaluated))
    alike: dict[str, list[NotEvaluated]] = {}
    for gap in report.not_evaluated:
        alike.setdefault(repr((gap.file, gap.reason)), []).append(gap)
    for gaps in alike.values():
        together = [_gaps(gaps)] if len(gaps) > _MOST_GAPS_APART else map(_gap, gaps)
        for what in together:
            yield from wrap(words.message(what), WIDTH, first="  - ")


def _gaps(gaps: Sequence[NotEvaluated]) -> Message:
    """Several checks that lack the same."""
    rules = Listing(tuple(gap.rule.id for gap in gaps))
    file, reason = gaps[0].file, gaps[0].reason
    if file in (None, "."):
        return say(_("{reason} ({rules})"), reason=reason, rules=rules)
    return say(_("{file}: {reason} ({rules})"), file=file, reason=reason, rules=rules)


def _gap(gap: NotEvaluated) -> Message:
    if gap.file in (None, "."):  # the MailRoot's folder: the rule says what of it
        template = _("{rule} {name}: {reason}")
        return say(template, rule=gap.rule.id, name=gap.rule.name, reason=gap.reason)
    template = _("{rule} {name}, {file}: {reason}")
    return say(template, rule=gap.rule.id, name=gap.rule.name, file=gap.file, reason=gap.reason)


# ------------------------------------------------------------ the end


def _closing(report: Report, words: Words) -> Iterator[str]:
    if any(reported.finding.fixes for reported in report.findings):
        promise = _(
            "safe: nobody gains access and mail goes where it went; review: look at it before; "
            "by hand: only you can do it."
        )
        yield from wrap(words(promise), WIDTH)
    if report.findings:
        rule = report.findings[0].finding.rule.id
        template = _("More about a rule: {command}")
        yield words(template, command=f"xmailaudit explain {rule}")
    yield words(_("xmailaudit {version} changed nothing."), version=__version__)
