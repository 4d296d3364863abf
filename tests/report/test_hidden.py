"""Findings that are suppressed or in the baseline: told in every form, counted in none."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import document_fromstring

from tests.report.reports import EN, FILE, MAP, NASTY, finding_on, report_on
from tests.roots import mail_root
from xmailaudit.audit.grade import summarise
from xmailaudit.audit.report import UNCHANGED
from xmailaudit.audit.suppression import Suppression
from xmailaudit.report.github import github_text
from xmailaudit.report.html_report import html_text
from xmailaudit.report.junit import junit_text
from xmailaudit.report.markdown import markdown_text
from xmailaudit.report.nagios import nagios_text
from xmailaudit.report.prometheus import prometheus_text

if TYPE_CHECKING:
    from xmailaudit.audit.report import Report

ROOT = mail_root({FILE: MAP})
REASON = f"we know {NASTY}"
ACCEPTED = Suppression("ACL901", None, None, REASON, "ann", date(2027, 1, 1), "mine.toml", 3)


def hidden() -> Report:
    """One finding suppressed, one that a baseline knows, and none that counts."""
    report = report_on(finding_on(ROOT), finding_on(ROOT, "POP3"))
    first, second = report.findings
    findings = (first._replace(suppressed=ACCEPTED), second._replace(baseline=UNCHANGED))
    return report._replace(findings=findings, summary=summarise(findings, ()))


def test_a_page_and_markdown_name_them() -> None:
    """With reason, owner and last day; the page has no filters then."""
    page = document_fromstring(html_text(hidden(), ROOT, EN))
    markdown = markdown_text(hidden(), ROOT, EN)

    for text in ("".join(map(str, page.itertext())), markdown):
        assert "accepted by" in text
        assert "we know" in text
        assert "Grade: A" in text
        assert "2027-01-01" in text
    assert {"suppressed", "baseline"} <= {section.get("id") for section in page.iter("section")}
    assert not [*page.iter("article", "form")]


def test_a_test_of_theirs_is_skipped() -> None:
    """Neither passed nor failed."""
    document = etree.fromstring(junit_text(hidden(), ROOT, EN).encode())

    (skipped,) = document.iter("skipped")
    first, second = skipped.get("message", "").split("\n")
    assert first.startswith("suppressed (we know ")
    assert second == "in the baseline: POP3 lets in 1,255 strangers"
    assert not [*document.iter("failure")]


def test_a_runner_and_a_plugin_count_them() -> None:
    """No annotation, no line of its own."""
    commands = github_text(hidden(), ROOT, EN).splitlines()
    line, *below = nagios_text(hidden(), EN, "info", strict=True).splitlines()

    assert len(commands) == 1
    assert "1 suppressed, 1 in the baseline" in commands[0]
    assert line.startswith("XMAILAUDIT OK - ")
    assert "suppressed=1;;;0 baselined=1;;;0" in line
    assert below == []


def test_metrics_count_them_apart() -> None:
    """Among the findings there is none."""
    text = prometheus_text(hidden(), ROOT, EN)

    assert 'xmailaudit_suppressed_findings{target="MailRoot"} 1\n' in text
    assert 'xmailaudit_baselined_findings{target="MailRoot"} 1\n' in text
    assert "xmailaudit_rule_findings{" not in text
