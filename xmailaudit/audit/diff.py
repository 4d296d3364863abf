"""Two audits side by side: which findings are new, which are gone, which stayed.

A side is an audit that was just made, or a JSON report of an earlier one.  Findings are the same
where their fingerprints are.  A finding that is not there again is gone only where its rule could
be judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.copied import copied_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xmailaudit.messages import Message
    from xmailaudit.rules.finding import Severity

    from .access_change import AccessChange, Unknown
    from .report import Report, Reported, Target
    from .selection import Selection

    #: What is exposed to whom: action and origin, then the answer.
    Cells = Mapping[tuple[str, str], str]

__all__ = [
    "Difference",
    "ExposureChange",
    "Seen",
    "Side",
    "cells_of",
    "compared",
    "exposure_changes",
    "seen",
    "side_of",
]

_ANSWERS = {"allow": "yes", "refuse": "no", "undetermined": "unknown"}


class Seen(NamedTuple):
    """A finding as both kinds of sides know it; `line` is None where it is about no row.

    `counts` is False for one that is suppressed or known from a baseline.
    """

    fingerprint: str
    rule: str
    name: str
    severity: Severity
    message: Message
    file: str
    line: int | None
    counts: bool


class Side(NamedTuple):
    """One of two audits; `not_judged` are the rules that were not evaluated.

    `unreadable` are files that exist and could not be read, `target` is what was audited, `asked`
    are the rules that were run: a report of an earlier audit tells none of these.
    """

    location: str
    evaluated_at: str
    profile: str
    grade: str | None
    findings: tuple[Seen, ...]
    not_judged: frozenset[str]
    exposure: Cells
    unreadable: tuple[str, ...] = ()
    target: Target | None = None
    asked: frozenset[str] | None = None

    def only(self, selection: Selection) -> Side:
        """The side as if no other rules had been run."""
        kept = tuple(one for one in self.findings if selection.takes(one.rule))
        return self._replace(findings=kept)

    def judged(self, rule: str) -> bool:
        """Whether a rule was run, as far as is known, and could be judged."""
        return rule not in self.not_judged and (self.asked is None or rule in self.asked)


class ExposureChange(NamedTuple):
    """What somebody may do, before and after."""

    action: str
    origin: str
    before: str
    after: str


class Difference(NamedTuple):
    """Two sides compared; the findings of each kind stand worst first.

    `unchanged` holds each finding as it was and as it is.  `not_judged` are findings of the first
    side whose rule the second did not run or could not judge.  `access` is None where not both
    sides are configurations.
    """

    before: Side
    after: Side
    new: tuple[Seen, ...]
    fixed: tuple[Seen, ...]
    unchanged: tuple[tuple[Seen, Seen], ...]
    not_judged: tuple[Seen, ...]
    exposure: tuple[ExposureChange, ...]
    access: tuple[AccessChange | Unknown, ...] | None = None


def side_of(report: Report) -> Side:
    """The side that an audit is."""
    from time import gmtime, strftime

    return Side(
        location=report.target.location,
        evaluated_at=strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(report.evaluated_at)),
        profile=report.profile,
        grade=report.summary.grade,
        findings=tuple(map(seen, report.findings)),
        not_judged=frozenset(gap.rule.id for gap in report.not_evaluated),
        exposure=cells_of(report),
        unreadable=tuple(file for file, _reason in report.unreadable),
        target=report.target,
        asked=frozenset(entry.id for entry in report.asked),
    )


def cells_of(report: Report) -> dict[tuple[str, str], str]:
    """What is exposed to whom, by action and origin."""
    return {
        (cell.action.value, cell.origin.value): _ANSWERS[cell.answer.value]
        for cell in report.exposure
    }


def seen(reported: Reported) -> Seen:
    """A finding of an audit as a side knows it."""
    finding = reported.finding
    place = finding.places[0]
    return Seen(
        fingerprint=reported.fingerprint,
        rule=finding.rule.id,
        name=finding.rule.name,
        severity=reported.severity,
        message=finding.message,
        file=place.file,
        line=(copied_place(place) or place).line,
        counts=reported.counts,
    )


def compared(before: Side, after: Side) -> Difference:
    """The difference between two sides, but for access."""
    then = {one.fingerprint: one for one in before.findings}
    now = {one.fingerprint: one for one in after.findings}
    gone = [one for one in then.values() if one.fingerprint not in now]
    return Difference(
        before=before,
        after=after,
        new=_worst_first(one for one in now.values() if one.fingerprint not in then),
        fixed=_worst_first(one for one in gone if after.judged(one.rule)),
        unchanged=tuple(
            (then[one.fingerprint], one)
            for one in _worst_first(now.values())
            if one.fingerprint in then
        ),
        not_judged=_worst_first(one for one in gone if not after.judged(one.rule)),
        exposure=exposure_changes(before.exposure, after.exposure),
    )


def _worst_first(found: Iterable[Seen]) -> tuple[Seen, ...]:
    return tuple(
        sorted(found, key=lambda one: (one.severity.rank, one.rule, one.file, one.line or 0))
    )


def exposure_changes(before: Cells, after: Cells) -> tuple[ExposureChange, ...]:
    """The cells that both sides know and answer differently."""
    return tuple(
        ExposureChange(*cell, before[cell], answer)
        for cell, answer in after.items()
        if before.get(cell, answer) != answer
    )
