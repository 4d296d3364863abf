"""The report as SARIF 2.1.0, for code scanners and editors.

A finding is a result, its proof a code flow, its fixes replacements of whole lines; what was not
evaluated is a notification of the one invocation.  Files are relative to `MAILROOT`, which the
reader puts where he has it.  A fix is left out where it cannot be replayed from the report: one
without edits, one that makes or deletes a file, one of lines with passwords or not in UTF-8; what
it says stands among the result's properties, as in the JSON report.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xmailaudit
from xmailaudit.tables.row import Place

from .json_report import to_json
from .sarif_fixes import replacements
from .sarif_places import BASE, location, message, suppression
from .sarif_rules import LEVELS, described_rules, taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.audit.report import Report, Reported
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.decision import Step
    from xmailaudit.rules.rule import Rule

    from .language import Words

    Json = dict[str, Any]

__all__ = ["SCHEMA", "to_sarif"]

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
#: The name of our fingerprints; the number changes with what goes into them.
_FINGERPRINT = "xmailaudit/v1"


def to_sarif(report: Report, root: MailRoot, words: Words) -> Json:
    """A report as a SARIF log of one run, ready for `json.dumps`."""
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [_Writer(report, root, words).run()]}


class _Writer:
    """One report on its way to SARIF; sentences and data come from the JSON report."""

    def __init__(self, report: Report, root: MailRoot, words: Words) -> None:
        self._report = report
        self._root = root
        self._words = words
        self._json = to_json(report, root, words.translator, words.show)
        found = {one.finding.rule.id: one.finding.rule for one in report.findings}
        open_ = {gap.rule.id: gap.rule for gap in report.not_evaluated}
        self._rules: list[Rule] = [rule for _id, rule in sorted({**found, **open_}.items())]
        self._index = {rule.id: place for place, rule in enumerate(self._rules)}

    def run(self) -> Json:
        json = self._json
        return {
            "tool": {
                "driver": {
                    "name": "xmailaudit",
                    "version": xmailaudit.__version__,
                    "rules": described_rules(self._rules, self._words),
                }
            },
            "automationDetails": {"id": f"xmailaudit/{self._report.profile}/"},
            "invocations": [self._invocation()],
            "originalUriBaseIds": {
                BASE: {"description": {"text": self._words.show(json["target"]["location"])}}
            },
            "taxonomies": taxonomy(self._rules),
            "language": self._words.translator.language[:2],
            "columnKind": "unicodeCodePoints",
            "results": [
                self._result(reported, data)
                for reported, data in zip(self._report.findings, json["findings"], strict=True)
            ],
            "properties": {
                name: json[name]
                for name in ("target", "evaluated_at", "profile", "summary", "exposure", "baseline")
                if name in json
            },
        }

    def _invocation(self) -> Json:
        return {
            "executionSuccessful": not self._report.unreadable,
            "endTimeUtc": self._json["evaluated_at"],
            "toolExecutionNotifications": [*self._gaps(), *self._unreadable()],
        }

    def _gaps(self) -> Iterator[Json]:
        """The rules that could not be judged."""
        for gap, data in zip(self._report.not_evaluated, self._json["not_evaluated"], strict=True):
            notification: Json = {
                "associatedRule": {"id": gap.rule.id, "index": self._index[gap.rule.id]},
                "level": "warning",
                "message": message(data["reason"]),
            }
            if gap.file is not None:
                notification["locations"] = [location(Place(gap.file))]
            yield notification

    def _unreadable(self) -> Iterator[Json]:
        for file, reason in self._report.unreadable:
            yield {
                "level": "error",
                "message": message(self._words.message(reason)),
                "locations": [location(Place(file))],
            }

    def _result(self, reported: Reported, data: Json) -> Json:
        finding = reported.finding
        result: Json = {
            "ruleId": finding.rule.id,
            "ruleIndex": self._index[finding.rule.id],
            "level": LEVELS[reported.severity],
            "message": message(data["message"]),
            "locations": [location(place) for place in finding.places],
            "partialFingerprints": {_FINGERPRINT: reported.fingerprint},
            "properties": {
                name: data[name]
                for name in ("severity", "confidence", "parameters", "witness", "fixes")
            },
        }
        result.update(self._acceptance(reported))
        flow = self._flow(reported, data)
        if flow is not None:
            result["codeFlows"] = [flow]
        fixes = list(self._fixes(reported, data))
        if fixes:
            result["fixes"] = fixes
        return result

    def _acceptance(self, reported: Reported) -> Json:
        """What hides a result; an empty list says of the others that nothing does."""
        told: Json = {}
        if self._report.summary.suppressed:
            told["suppressions"] = [*map(suppression, filter(None, (reported.suppressed,)))]
        if reported.baseline is not None:
            told["baselineState"] = reported.baseline
        return told

    def _flow(self, reported: Reported, data: Json) -> Json | None:
        """The trace that leads to the witness's decision."""
        witness = reported.finding.witness
        if witness is None or not witness.decision.trace:
            return None
        steps = [
            {"location": self._step(step, told["reason"])}
            for step, told in zip(witness.decision.trace, data["witness"]["trace"], strict=True)
        ]
        return {
            "message": message(data["witness"]["command"]),
            "threadFlows": [{"locations": steps}],
        }

    @staticmethod
    def _step(step: Step, reason: str) -> Json:
        where = {} if step.place is None else location(step.place)
        return {**where, "message": message(reason)}

    def _fixes(self, reported: Reported, data: Json) -> Iterator[Json]:
        for fix, told in zip(reported.finding.fixes, data["fixes"], strict=True):
            changes = replacements(fix, self._root)
            if changes:
                yield {
                    "description": message(told["title"]),
                    "artifactChanges": changes,
                    "properties": {"id": told["id"], "applicability": told["applicability"]},
                }
