"""What to do first, in the forms that tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from xmailaudit.audit.profile import load_profile
from xmailaudit.report.first_steps import first_steps
from xmailaudit.report.html_report import html_text
from xmailaudit.report.json_report import to_json
from xmailaudit.report.language import Words, translator
from xmailaudit.report.markdown import markdown_text
from xmailaudit.report.text import text_report
from xmailaudit.session import Session

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot

AT = 1795478400.0
EN, JA = (Words(translator(language)) for language in ("en", "ja"))
RULES = ("ACL003", "ACL005", "CRT015", "TLS001")


@pytest.fixture
def root() -> MailRoot:
    """A map with two rows to mend, and a certificate that is none."""
    return mail_root(
        {
            "ctrl.ipmap.tab": row("0.0.0.0", "0.0.0.0", "DENY", "0")
            + row("127.0.0.0", "255.255.255.0", "ALLOW", "2")
            + row("203.0.113.24", "255.255.255.0", "ALLOW", "1"),
            "server.cert": "no certificate",
            "server.key": "no key",
        }
    )


@pytest.fixture
def report(root: MailRoot) -> Report:
    """What is found, and what to do first."""
    return Session(root, load_profile("default")).audit(at=AT, select=RULES, rank=True)


@pytest.mark.parametrize("words", [EN, JA], ids=["en", "ja"])
def test_the_steps_in_words(report: Report, words: Words, snapshot: SnapshotAssertion) -> None:
    """What to do, where, and what it clears."""
    assert [words.message(step) for step in first_steps(report)] == snapshot


def test_text_and_markdown_and_html_tell_them(report: Report, root: MailRoot) -> None:
    """Between the grade and the findings."""
    for made in (
        text_report(report, root, EN),
        markdown_text(report, root, EN),
        html_text(report, root, EN),
    ):
        assert made.index("Do first") < made.index("Install a certificate: clears")


def test_nothing_is_told_where_nobody_asked(report: Report, root: MailRoot) -> None:
    """No heading either."""
    silent = report._replace(do_first=())

    assert "Do first" not in text_report(silent, root, EN)
    assert "Do first" not in markdown_text(silent, root, EN)
    assert "Do first" not in html_text(silent, root, EN)


def test_json_names_the_findings_and_the_fix(report: Report, root: MailRoot) -> None:
    """A certificate is no fix of a table."""
    data = to_json(report, root, EN.translator, EN.show)
    fixes = {fix["id"] for one in data["findings"] for fix in one["fixes"]}

    assert [step["fix"] is None for step in data["do_first"]] == [True, False, False]
    assert {step["fix"] for step in data["do_first"]} - {None} <= fixes
    assert data["do_first"][0]["clears"] == len(data["do_first"][0]["fingerprints"])
