"""JUnit XML: valid by Ant's and by Jenkins' schema, one test a rule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from fixtures.materialise import names
from tests.report.reports import AT, EN, FILE, MAP, NASTY, finding_on, report_on, whole_report
from tests.roots import mail_root
from xmailaudit.report.junit import junit_text
from xmailaudit.report.language import Words, translator
from xmailaudit.rules.catalogue import catalogue
from xmailaudit.session import start

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot

SCHEMAS = [
    etree.XMLSchema(etree.parse(Path(__file__).parents[1] / "data" / "junit" / name))
    for name in ("ant-junit.xsd", "junit-10.xsd")
]


def as_junit(report: Report, root: MailRoot, words: Words = EN) -> etree._Element:
    """The document, valid by both schemas."""
    text = junit_text(report, root, words)
    assert text.isascii()
    document = etree.fromstring(text.encode("ascii"))
    for schema in SCHEMAS:
        schema.assertValid(document)
    return document


def test_a_whole_report_is_reviewed(snapshot: SnapshotAssertion) -> None:
    """A failure with all there is to say, and a file that could not be read."""
    report, root = whole_report()
    as_junit(report, root)

    assert junit_text(report, root, EN) == snapshot


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", names())
def test_every_fixture_makes_a_valid_document(
    name: str, language: str, fixture_root: Callable[[str], Path]
) -> None:
    """One test a rule, failed where there is a finding, skipped where it could not be judged."""
    session = start(fixture_root(name))
    report = session.audit(at=AT)

    document = as_junit(report, session.root, Words(translator(language)))

    tests = {test.get("name", "").split()[0]: test for test in document.iter("testcase")}
    found = {one.finding.rule.id for one in report.findings}
    open_ = {gap.rule.id for gap in report.not_evaluated} - found
    assert {entry.id for entry in catalogue()} <= set(tests)
    assert {rule for rule, test in tests.items() if test.find("failure") is not None} == found
    assert {rule for rule, test in tests.items() if test.find("skipped") is not None} == open_
    for suite in document:
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert suite.get("skipped") == str(len(suite.findall("testcase/skipped")))
        assert suite.get("errors") == str(len(suite.findall("testcase/error")))


def test_rules_left_out_are_no_tests(fixture_root: Callable[[str], Path]) -> None:
    """Unselected rules appear nowhere."""
    session = start(fixture_root("fixed-ip-sender"))
    report = session.audit(at=AT, select=["ACL003", "REL001"])

    cases = as_junit(report, session.root).iter("testcase")

    assert [case.get("name") for case in cases] == [
        "ACL003 host-with-wide-mask",
        "REL001 open-relay",
    ]


def test_foreign_text_stays_text() -> None:
    """Tags, entities and control characters."""
    root = mail_root({FILE: MAP})
    report = report_on(finding_on(root, NASTY + "]]>&amp;"), location=NASTY)

    document = as_junit(report, root)

    (failure,) = document.iter("failure")
    assert "\\x1b[31m\\u202e<script>alert(1)</script>" in failure.get("message", "")
    assert not len(failure)
