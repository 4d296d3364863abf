r"""The report as Prometheus metrics, for node_exporter's textfile collector.

Every series names its target, so that the files of several servers lie side by side.  The help
texts are the same in every language: the collector takes no metric with two of them.  An expiry is
a moment, as Prometheus wants it; `(… - time()) / 86400` are the days that are left.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import xmailaudit
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.policy.tls.material import CERTIFICATE_FILE, certificate_file
from xmailaudit.rules.finding import Severity

from .labels import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot

    from .language import Words

    Sample = tuple[dict[str, str], str]

__all__ = ["prometheus_text"]

_GRADES = ("A", "B", "C", "D", "F", "open")
_EXPOSED = {"yes": "1", "no": "0", "unknown": "NaN"}


class _Metric(NamedTuple):
    """A gauge with its samples, each labels and a value."""

    name: str
    about: str
    samples: tuple[Sample, ...]


def prometheus_text(report: Report, root: MailRoot, words: Words) -> str:
    """The text exposition of a report."""
    target = {"target": report.target.location}
    return "".join(
        f"{line}\n" for metric in _metrics(report, root) for line in _lines(metric, target, words)
    )


def _lines(metric: _Metric, target: dict[str, str], words: Words) -> Iterator[str]:
    if not metric.samples:
        return
    name = f"xmailaudit_{metric.name}"
    yield f"# HELP {name} {metric.about}"
    yield f"# TYPE {name} gauge"
    for labels, value in metric.samples:
        told = (f'{key}="{_value(words.show(text))}"' for key, text in {**target, **labels}.items())
        yield f"{name}{{{','.join(told)}}} {value}"


def _value(text: str) -> str:
    """A label's value: what is shown has no line ends, but may have quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _metrics(report: Report, root: MailRoot) -> Iterator[_Metric]:
    yield _Metric("info", "What audited what, by which profile.", (_info(report),))
    yield _Metric("audit_timestamp_seconds", "The moment judged for.", _one(report.evaluated_at))
    yield _Metric("grade", "1 for the grade the server has.", tuple(_grade(report)))
    yield from _counts(report)
    yield _Metric(
        "exposure",
        "Whether somebody there may do it: 1 yes, 0 no, NaN where the files do not tell.",
        tuple(_exposure(report)),
    )
    yield _Metric(
        "certificate_expiry_timestamp_seconds",
        "When a certificate of server.cert expires; line says where in the file it begins.",
        tuple(_certificates(root)),
    )


def _one(value: float) -> tuple[Sample, ...]:
    return (({}, f"{value:.0f}"),)


def _info(report: Report) -> Sample:
    labels = {
        "version": xmailaudit.__version__,
        "kind": report.target.kind,
        "server_version": report.target.server_version or "",
        "profile": report.profile,
    }
    return labels, "1"


def _grade(report: Report) -> Iterator[Sample]:
    own = report.summary.grade or "open"
    for grade in _GRADES:
        yield {"grade": grade}, str(int(grade == own))


def _counts(report: Report) -> Iterator[_Metric]:
    summary = report.summary
    by_severity = tuple(({"severity": one.value}, str(summary.of(one))) for one in Severity)
    yield _Metric("findings", "Findings that count, by severity.", by_severity)
    rules = Counter(
        (one.finding.rule.id, one.finding.rule.name, one.severity.value) for one in report.counted
    )
    names = ("rule", "name", "severity")
    yield _Metric(
        "rule_findings",
        "Findings that count, by rule and severity.",
        tuple((dict(zip(names, key, strict=True)), str(n)) for key, n in sorted(rules.items())),
    )
    yield _Metric("suppressed_findings", "Findings suppressed.", _one(summary.suppressed))
    yield _Metric("baselined_findings", "Findings in the baseline.", _one(summary.baselined))
    yield _Metric("not_evaluated", "Checks not evaluated.", _one(summary.not_evaluated))
    gaps = Counter(gap.rule.id for gap in report.not_evaluated)
    by_rule = tuple(({"rule": rule}, str(number)) for rule, number in sorted(gaps.items()))
    yield _Metric("rule_not_evaluated", "Checks not evaluated, by rule.", by_rule)
    yield _Metric("unreadable_files", "Files that could not be read.", _one(len(report.unreadable)))
    yield _Metric("rules_left_out", "Rules not asked.", _one(report.left_out))


def _exposure(report: Report) -> Iterator[Sample]:
    for cell in report.exposure:
        labels = {"action": cell.action.value, "from": cell.origin.value}
        yield labels, _EXPOSED[ANSWERS[cell.answer][0]]


def _certificates(root: MailRoot) -> Iterator[Sample]:
    try:
        content = certificate_file(root)
    except UnseenFileError:
        return
    for held in () if content is None else content.held:
        subject = held.certificate.subject or f"serial {held.certificate.serial:x}"
        labels = {"file": CERTIFICATE_FILE, "line": str(held.line), "subject": subject}
        yield labels, f"{held.certificate.not_after:.0f}"
