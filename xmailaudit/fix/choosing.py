"""Which fixes are carried out, and what becomes of the files by them.

Fixes that fit together are carried out together.  Those that do not are taken again from an audit
of what the others made of the configuration, until nothing more can be had; one whose finding is
gone by then has nothing left to do.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.audit.applicability import Wish, judged_applicability
from xmailaudit.audit.selection import EVERYTHING, Selection
from xmailaudit.mailroot.change import content_of
from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.rules.finding import Applicability
from xmailaudit.tables.edit import InsertRow, apply_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from xmailaudit.audit.report import Report, Reported
    from xmailaudit.mailroot.change import Change
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.rules.finding import Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit

__all__ = ["Chosen", "Pick", "Refusal", "Wanted", "Why", "choose", "pick_of"]

#: One fix may make room for the next, but not for ever.
_MOST_ROUNDS = 10

#: Where only the first row of a name counts.
_ONE_ROW_A_NAME = (SERVER_FILE,)

_RIVALS = _("two fixes want to add the same setting with different values; apply one alone")
_CHOICE = _("{title}: {option} ({question})")
_FIRST = _("{title}: {step}")


class Pick(NamedTuple):
    """A fix of a finding, as a plan names it over all rounds."""

    rule: str
    fingerprint: str
    fix: str


class Wanted(NamedTuple):
    """What somebody asked for.

    `unsafe` takes fixes for review, too.  `selection` says of which rules; those it names itself
    may have fixes before which something else must be done.  `fixes`
    are the ids of fixes to prefer, by rule; `answers` what was chosen, by rule and question.  With
    `picks` just these are carried out: somebody looked at them.
    """

    unsafe: bool = False
    selection: Selection = EVERYTHING
    fixes: Mapping[str, str] = {}
    answers: Mapping[tuple[str, str], str] = {}
    picks: frozenset[Pick] | None = None


class Why(Enum):
    """Why nothing is done about a finding."""

    REVIEW = "review"
    CHOICE = "choice"
    FIRST = "first"
    BY_HAND = "by-hand"
    CONFLICT = "conflict"


class Refusal(NamedTuple):
    """A finding that nothing is done about, the kind of reason, and what to say of it."""

    reported: Reported
    why: Why
    reason: Message


class Chosen(NamedTuple):
    """The fixes that are carried out, those that are not, and what becomes of the files.

    `steps` are fixes without edits, which somebody may carry out by hand.
    """

    taken: tuple[tuple[Reported, Fix], ...]
    left_out: tuple[Refusal, ...]
    changes: tuple[Change, ...]


class _Candidate(NamedTuple):
    reported: Reported
    fix: Fix
    edits: tuple[Edit, ...]

    @property
    def pick(self) -> Pick:
        """What it is known by."""
        return pick_of(self.reported, self.fix)


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
    about = {_about(one) for one in report.counted}
    taken: dict[Pick, tuple[Reported, Fix]] = {}
    changes: dict[str, Change] = {}
    current, refused = root, tuple[Refusal, ...]()
    for _round in range(_MOST_ROUNDS):
        candidates, refused = _candidates(report, wanted)
        candidates = [
            one for one in candidates if one.pick not in taken and _about(one.reported) in about
        ]
        candidates, doubted = _proven(current, candidates, audited, report, given, wanted)
        fitting, edits, clashing = _together(current, candidates)
        refused = (*refused, *doubted, *clashing)
        if not fitting:
            break
        taken |= {one.pick: (one.reported, one.fix) for one in fitting}
        for change in Overlay(current.source, edits).changes:
            _note(changes, change)
        current = root.with_changes(changes.values())
        report = audited(current)
    whole = tuple(one for one in changes.values() if one.changes_bytes or one.new_mode is not None)
    return Chosen(tuple(taken.values()), refused, whole)


def pick_of(reported: Reported, fix: Fix) -> Pick:
    """How a plan names a fix."""
    return Pick(reported.finding.rule.id, reported.fingerprint, fix.id)


def _about(reported: Reported) -> tuple[str, str]:
    """What a finding is about; one of another kind that a fix brings is not fixed unasked."""
    return reported.finding.rule.id, reported.finding.places[0].file


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
        if not wanted.selection.takes(reported.finding.rule.id):
            continue
        refusals: list[Refusal] = []
        for fix in _preferred(reported, wanted):
            if wanted.picks is not None and pick_of(reported, fix) not in wanted.picks:
                continue
            edits = _edits(reported, fix, wanted)
            reason = _reason(reported, fix, edits, wanted)
            if reason is None:
                found.append(_Candidate(reported, fix, edits))
                break
            refusals.append(Refusal(reported, *reason))
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
) -> tuple[Why, Message] | None:
    """Why a fix is not carried out; None where it may be."""
    rule = reported.finding.rule
    if not edits and fix.choice is not None:
        choice = fix.choice
        option = f"--answer {rule.id}.{choice.name}=VALUE"
        told = say(_CHOICE, title=fix.title, option=option, question=choice.question)
        return Why.CHOICE, told
    if wanted.picks is not None:
        return None if edits else (Why.BY_HAND, fix.title)
    if fix.applicability is not Applicability.SAFE and not wanted.unsafe:
        return Why.REVIEW, fix.title
    before = next((step for step in fix.steps if step.before), None)
    if before is not None and rule.id not in wanted.selection.named:
        return Why.FIRST, say(_FIRST, title=fix.title, step=before.what)
    return None if edits else (Why.BY_HAND, fix.title)


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
    if wanted.unsafe or wanted.picks is not None or not candidates:
        return candidates, ()
    wishes = [Wish(one.fix.applicability, one.edits) for one in candidates]
    judged = judged_applicability(root, wishes, audited, before=before, given=given)
    proven: list[_Candidate] = []
    refused: list[Refusal] = []
    for one, applicability in zip(candidates, judged, strict=True):
        if applicability is Applicability.SAFE:
            proven.append(one)
        else:
            refused.append(Refusal(one.reported, Why.REVIEW, one.fix.title))
    return proven, tuple(refused)


def _together(
    root: MailRoot, candidates: Sequence[_Candidate]
) -> tuple[list[_Candidate], tuple[Edit, ...], tuple[Refusal, ...]]:
    """The candidates that fit together, the first ones first: all, or halved until it is known."""
    fitting: list[_Candidate] = []
    refused: list[Refusal] = []
    edits: dict[Edit, None] = {}
    waiting = [list(candidates)]
    while waiting:
        group = waiting.pop()
        more = {**edits, **dict.fromkeys(edit for one in group for edit in one.edits)}
        misfit = _misfit(root, more)
        if misfit is None:
            edits, fitting = more, fitting + group
        elif len(group) == 1:
            refused.append(Refusal(group[0].reported, Why.CONFLICT, misfit))
        else:
            half = len(group) // 2
            waiting += group[half:], group[:half]
    return fitting, tuple(edits), tuple(refused)


def _misfit(root: MailRoot, edits: Iterable[Edit]) -> Message | None:
    """Why edits cannot be carried out together."""
    wanted = tuple(edits)
    new_rows = [
        edit for edit in wanted if isinstance(edit, InsertRow) and edit.file in _ONE_ROW_A_NAME
    ]
    if len({edit.fields[0] for edit in new_rows}) < len(new_rows):
        return say(_RIVALS)
    try:
        apply_all(lambda path: content_of(root.source, path), wanted)
    except XMailAuditError as error:
        return error.message
    return None
