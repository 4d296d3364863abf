"""What a report hides: findings that are suppressed, and those a baseline knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say

from .location import location

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.audit.report import Report, Reported
    from xmailaudit.messages import Message, Template

    from .language import Words

__all__ = [
    "about_baseline",
    "acceptance",
    "known",
    "known_heading",
    "suppressed",
    "suppressed_heading",
]

#: A list of what is hidden is short; the JSON report has all of it.
_MOST = 20
_MORE = _("… and {more} more; --format json has them all")

_SUPPRESSED = plural(
    _("{count} finding is suppressed; --no-suppressions shows it:"),
    _("{count} findings are suppressed; --no-suppressions shows them:"),
    by="count",
)
_KNOWN = plural(
    _("The baseline of {day}, {age}, hides {count} finding:"),
    _("The baseline of {day}, {age}, hides {count} findings:"),
    by="count",
)
_AGE = plural(_("{days} day old"), _("{days} days old"), by="days")
_GONE = plural(
    _("{count} finding of the baseline is gone; written anew, it holds less."),
    _("{count} findings of the baseline are gone; written anew, it holds less."),
    by="count",
)


def suppressed_heading(report: Report) -> Message:
    """How many findings are suppressed."""
    return say(_SUPPRESSED, count=report.summary.suppressed)


def suppressed(report: Report, words: Words) -> Iterator[Message]:
    """Each suppressed finding in a line: where it is, who accepted it, until when and why."""
    found = [(one, one.suppressed) for one in report.findings if one.suppressed is not None]
    for one, accepted in found[:_MOST]:
        yield say(
            _ACCEPTED[accepted.owner is not None, accepted.expires is not None],
            rule=one.finding.rule.id,
            place=_place(one, words),
            owner=accepted.owner,
            day=accepted.expires_on(),
            reason=accepted.reason,
        )
    yield from _more(found)


#: By whether there is an owner, and a last day.
_ACCEPTED: dict[tuple[bool, bool], Template] = {
    (False, False): _("{rule}, {place}: {reason}"),
    (False, True): _("{rule}, {place}, until {day}: {reason}"),
    (True, False): _("{rule}, {place}, accepted by {owner}: {reason}"),
    (True, True): _("{rule}, {place}, accepted by {owner} until {day}: {reason}"),
}


def acceptance(one: Reported) -> Message | None:
    """What hides a finding, in a sentence; None where nothing does."""
    accepted = one.suppressed
    if accepted is None:
        return None if one.counts else say(_("Hidden: the baseline knows it."))
    return say(
        _SUPPRESSED_BY[accepted.owner is not None, accepted.expires is not None],
        owner=accepted.owner,
        day=accepted.expires_on(),
        reason=accepted.reason,
    )


_SUPPRESSED_BY: dict[tuple[bool, bool], Template] = {
    (False, False): _("Suppressed: {reason}"),
    (False, True): _("Suppressed until {day}: {reason}"),
    (True, False): _("Suppressed, accepted by {owner}: {reason}"),
    (True, True): _("Suppressed, accepted by {owner} until {day}: {reason}"),
}


def known_heading(report: Report) -> Message:
    """How many findings the baseline hides, and its age."""
    use = report.baseline
    day, days = ("", 0) if use is None else (use.made_on, use.age_days)
    age = say(_AGE, days=days)
    return say(_KNOWN, day=day, age=age, count=report.summary.baselined)


def known(report: Report, words: Words) -> Iterator[Message]:
    """Each finding that the baseline hides, in a line."""
    found = [one for one in report.findings if not one.counts and one.suppressed is None]
    for one in found[:_MOST]:
        finding = one.finding
        template = _("{rule}, {place}: {what}")
        yield say(template, rule=finding.rule.id, place=_place(one, words), what=finding.message)
    yield from _more(found)


def about_baseline(report: Report) -> Iterator[Message]:
    """That a baseline hides nothing, and what of it is gone."""
    use = report.baseline
    if use is None:
        return
    if not report.summary.baselined:
        age = say(_AGE, days=use.age_days)
        yield say(_("The baseline of {day}, {age}, hides nothing."), day=use.made_on, age=age)
    if use.gone:
        yield say(_GONE, count=use.gone)


def _place(one: Reported, words: Words) -> str:
    return location(one.finding.places[0], words)


def _more(found: Sequence[object]) -> Iterator[Message]:
    if len(found) > _MOST:
        yield say(_MORE, more=len(found) - _MOST)
