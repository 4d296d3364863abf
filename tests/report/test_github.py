"""Workflow commands: each a line, none with another inside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.mailroot.xmailcfg.pasting import CTRL, pasted
from tests.report.reports import EN, FILE, MAP, NASTY, finding_on, report_on, whole_report
from tests.roots import mail_root
from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.report.github import github_text
from xmailaudit.rules.finding import Severity
from xmailaudit.session import audit
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from xmailaudit.audit.report import Report

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def commands(report: Report) -> list[tuple[str, dict[str, str], str]]:
    """What a runner reads: name, properties, message."""
    read = []
    for line in github_text(report, mail_root({FILE: MAP}), EN).splitlines():
        found = COMMAND.fullmatch(line)
        assert found, line
        name, told, message = found.groups()
        properties = dict(part.split("=", 1) for part in told.split(","))
        read.append((name, {k: decoded(v) for k, v in properties.items()}, decoded(message)))
    return read


def decoded(text: str) -> str:
    """As a runner decodes it."""
    for code, character in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_a_whole_report_is_reviewed(snapshot: SnapshotAssertion) -> None:
    """One command a finding, one for each file not read, what is open, and the grade."""
    report, root = whole_report()

    assert github_text(report, root, EN) == snapshot


def test_a_finding_is_an_annotation_at_its_line() -> None:
    """Files are found from the folder that the target was named in."""
    (name, properties, message), *_rest = commands(report_on(finding_on(mail_root({FILE: MAP}))))

    assert name == "error"
    assert properties == {
        "file": "MailRoot/ctrl.ipmap.tab",
        "line": "2",
        "col": "16",
        "endColumn": "31",
        "title": "ACL901 made-up: high",
    }
    assert message.startswith("CTRL lets in 1,255 strangers (ctrl.ipmap.tab:2)\nA rule of a test.")


@pytest.mark.parametrize(
    ("location", "file"),
    [
        (".", "ctrl.ipmap.tab"),
        ("./mail/", "mail/ctrl.ipmap.tab"),
        ("/srv/MailRoot", "/srv/MailRoot/ctrl.ipmap.tab"),
    ],
)
def test_files_are_named_as_a_repository_names_them(location: str, file: str) -> None:
    """However the MailRoot was named; a runner takes the path of its checkout away itself."""
    report = report_on(finding_on(mail_root({FILE: MAP})), location=location)

    assert commands(report)[0][1]["file"] == file


@pytest.mark.parametrize(
    ("severity", "level"),
    [("critical", "error"), ("high", "error"), ("medium", "warning"), ("low", "notice")],
)
def test_levels_follow_severities(severity: str, level: str) -> None:
    """The three that there are."""
    finding = finding_on(mail_root({FILE: MAP}), severity=Severity(severity))

    assert commands(report_on(finding))[0][0] == level


def test_foreign_text_stays_in_its_message() -> None:
    """Neither a percent sign nor a colon, a comma or a line end gets out."""
    root = mail_root({FILE: MAP})
    report = report_on(finding_on(root, NASTY), location="Mail::error::,line=7\n%0A::Root")

    (_name, properties, message), *rest = commands(report)

    assert properties["line"] == "2"
    assert properties["file"].startswith("Mail::error::,line=7\\n%0A::Root/")
    assert "%0A::error::x, a=" in message
    assert len(rest) == 1


def test_what_is_no_file_has_no_place() -> None:
    """Start options, and what an archive holds; the message names it all the same."""
    root = mail_root({FILE: MAP})
    options = finding_on(root, places=(Place(COMMAND_LINE),))
    archived = report_on(finding_on(root))
    archived = archived._replace(target=archived.target._replace(kind="archive"))

    for report in (report_on(options), archived):
        assert list(commands(report)[0][1]) == ["title"]


def test_a_pasted_text_is_the_file() -> None:
    """With the line of the text."""
    root = pasted(CTRL)
    report = audit(root, at=1795478400.0, select=["ACL003"])

    _name, properties, _message = commands(report)[0]

    assert (properties["file"], properties["line"]) == ("post.txt", "5")
