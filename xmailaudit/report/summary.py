"""What every form of a report says besides its findings: grade, counts, what is open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.exposure import Action, Origin

from .labels import COUNTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xmailaudit.audit.report import NotEvaluated, Report
    from xmailaudit.messages import Message

__all__ = [
    "audited",
    "counted",
    "exposure_rows",
    "grade",
    "number_open",
    "open_checks",
    "remarks",
    "shortened",
    "unreadable",
]

#: Where lines are few, a list longer than this is cut.
_MOST = 20
#: More checks than this that lack the same are named on one line.
_MOST_GAPS_APART = 3


def grade(report: Report) -> Message:
    """The grade, or that there is none."""
    if report.summary.grade is None:
        return say(_("Grade: open; a check that decides access could not be evaluated"))
    return say(_("Grade: {grade}"), grade=report.summary.grade)


def counted(report: Report) -> Message:
    """How many findings of which severity."""
    numbers = ((name, getattr(report.summary, name)) for name in COUNTS)
    counts = [say(COUNTS[name], count=number) for name, number in numbers if number]
    if not counts:
        return say(_("Nothing found."))
    template = _("Found: {counts}.")
    return say(template, counts=Listing(tuple(counts)))


def audited(report: Report) -> Message:
    """What was judged, by what, and when."""
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


def exposure_rows(report: Report) -> tuple[tuple[Action, tuple[Answer, ...]], ...]:
    """Who may do what: for each action the answer for each origin; empty where nobody asked."""
    answers = {(cell.action, cell.origin): cell.answer for cell in report.exposure}
    if not answers:
        return ()
    return tuple(
        (action, tuple(answers.get((action, origin), Answer.UNDETERMINED) for origin in Origin))
        for action in Action
    )


def remarks(report: Report) -> Iterator[Message]:
    """How a text was read that somebody copied; nothing for any other target."""
    for line, message in report.target.remarks:
        if line is None:
            yield message
        else:
            yield say(_("line {line}: {remark}"), line=str(line), remark=message)


def unreadable(report: Report) -> Iterator[Message]:
    """The files that could not be read, each with the reason."""
    for file, reason in report.unreadable:
        yield say(_("{file}: {reason}"), file=file, reason=reason)


def number_open(report: Report) -> Message:
    """How many checks were not evaluated."""
    template = plural(
        _("Not evaluated: {count} check"), _("Not evaluated: {count} checks"), by="count"
    )
    return say(template, count=len(report.not_evaluated))


def open_checks(report: Report) -> Iterator[Message]:
    """What was not evaluated and why; many checks that lack the same stand together."""
    alike: dict[str, list[NotEvaluated]] = {}
    for gap in report.not_evaluated:
        alike.setdefault(repr((gap.file, gap.reason)), []).append(gap)
    for gaps in alike.values():
        if len(gaps) > _MOST_GAPS_APART:
            yield _gaps(gaps)
        else:
            yield from map(_gap, gaps)


def shortened(told: Iterable[Message]) -> Iterator[Message]:
    """The first of many things, and how many more there are."""
    listed = list(told)
    yield from listed[:_MOST]
    more = len(listed) - _MOST
    if more > 0:
        yield say(_("… and {more} more; --format json has them all"), more=more)


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
