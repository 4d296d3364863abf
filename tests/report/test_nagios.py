"""A plugin's line: state, figures, and nothing that ends it too early."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.report.reports import EN, FILE, MAP, NASTY, RULE, finding_on, report_on, whole_report
from tests.roots import mail_root
from xmailaudit.audit.report import NotEvaluated
from xmailaudit.messages import _, say
from xmailaudit.report.nagios import PluginState, nagios_text, plugin_line, plugin_state
from xmailaudit.rules.finding import Severity

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from xmailaudit.audit.report import Report

GAP = NotEvaluated(RULE, None, say(_("nobody said so")))
FIGURE = re.compile(r"([a-z_]+)=(\d+);(0?);(0?);0")


def found(*severities: str, gaps: tuple[NotEvaluated, ...] = (), unread: bool = False) -> Report:
    """A report with findings of these severities."""
    root = mail_root({FILE: MAP})
    findings = [finding_on(root, severity=Severity(one)) for one in severities]
    return report_on(*findings, gaps=gaps, unreadable=("server.tab",) if unread else ())


def test_a_whole_report_is_reviewed(snapshot: SnapshotAssertion) -> None:
    """The line, then a line for each finding and for what is open."""
    report, _root = whole_report()

    assert nagios_text(report, EN, "high", strict=False) == snapshot


@pytest.mark.parametrize(
    ("report", "fail_on", "strict", "state"),
    [
        (found(), "high", False, "OK"),
        (found("medium"), "high", False, "OK"),
        (found("medium"), "medium", False, "WARNING"),
        (found("high"), "high", False, "WARNING"),
        (found("high", "critical"), "high", False, "CRITICAL"),
        (found("critical"), "critical", False, "CRITICAL"),
        (found("critical"), "never", False, "OK"),
        (found(gaps=(GAP,)), "high", False, "OK"),
        (found(gaps=(GAP,)), "high", True, "UNKNOWN"),
        (found(unread=True), "high", False, "UNKNOWN"),
        (found("critical", unread=True), "high", False, "CRITICAL"),
        (found("high", gaps=(GAP,)), "high", True, "WARNING"),
        (found("critical", unread=True), "never", False, "UNKNOWN"),
    ],
)
def test_the_state_is_that_of_the_worst(
    report: Report, fail_on: str, *, strict: bool, state: str
) -> None:
    """A finding that counts beats what is open."""
    assert plugin_state(report, fail_on, strict=strict).name == state
    assert nagios_text(report, EN, fail_on, strict=strict).startswith(f"XMAILAUDIT {state} - ")


def test_the_figures_are_performance_data() -> None:
    """A limit of nought stands where a severity counts: as a warning, or as critical."""
    line = nagios_text(found("high", "low"), EN, "high", strict=False).splitlines()[0]

    figures = line.partition("|")[2].split(" ")
    assert all(map(FIGURE.fullmatch, figures))
    assert figures[:4] == ["critical=0;;0;0", "high=1;0;;0", "medium=0;;;0", "low=1;;;0"]
    assert figures[5:] == ["suppressed=0;;;0", "baselined=0;;;0", "not_evaluated=0;;;0"]


def test_foreign_text_ends_no_line_and_begins_no_figures() -> None:
    """One bar in all, no macro, no tag."""
    report = report_on(*[finding_on(mail_root({FILE: MAP}), NASTY)] * 30)

    text = nagios_text(report, EN, "high", strict=False)

    assert text.count("|") == 1
    assert not set(text) & set("$`<>&")
    assert "\\x3cscript\\x3e" in text
    assert len(text.splitlines()) == 22
    assert text.endswith("… and 10 more findings\n")


def test_an_error_is_a_line_too() -> None:
    """Whatever it quotes."""
    assert plugin_line(PluginState.UNKNOWN, "a|b$c") == "XMAILAUDIT UNKNOWN - a\\x7cb\\x24c"


def test_a_long_list_of_what_is_open_is_cut() -> None:
    """A server that keeps some thousand characters would cut it anywhere."""
    gaps = tuple(GAP._replace(file=f"{number}.tab") for number in range(25))

    lines = nagios_text(found(gaps=gaps), EN, "high", strict=False).splitlines()

    assert len(lines) == 22
    assert lines[-1] == "… and 5 more; --format json has them all"
