"""Two audits compared, as one JSON object.

    {"format": "xmailaudit-diff", "version": 1, "tool": {…}, "before": {…}, "after": {…},
     "summary": {"new": {"critical": 0, …}, "fixed": {…}, "unchanged": {…}, "not_judged": {…}},
     "new": […], "fixed": […], "unchanged": […], "not_judged": […],
     "exposure": […], "access": […] | null}

The numbers are of findings that count; the lists hold those that are accepted too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xmailaudit
from xmailaudit.audit.access_change import AccessChange
from xmailaudit.rules.finding import Severity

from .command import question_command, shell_line
from .escape import decoded
from .json_answers import networks_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.audit.access_change import Unknown, Witnessed
    from xmailaudit.audit.diff import Difference, ExposureChange, Seen, Side
    from xmailaudit.audit.report import Target
    from xmailaudit.policy.addresses import AddressSet

    from .language import Words

    Json = dict[str, Any]

__all__ = ["FORMAT", "VERSION", "access_json", "diff_json", "exposure_json", "finding_json"]

FORMAT = "xmailaudit-diff"
VERSION = 1


def diff_json(found: Difference, words: Words) -> Json:
    """A comparison, ready for `json.dumps`."""
    now = [after for _before, after in found.unchanged]
    kinds = {
        "new": found.new,
        "fixed": found.fixed,
        "unchanged": now,
        "not_judged": found.not_judged,
    }
    unchanged = [
        {**finding_json(after, words), "line_before": before.line}
        for before, after in found.unchanged
    ]
    return {
        "format": FORMAT,
        "version": VERSION,
        "tool": {"name": "xmailaudit", "version": xmailaudit.__version__},
        "before": _side(found.before),
        "after": _side(found.after),
        "summary": {kind: _counts(findings) for kind, findings in kinds.items()},
        "new": [finding_json(one, words) for one in found.new],
        "fixed": [finding_json(one, words) for one in found.fixed],
        "unchanged": unchanged,
        "not_judged": [finding_json(one, words) for one in found.not_judged],
        "exposure": exposure_json(found.exposure),
        "access": None
        if found.access is None
        else [access_json(one, found.after.target, words) for one in found.access],
    }


def _side(side: Side) -> Json:
    return {
        "location": side.location,
        "evaluated_at": side.evaluated_at,
        "profile": side.profile,
        "grade": side.grade,
        "kind": "report" if side.target is None else side.target.kind,
    }


def _counts(findings: Iterable[Seen]) -> Json:
    counts = {severity.value: 0 for severity in Severity}
    for one in findings:
        counts[one.severity.value] += one.counts
    return counts


def finding_json(one: Seen, words: Words) -> Json:
    """A finding of a side."""
    return {
        "rule": one.rule,
        "name": one.name,
        "severity": one.severity.value,
        "message": words.message(one.message),
        "file": decoded(one.file),
        "line": one.line,
        "fingerprint": one.fingerprint,
        "accepted": not one.counts,
    }


def exposure_json(changes: Iterable[ExposureChange]) -> list[Json]:
    """What somebody may do, before and after."""
    return [
        {"action": one.action, "from": one.origin, "before": one.before, "after": one.after}
        for one in changes
    ]


def access_json(change: AccessChange | Unknown, target: Target | None, words: Words) -> Json:
    """Who gained and who lost a service; `target` is what the proofs are asked of."""
    if not isinstance(change, AccessChange):
        reason = words.message(change.reason)
        return {
            "service": change.service,
            "unknown": {"file": decoded(change.file), "reason": reason},
        }
    return {
        "service": change.service,
        "gained": _peers(change.gained, change.gained_witness, target),
        "lost": _peers(change.lost, change.lost_witness, target),
        "host_names_left_out": change.undecided,
    }


def _peers(peers: AddressSet, witness: Witnessed | None, target: Target | None) -> Json:
    return {**networks_json(peers), "witness": witness and _witness(witness, target)}


def _witness(witness: Witnessed, target: Target | None) -> Json:
    told = (
        {}
        if target is None
        else {"command": shell_line(question_command(witness.question, target))}
    )
    return {
        "question": witness.question.kind,
        **witness.question._asdict(),
        "before": witness.before.answer.value,
        "after": witness.after.answer.value,
        **told,
    }
