"""A preview as one JSON object, version 1.

    {"format": "xmailaudit-preview", "version": 1, "tool": {…}, "target": {…},
     "evaluated_at": "…", "profile": "…", "language": "…", "safe": true, "broken": […],
     "before": {…}, "after": {…}, "gone": […], "come": […], "milder": […], "not_judged": […],
     "access": […], "exposure": […], "decisions": […], "changes": […]}

`before` and `after` are summaries as in a report; keys may be added within version 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xmailaudit
from xmailaudit.audit.diff import cells_of, exposure_changes, seen

from .command import question_command, shell_line
from .edits import is_pasted
from .escape import decoded
from .json_diff import access_json, exposure_json, finding_json
from .json_report import moment, summary_json
from .unified import file_diffs

if TYPE_CHECKING:
    from xmailaudit.audit.preview import ChangedDecision, Preview
    from xmailaudit.audit.report import Target
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.decision import Decision

    from .language import Words
    from .unified import FileDiff

    Json = dict[str, Any]

__all__ = ["FORMAT", "VERSION", "json_preview"]

FORMAT = "xmailaudit-preview"
VERSION = 1


def json_preview(preview: Preview, root: MailRoot, words: Words) -> Json:
    """A preview of changes to `root`, ready for `json.dumps`."""
    report = preview.before
    target = report.target
    cells = cells_of(report), cells_of(preview.after)
    return {
        "format": FORMAT,
        "version": VERSION,
        "tool": {"name": "xmailaudit", "version": xmailaudit.__version__},
        "target": {"kind": target.kind, "location": target.location},
        "evaluated_at": moment(report.evaluated_at),
        "profile": report.profile,
        "language": words.translator.language,
        "safe": preview.keeps_the_promise,
        "broken": [words.message(message) for message in preview.broken],
        "before": summary_json(report.summary),
        "after": summary_json(preview.after.summary),
        "gone": [finding_json(seen(one), words) for one in preview.gone],
        "come": [finding_json(seen(one), words) for one in preview.come],
        "milder": [
            {**finding_json(seen(new), words), "severity_before": old.severity.value}
            for old, new in preview.milder
        ],
        "not_judged": [finding_json(seen(one), words) for one in preview.not_judged],
        "access": [access_json(one, target, words) for one in preview.access],
        "exposure": exposure_json(exposure_changes(*cells)),
        "decisions": [_decision(one, target) for one in preview.decisions],
        "changes": (
            [] if is_pasted(root) else [_change(one) for one in file_diffs(preview.changes)]
        ),
    }


def _decision(one: ChangedDecision, target: Target) -> Json:
    return {
        "rule": one.reported.finding.rule.id,
        "fingerprint": one.reported.fingerprint,
        "question": one.question.kind,
        "before": _answer(one.before),
        "after": _answer(one.after),
        "command": shell_line(question_command(one.question, target)),
    }


def _answer(decision: Decision) -> Json:
    reply = None if decision.reply is None else decoded(str(decision.reply))
    return {"decision": decision.answer.value, "reply": reply}


def _change(diff: FileDiff) -> Json:
    return {
        "file": decoded(diff.path),
        "existed": diff.existed,
        "exists": diff.exists,
        "old_mode": _mode(diff.old_mode),
        "new_mode": _mode(diff.new_mode),
        "hidden": diff.hidden,
        "hunks": [
            {
                "old_start": hunk.old_start,
                "old_count": hunk.old_count,
                "new_start": hunk.new_start,
                "new_count": hunk.new_count,
                "lines": [line._asdict() for line in hunk.lines],
            }
            for hunk in diff.hunks
        ],
    }


def _mode(mode: int | None) -> str | None:
    return None if mode is None else f"{mode:04o}"
