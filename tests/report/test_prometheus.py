"""Metrics: read back as Prometheus reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.certificates.made import make
from tests.report.reports import EN, FILE, MAP, NASTY, finding_on, report_on, whole_report
from tests.roots import mail_root
from xmailaudit.report.language import Words, translator
from xmailaudit.report.prometheus import prometheus_text

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot

SAMPLE = re.compile(r'(\w+)\{((?:\w+="(?:[^"\\]|\\.)*",?)+)\} (\S+)')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')

Series = tuple[str, dict[str, str], str]


def samples(report: Report, root: MailRoot | None = None) -> list[Series]:
    """Name, labels and value of every series."""
    read = []
    for line in prometheus_text(report, root or mail_root({FILE: MAP}), EN).splitlines():
        if line.startswith("#"):
            continue
        found = SAMPLE.fullmatch(line)
        assert found, line
        name, told, value = found.groups()
        labels = {key: unescaped(text) for key, text in LABEL.findall(told)}
        read.append((name.removeprefix("xmailaudit_"), labels, value))
    return read


def unescaped(text: str) -> str:
    """A label's value as it is read."""
    return re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), text)


def test_a_whole_report_is_reviewed(snapshot: SnapshotAssertion) -> None:
    """Every metric there is but certificates."""
    report, root = whole_report()

    assert prometheus_text(report, root, EN) == snapshot


def test_counts_are_by_severity_and_by_rule() -> None:
    """With the severity the profile gives."""
    report, root = whole_report()
    series = samples(report, root)

    by_severity = {
        labels["severity"]: value for name, labels, value in series if name == "findings"
    }
    assert by_severity == {"critical": "0", "high": "1", "medium": "1", "low": "1", "info": "0"}
    rules = [labels for name, labels, _value in series if name == "rule_findings"]
    assert {labels["rule"] for labels in rules} == {"ACL901"}
    assert sorted(labels["severity"] for labels in rules) == ["high", "low", "medium"]


def test_one_grade_is_the_grade() -> None:
    """And an open one has a name, too."""
    report, _root = whole_report()
    for grade in ("D", None):
        changed = report._replace(summary=report.summary._replace(grade=grade))
        own = [
            labels["grade"]
            for name, labels, value in samples(changed)
            if name == "grade" and value == "1"
        ]
        assert own == [grade or "open"]


def test_an_expiry_is_a_moment() -> None:
    """Of each certificate in the file; without a file there is no such metric."""
    leaf, above = make("mail.example.com"), make('Root "CA"\\', ca=True)
    root = mail_root({"server.cert": leaf.pem + above.pem})

    expiries = [
        (labels["subject"], labels["line"], value)
        for name, labels, value in samples(report_on(), root)
        if name == "certificate_expiry_timestamp_seconds"
    ]

    lines = leaf.pem.count(b"\n") + 1
    after = leaf.certificate.not_valid_after_utc.timestamp()
    assert expiries[0] == ("CN=mail.example.com", "1", f"{after:.0f}")
    assert expiries[1][1] == str(lines)
    assert not [s for s in samples(report_on()) if s[0].startswith("certificate")]


def test_labels_hold_any_text() -> None:
    """Quotes, backslashes and what looks like a line end or a series of its own."""
    location = f'{NASTY}"}} 1\nxmailaudit_grade{{target="'
    series = samples(report_on(finding_on(mail_root({FILE: MAP})), location=location))

    assert {labels["target"] for _name, labels, _value in series} == {EN.show(location)}


def test_help_is_the_same_in_every_language() -> None:
    """The collector refuses a metric with two help texts."""
    report, root = whole_report()

    assert prometheus_text(report, root, Words(translator("ja"))) == prometheus_text(
        report, root, EN
    )
