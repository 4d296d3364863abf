"""Counting and grading."""

from __future__ import annotations

import pytest

from tests.audit.made_up import DENIED, rule
from xmailaudit.audit.grade import summarise
from xmailaudit.audit.report import NotEvaluated, Reported
from xmailaudit.rules.finding import Severity
from xmailaudit.tables.row import Place

CRITICAL, HIGH, MEDIUM, LOW, INFO = Severity
DECIDES_ACCESS = NotEvaluated(rule("REL901"), "smtprelay.tab", DENIED)
OTHER = NotEvaluated(rule("SRV901"), "server.tab", DENIED)


def reported(*severities: Severity) -> list[Reported]:
    """Findings of these severities."""
    finding = rule().finding(Place("server.tab"))
    return [Reported(finding, severity, "") for severity in severities]


@pytest.mark.parametrize(
    ("severities", "grade"),
    [
        ((CRITICAL, LOW), "F"),
        ((HIGH, MEDIUM), "D"),
        ((LOW, MEDIUM), "C"),
        ((LOW, INFO), "B"),
        ((INFO,), "A"),
        ((), "A"),
    ],
)
def test_the_worst_finding_makes_the_grade(severities: tuple[Severity, ...], grade: str) -> None:
    """F any critical, D high, C medium, B low, A none."""
    assert summarise(reported(*severities), []).grade == grade


@pytest.mark.parametrize(
    ("severity", "grade"), [(CRITICAL, "F"), (HIGH, "D"), (MEDIUM, None), (LOW, None), (INFO, None)]
)
def test_a_gap_about_access_leaves_no_good_grade(severity: Severity, grade: str | None) -> None:
    """Who may relay is not known: nothing better than D may be promised."""
    assert summarise(reported(severity), [DECIDES_ACCESS]).grade == grade


def test_any_other_gap_leaves_the_grade() -> None:
    """It is counted, that is all."""
    summary = summarise(reported(LOW), [OTHER])

    assert (summary.grade, summary.not_evaluated) == ("B", 1)


def test_findings_are_counted_by_severity() -> None:
    """Each severity has its own count."""
    summary = summarise(reported(CRITICAL, LOW, LOW, INFO), [OTHER, DECIDES_ACCESS])

    assert [summary.of(severity) for severity in Severity] == [1, 0, 0, 2, 1]
    assert (summary.suppressed, summary.baselined, summary.not_evaluated) == (0, 0, 2)
