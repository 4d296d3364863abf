"""The report as JUnit XML: each family of rules a suite, each rule a test.

A rule with findings has failed, whatever their severity; one that was not evaluated, or whose
findings are all suppressed or in the baseline, is skipped; a file that cannot be read is an error.
Of the dialects that build servers read it keeps to what both Ant's and Jenkins' schema take.  The
output is ASCII, so that it survives any locale.
"""

from __future__ import annotations

from itertools import groupby
from time import gmtime, strftime
from typing import TYPE_CHECKING, NamedTuple

import xmailaudit
from xmailaudit.messages import _, plural

from .text_finding import finding_lines
from .text_style import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from xmailaudit.audit.report import NotEvaluated, Report, Reported
    from xmailaudit.mailroot.root import MailRoot

    from .language import Words

__all__ = ["junit_text"]

_MORE = plural(
    _("{finding} (and {count} more finding)"),
    _("{finding} (and {count} more findings)"),
    by="count",
)
#: The attributes of a suite that count verdicts.
_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


class _Verdict(NamedTuple):
    """What became of a test that did not pass."""

    tag: str
    message: str
    type: str
    text: str = ""


class _Case(NamedTuple):
    """A test; one that passed has no verdict."""

    name: str
    verdict: _Verdict | None


def junit_text(report: Report, root: MailRoot, words: Words) -> str:
    """The report as a document of suites."""
    from lxml import etree

    writer = _Writer(report, root, words)
    suites = etree.Element("testsuites")
    for number, (name, cases) in enumerate(writer.suites()):
        _add_suite(suites, f"xmailaudit.{name}", cases, id=str(number), **writer.moment())
        _add_properties(suites[-1], writer.properties())
    raw: bytes = etree.tostring(
        suites, encoding="us-ascii", xml_declaration=True, pretty_print=True
    )
    return raw.decode("ascii")


def _add_suite(suites: Element, name: str, cases: list[_Case], **attributes: str) -> None:
    from lxml.etree import SubElement

    suite = SubElement(suites, "testsuite", {"name": name, "package": "xmailaudit", **attributes})
    tags = [case.verdict.tag for case in cases if case.verdict]
    suite.set("tests", str(len(cases)))
    for attribute, tag in _COUNTED.items():
        suite.set(attribute, str(tags.count(tag)))
    for case in cases:
        test = SubElement(suite, "testcase", name=case.name, classname=name, time="0")
        if case.verdict is None:
            continue
        verdict = SubElement(test, case.verdict.tag, message=case.verdict.message)
        verdict.text = case.verdict.text
        if case.verdict.type:
            verdict.set("type", case.verdict.type)
    SubElement(suite, "system-out")
    SubElement(suite, "system-err")


def _add_properties(suite: Element, values: dict[str, str]) -> None:
    from lxml.etree import Element, SubElement

    properties = Element("properties")
    for name, value in values.items():
        SubElement(properties, "property", name=name, value=value)
    suite.insert(0, properties)


class _Writer:
    """One report on its way to JUnit."""

    def __init__(self, report: Report, root: MailRoot, words: Words) -> None:
        self._report = report
        self._root = root
        self._words = words
        self._findings: dict[str, list[Reported]] = {}
        self._hidden: dict[str, list[Reported]] = {}
        for reported in report.findings:
            found = self._findings if reported.counts else self._hidden
            found.setdefault(reported.finding.rule.id, []).append(reported)
        self._gaps: dict[str, list[NotEvaluated]] = {}
        for gap in report.not_evaluated:
            self._gaps.setdefault(gap.rule.id, []).append(gap)

    def moment(self) -> dict[str, str]:
        """When and where; how long it took is nobody's business."""
        at = strftime("%Y-%m-%dT%H:%M:%S", gmtime(self._report.evaluated_at))
        return {"timestamp": at, "hostname": "localhost", "time": "0"}

    def properties(self) -> dict[str, str]:
        """What was audited, and what came of it."""
        report = self._report
        return {
            "target": self._words.show(report.target.location),
            "profile": self._words.show(report.profile),
            "grade": report.summary.grade or "open",
            "rules left out": str(report.left_out),
            "xmailaudit": xmailaudit.__version__,
        }

    def suites(self) -> Iterator[tuple[str, list[_Case]]]:
        """The families by their letters, and what could not be read."""
        names = {entry.id: entry.name for entry in self._report.asked}
        names |= {one.finding.rule.id: one.finding.rule.name for one in self._report.findings}
        names |= {gap.rule.id: gap.rule.name for gap in self._report.not_evaluated}
        for family, rules in groupby(sorted(names), lambda rule: rule[:3]):
            yield family, [_Case(f"{rule} {names[rule]}", self._verdict(rule)) for rule in rules]
        if self._report.unreadable:
            yield "files", list(self._unreadable())

    def _unreadable(self) -> Iterator[_Case]:
        for file, reason in self._report.unreadable:
            verdict = _Verdict("error", self._words.message(reason), "unreadable")
            yield _Case(self._words.show(file), verdict)

    def _verdict(self, rule: str) -> _Verdict | None:
        gaps = "\n".join(map(self._reason, self._gaps.get(rule, [])))
        if rule in self._findings:
            return self._failure(self._findings[rule], gaps)
        reasons = [*map(self._why_hidden, self._hidden.get(rule, [])), *filter(None, [gaps])]
        return _Verdict("skipped", "\n".join(reasons), "") if reasons else None

    def _why_hidden(self, reported: Reported) -> str:
        what = reported.finding.message
        if reported.suppressed is None:
            return self._words(_("in the baseline: {what}"), what=what)
        reason = reported.suppressed.reason
        return self._words(_("suppressed ({reason}): {what}"), reason=reason, what=what)

    def _reason(self, gap: NotEvaluated) -> str:
        if gap.file in (None, "."):
            return self._words.message(gap.reason)
        return self._words(_("{file}: {reason}"), file=gap.file, reason=gap.reason)

    def _failure(self, findings: list[Reported], gaps: str) -> _Verdict:
        first, *others = findings
        message = self._words.message(first.finding.message)
        if others:
            message = self._words(_MORE, finding=first.finding.message, count=len(others))
        texts = ["\n".join(self._text(one)) for one in findings]
        text = "\n\n".join([*texts, gaps] if gaps else texts)
        return _Verdict("failure", message, first.severity.value, f"\n{text}\n")

    def _text(self, reported: Reported) -> Iterator[str]:
        target = self._report.target
        return finding_lines(reported, target, self._root, self._words, PLAIN)
