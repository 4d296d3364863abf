"""Which fixes an export carries out, and what becomes of the files by them.

Fixes that fit together are carried out together.  Those that do not are taken again from an audit
of what the others made of the configuration, until nothing more can be had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.audit.applicability import Wish, judged_applicability
from xmailaudit.mailroot.change import content_of
from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.rules.finding import Applicability
from xmailaudit.tables.edit import apply_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from xmailaudit.audit.report import Report, Reported
    from xmailaudit.mailroot.change import Change
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.rules.finding import Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit

__all__ = ["Chosen", "Refusal", "Wanted", "choose"]

#: One fix may make room for the next, but not for ever.
_MOST_ROUNDS = 10

_REVIEW = _("{title}: is to be looked at first; --unsafe takes it, too")
_CHOICE = _("{title}: somebody must choose: --answer {rule}.{name}=VALUE ({question})")
_BEFORE = _("{title}: something must come first: {step} Then name the rule with --select.")


class Wanted(NamedTuple):
    """What somebody asked for.

    `unsafe` takes fixes for review, too.  `named` are rules that were asked for by name.  `fixes`
    are the ids of fixes to prefer, by rule; `answers` what was chosen, by rule and question.
    """

    unsafe: bool = False
    named: frozenset[str] = frozenset()
    fixes: Mapping[str, str] = {}
    answers: Mapping[tuple[str, str], str] = {}


class Refusal(NamedTuple):
    """A fix that is not carried out, and why."""

    reported: Reported
    reason: Message


class Chosen(NamedTuple):
    """The fixes that are carried out, those that are not, and what becomes of the files."""

    taken: tuple[tuple[Reported, Fix], ...]
    left_out: tuple[Refusal, ...]
    changes: tuple[Change, ...]


class _Candidate(NamedTuple):
    reported: Reported
    fix: Fix
    edits: tuple[Edit, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is known by over all rounds."""
        return self.reported.finding.rule.id, self.reported.fingerprint, self.fix.id


def choose(
    root: MailRoot,
    report: Report,
    audited: Callable[[MailRoot], Report],
    wanted: Wanted,
    given: Given,
) -> Chosen:
    """The fixes of a report that can be had; `audited` makes another one as it was made.

    Raises UnseenFileError.
    """
    taken: dict[tuple[str, str, str], tuple[Reported, Fix]] = {}
    changes: dict[str, Change] = {}
    current, refused = root, tuple[Refusal, ...]()
    for _round in range(_MOST_ROUNDS):
        candidates, refused = _candidates(report, wanted)
        candidates = [one for one in candidates if one.key not in taken]
        candidates, doubted = _proven(current, candidates, audited, report, given, wanted)
        fitting, edits, clashing = _together(current, candidates)
        refused = (*refused, *doubted, *clashing)
        if not fitting:
            break
        taken |= {one.key: (one.reported, one.fix) for one in fitting}
        for change in Overlay(current.source, edits).changes:
            _note(changes, change)
        current = root.with_changes(changes.values())
        report = audited(current)
    return Chosen(tuple(taken.values()), refused, tuple(changes.values()))


def _note(changes: dict[str, Change], change: Change) -> None:
    """Make one change of two of the same file; a change of rights alone has no bytes."""
    known = changes.get(change.path)
    if known is not None:
        mode = known.new_mode if change.new_mode is None else change.new_mode
        if not change.changes_bytes:
            change = known
        elif known.changes_bytes:
            change = change._replace(old=known.old)
        change = change._replace(old_mode=known.old_mode, new_mode=mode)
    changes[change.path] = change


# ------------------------------------------------------------ what may be wanted


def _candidates(report: Report, wanted: Wanted) -> tuple[list[_Candidate], tuple[Refusal, ...]]:
    """For each finding the fix that may be carried out, else why there is none."""
    found: list[_Candidate] = []
    refused: list[Refusal] = []
    for reported in report.counted:
        refusals: list[Refusal] = []
        for fix in _preferred(reported, wanted):
            edits = _edits(reported, fix, wanted)
            reason = _reason(reported, fix, edits, wanted)
            if reason is None:
                found.append(_Candidate(reported, fix, edits))
                break
            refusals.append(Refusal(reported, reason))
        else:
            refused += refusals[:1]
    return found, tuple(refused)


def _preferred(reported: Reported, wanted: Wanted) -> Iterator[Fix]:
    rule = reported.finding.rule
    named = wanted.fixes.get(rule.id) or wanted.fixes.get(rule.name)
    for fix in reported.finding.fixes:
        if named in (None, fix.id) and fix.applicability is not Applicability.MANUAL:
            yield fix


def _edits(reported: Reported, fix: Fix, wanted: Wanted) -> tuple[Edit, ...]:
    choice = fix.choice
    if choice is None:
        return fix.edits
    rule = reported.finding.rule
    told = wanted.answers.get((rule.id, choice.name)) or wanted.answers.get(
        (rule.name, choice.name)
    )
    if told is not None:
        return choice.edits(told)
    return fix.edits or (() if choice.default is None else choice.edits(choice.default))


def _reason(
    reported: Reported, fix: Fix, edits: tuple[Edit, ...], wanted: Wanted
) -> Message | None:
    """Why a fix is not carried out; None where it may be."""
    rule = reported.finding.rule
    if not edits and fix.choice is not None:
        return say(
            _CHOICE,
            title=fix.title,
            rule=rule.id,
            name=fix.choice.name,
            question=fix.choice.question,
        )
    if fix.applicability is not Applicability.SAFE and not wanted.unsafe:
        return say(_REVIEW, title=fix.title)
    before = next((step for step in fix.steps if step.before), None)
    if before is not None and rule.id not in wanted.named:
        return say(_BEFORE, title=fix.title, step=before.what)
    return None if edits else fix.title


# ------------------------------------------------------------ what can be had


def _proven(
    root: MailRoot,
    candidates: list[_Candidate],
    audited: Callable[[MailRoot], Report],
    before: Report,
    given: Given,
    wanted: Wanted,
) -> tuple[list[_Candidate], tuple[Refusal, ...]]:
    """Those that are safe by what they do, where nobody wants others."""
    if wanted.unsafe or not candidates:
        return candidates, ()
    wishes = [Wish(one.fix.applicability, one.edits) for one in candidates]
    judged = judged_applicability(root, wishes, audited, before=before, given=given)
    proven: list[_Candidate] = []
    refused: list[Refusal] = []
    for one, applicability in zip(candidates, judged, strict=True):
        if applicability is Applicability.SAFE:
            proven.append(one)
        else:
            refused.append(Refusal(one.reported, say(_REVIEW, title=one.fix.title)))
    return proven, tuple(refused)


def _together(
    root: MailRoot, candidates: Sequence[_Candidate]
) -> tuple[list[_Candidate], list[Edit], tuple[Refusal, ...]]:
    """The candidates that fit together, the first ones first."""
    fitting: list[_Candidate] = []
    refused: list[Refusal] = []
    by_file: dict[str, list[Edit]] = {}
    for one in candidates:
        files = {edit.file for edit in one.edits}
        known = [edit for file in files for edit in by_file.get(file, ())]
        new = [edit for edit in one.edits if edit not in known]
        try:
            apply_all(lambda path: content_of(root.source, path), [*known, *new])
        except XMailAuditError as error:
            refused.append(Refusal(one.reported, error.message))
            continue
        fitting.append(one)
        for edit in new:
            by_file.setdefault(edit.file, []).append(edit)
    return fitting, [edit for edits in by_file.values() for edit in edits], tuple(refused)
