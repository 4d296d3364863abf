"""The summary of a report: how many findings of each severity, and the grade.

F any critical, D high, C medium, B low, A none.  While a rule that decides access is not evaluated,
a grade better than D would be a promise nobody can keep: there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.rules.catalogue import decides_access
from xmailaudit.rules.finding import Severity

from .report import Summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .report import NotEvaluated, Reported

__all__ = ["summarise"]

_GRADES = {
    Severity.CRITICAL: "F",
    Severity.HIGH: "D",
    Severity.MEDIUM: "C",
    Severity.LOW: "B",
}
_SPOILED_BY_GAPS = ("A", "B", "C")


def summarise(findings: Sequence[Reported], not_evaluated: Sequence[NotEvaluated]) -> Summary:
    """Count findings and grade them; those that are suppressed or known are counted apart."""
    counts = dict.fromkeys(Severity, 0)
    for reported in findings:
        counts[reported.severity] += reported.counts
    suppressed = sum(reported.suppressed is not None for reported in findings)
    grade: str | None = _grade(counts)
    if grade in _SPOILED_BY_GAPS and any(
        decides_access(missing.rule.id) for missing in not_evaluated
    ):
        grade = None
    return Summary(
        grade=grade,
        **{severity.value: count for severity, count in counts.items()},
        suppressed=suppressed,
        baselined=len(findings) - suppressed - sum(counts.values()),
        not_evaluated=len(not_evaluated),
    )


def _grade(counts: dict[Severity, int]) -> str:
    """The grade of the worst severity there is; hints alone leave an A."""
    return next((grade for severity, grade in _GRADES.items() if counts[severity]), "A")
