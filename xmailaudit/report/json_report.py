"""The JSON report, version 1.

Keys stand in the order of the contract; within version 1 keys may be added, none removed.  Names,
texts and parameters are the foreign data as it is (JSON has its own escapes, and the output is
ASCII); sentences are worded with the translator and the `show` function given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xmailaudit
from xmailaudit.audit.report_file import FORMAT, VERSION
from xmailaudit.messages import Listing, Message, render
from xmailaudit.rules.finding import Severity

from .command import shell_line, witness_command
from .edits import edits_of, fix_edits, fix_steps
from .escape import decoded
from .labels import ANSWERS
from .place import shown_place
from .shown_rights import shown_rights

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.audit.do_first import DoFirst
    from xmailaudit.audit.report import NotEvaluated, Report, Reported, Summary
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Translator
    from xmailaudit.policy.decision import Answer, Step
    from xmailaudit.policy.exposure import Exposure
    from xmailaudit.rules.finding import Choice, Finding, Fix, Witness
    from xmailaudit.tables.row import Place

    Json = dict[str, Any]

__all__ = ["FORMAT", "VERSION", "fix_id", "moment", "summary_json", "to_json"]


#: How much of a fingerprint a fix's id ends with.
_PREFIX = 12


def to_json(
    report: Report, root: MailRoot, translator: Translator, show: Callable[[str], str]
) -> Json:
    """A report as the object of the contract, ready for `json.dumps`.

    `root` is the MailRoot the report is about; the old lines of fixes are taken from it.
    """
    return _Writer(report, root, translator, show).report()


def fix_id(reported: Reported, fix: Fix) -> str:
    """The id of a fix in a report and in plans: rule, the fix's own name, whose finding it mends.

    The same finding has the same fix id in every audit.
    """
    return fix_id_of(reported, fix.id)


def fix_id_of(reported: Reported, name: str) -> str:
    """The same, of a fix by its own name."""
    return f"{reported.finding.rule.id}/{name}@{reported.fingerprint[:_PREFIX]}"


class _Writer:
    """One report on its way to JSON."""

    def __init__(
        self, report: Report, root: MailRoot, translator: Translator, show: Callable[[str], str]
    ) -> None:
        self._report = report
        self._root = root
        self._translator = translator
        self._show = show

    def report(self) -> Json:
        report = self._report
        target = report.target
        return {
            "format": FORMAT,
            "version": VERSION,
            "tool": {"name": "xmailaudit", "version": xmailaudit.__version__},
            "target": {
                "kind": target.kind,
                "location": target.location,
                "server_version": target.server_version,
                **self._remarks(),
            },
            "evaluated_at": moment(report.evaluated_at),
            "profile": report.profile,
            "language": self._translator.language,
            "summary": summary_json(report.summary),
            "exposure": [_exposed(cell) for cell in report.exposure],
            **_baseline(report),
            "findings": [self._finding(one) for one in report.findings],
            "not_evaluated": [self._gap(one) for one in report.not_evaluated],
            "do_first": [self._step_first(one) for one in report.do_first],
        }

    def _step_first(self, step: DoFirst) -> Json:
        return {
            "title": self._words(step.title),
            "file": None if step.file is None else decoded(step.file),
            "clears": step.clears,
            "rules": list(step.rules),
            "fingerprints": [one.fingerprint for one in step.cleared],
            "fix": None if step.fix is None else fix_id_of(*step.fix),
        }

    def _remarks(self) -> Json:
        """How a text was read that somebody copied; nothing for any other target."""
        remarks = self._report.target.remarks
        if not remarks:
            return {}
        return {
            "remarks": [
                {"line": remark.line, "message": self._words(remark.message)} for remark in remarks
            ]
        }

    def _words(self, message: Message) -> str:
        return render(message, self._translator, show=self._show)

    def _gap(self, gap: NotEvaluated) -> Json:
        return {
            "rule": gap.rule.id,
            "file": None if gap.file is None else decoded(gap.file),
            "reason": self._words(gap.reason),
        }

    def _finding(self, reported: Reported) -> Json:
        finding = reported.finding
        rule = finding.rule
        return {
            "rule": rule.id,
            "name": rule.name,
            "severity": reported.severity.value,
            "confidence": finding.confidence.value,
            "message": self._words(finding.message),
            "parameters": self._parameters(finding),
            "locations": [_location(place) for place in finding.places],
            "witness": self._witness(finding.witness),
            "fixes": [self._fix(reported, fix) for fix in finding.fixes],
            "references": [reference._asdict() for reference in rule.references],
            "fingerprint": reported.fingerprint,
            "baseline": reported.baseline,
            "suppressed": _suppressed(reported),
        }

    def _parameters(self, finding: Finding) -> Json:
        given = {name: self._data(value) for name, value in finding.message.parameters.items()}
        return {**given, "count": finding.total}

    def _data(self, value: object) -> object:
        """A parameter as data: numbers stay numbers, and what is a sentence is worded."""
        if value is None or isinstance(value, (bool, int)):
            return value
        if isinstance(value, Message):
            return self._words(value)
        if isinstance(value, Listing):
            return [self._data(item) for item in value.items]
        return decoded(str(value))

    def _witness(self, witness: Witness | None) -> Json | None:
        if witness is None:
            return None
        question, decision = witness.question, witness.decision
        asked = question._asdict()
        own = {name: asked.pop(name, None) for name in _ASKED}
        return {
            "question": question.kind,
            **{name: _plain(value) for name, value in own.items()},
            "decision": decision.answer.value,
            "trace": [self._step(step) for step in decision.trace],
            "command": shell_line(witness_command(witness, self._report.target)),
            **{name: _plain(value) for name, value in asked.items()},
            "reply": None if decision.reply is None else decoded(str(decision.reply)),
        }

    def _step(self, step: Step) -> Json:
        return {
            "file": None if step.place is None else decoded(step.place.file),
            "line": None if step.place is None else shown_place(step.place).line,
            "reason": self._words(step.reason),
        }

    def _fix(self, reported: Reported, fix: Fix) -> Json:
        return {
            "id": fix_id(reported, fix),
            "title": self._words(fix.title),
            "applicability": fix.applicability.value,
            "edits": [edit._asdict() for edit in fix_edits(fix, self._root)],
            "modes": [right._asdict() for right in shown_rights(edits_of(fix))],
            "steps": [
                {
                    "what": self._words(step.what),
                    "file": None if step.file is None else decoded(step.file),
                    "before": step.before,
                    "kind": step.kind.value,
                }
                for step in fix_steps(fix, self._root)
            ],
            "choice": self._choice(fix.choice),
        }

    def _choice(self, choice: Choice | None) -> Json | None:
        if choice is None:
            return None
        question = self._words(choice.question)
        return {"name": choice.name, "question": question, "default": _plain(choice.default)}


#: What every witness tells, null where its question has no such part.
_ASKED = ("client", "sender", "recipient", "tls", "login")


def _plain(value: object) -> object:
    return decoded(value) if isinstance(value, str) else value


def summary_json(summary: Summary) -> Json:
    """The counts of a report and its grade."""
    counts = {severity.value: summary.of(severity) for severity in Severity}
    return {
        "grade": summary.grade,
        **counts,
        "suppressed": summary.suppressed,
        "baselined": summary.baselined,
        "not_evaluated": summary.not_evaluated,
    }


def _baseline(report: Report) -> Json:
    """What the findings were compared with; nothing where nobody asked for that."""
    use = report.baseline
    if use is None:
        return {}
    return {
        "baseline": {
            "path": use.path,
            "made_on": use.made_on,
            "age_days": use.age_days,
            "tool_version": use.tool_version,
            "known": use.known,
            "found": use.found,
            "gone": use.gone,
        }
    }


def _suppressed(reported: Reported) -> Json | None:
    suppression = reported.suppressed
    if suppression is None:
        return None
    return {
        "reason": suppression.reason,
        "owner": suppression.owner,
        "expires": suppression.expires_on(),
    }


def _exposed(cell: Exposure) -> Json:
    answer: Answer = cell.answer
    return {
        "action": cell.action.value,
        "from": cell.origin.value,
        "answer": ANSWERS[answer][0],
    }


def _location(place: Place) -> Json:
    shown = shown_place(place)
    return {
        "file": shown.file,
        "line": shown.line,
        "column": shown.column,
        "end_column": shown.end_column,
        "text": shown.text,
        "row": shown.row,
        **({} if shown.path is None else {"path": shown.path}),
    }


def moment(at: float) -> str:
    """A moment as JSON has it, UTC."""
    from time import gmtime, strftime

    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(at))
