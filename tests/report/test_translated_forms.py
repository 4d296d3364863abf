"""Every form words its sentences with the translator: outside brackets stand names only."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.report.reports import finding_on, report_on, whole_report
from xmailaudit.report.github import github_text
from xmailaudit.report.junit import junit_text
from xmailaudit.report.language import Pseudo, Words
from xmailaudit.report.markdown import markdown_text
from xmailaudit.report.nagios import nagios_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot

WORDS = Words(Pseudo())
INNERMOST = re.compile(f"{Pseudo.opening}[^{Pseudo.opening}{Pseudo.closing}]*{Pseudo.closing}")
#: What is data or syntax in a form, besides the names that all of them hold.
NAMES = {"ACL", "made", "up", "ctrl", "ipmap", "tab", "MailRoot", "spammers", "server"}
NAMES |= {"xmailaudit", "ask", "connect", "service", "client"}
OWN = {
    "github": {"error", "warning", "notice", "file", "line", "col", "endColumn", "title"},
    "nagios": {"XMAILAUDIT", "WARNING", "critical", "high", "medium", "low", "info"}
    | {"suppressed", "baselined", "not", "evaluated"},
    "markdown": {"text", "diff", "sh"},
    "junit": set[str](),
}
#: Rows of tables, also those that a fix takes and gives.
TABLE_ROW = re.compile(r'^ *\d* ?(\||[-+] ?").*$', re.MULTILINE)


def nagios(report: Report, _root: MailRoot, words: Words) -> str:
    """The plugin's output."""
    return nagios_text(report, words, "high", strict=False)


def junit(report: Report, root: MailRoot, words: Words) -> str:
    """The messages and texts of the tests."""
    text = junit_text(report, root, words)
    told = re.findall(r'message="([^"]*)"|<(?:failure|error|skipped) [^>]*>([^<]*)<', text)
    return unescape(" ".join("\n".join(pair) for pair in told))


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("github", github_text),
        ("nagios", nagios),
        ("markdown", markdown_text),
        ("junit", junit),
    ],
)
def test_every_sentence_is_translated(
    form: str, text: Callable[[Report, MailRoot, Words], str]
) -> None:
    """Severities, labels, and what rules, fixes and gaps say."""
    report, root = whole_report()
    plain = report_on(finding_on(root), report.findings[2].finding)
    plain = plain._replace(not_evaluated=report.not_evaluated, unreadable=report.unreadable)
    told = TABLE_ROW.sub("", re.sub(r"%[0-9A-F]{2}", " ", text(plain, root, WORDS)))
    assert Pseudo.opening in told

    while INNERMOST.search(told):
        told = INNERMOST.sub(" ", told)

    assert set(re.findall(r"[A-Za-z]{2,}", told)) <= NAMES | OWN[form]
