"""What somebody wants of the fixes, and which of them may be carried out by that.

Of each finding at most one fix is taken, the first that may be.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.audit.selection import EVERYTHING, Selection
from xmailaudit.messages import _, say
from xmailaudit.rules.finding import Applicability

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xmailaudit.audit.report import Report, Reported
    from xmailaudit.messages import Message
    from xmailaudit.rules.finding import Fix
    from xmailaudit.rules.rule import Rule
    from xmailaudit.tables.edit import Edit

__all__ = ["Candidate", "Pick", "Refusal", "Wanted", "Why", "candidates", "leaves_it", "pick_of"]

_CHOICE = _("{title}: {option} ({question})")
_FIRST = _("{title}: {step}")


class Pick(NamedTuple):
    """A fix of a finding, as a plan names it over all rounds."""

    rule: str
    fingerprint: str
    fix: str

    @property
    def word(self) -> str:
        """How it is typed."""
        return f"{self.rule}/{self.fix}/{self.fingerprint}"


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
    OVERTAKEN = "overtaken"


class Refusal(NamedTuple):
    """A finding that nothing is done about, the kind of reason, and what to say of it."""

    reported: Reported
    why: Why
    reason: Message


class Candidate(NamedTuple):
    """A fix that may be carried out; `told` is what somebody answered."""

    reported: Reported
    fix: Fix
    edits: tuple[Edit, ...]
    told: str | None = None

    @property
    def pick(self) -> Pick:
        """What it is known by."""
        return pick_of(self.reported, self.fix)

    @property
    def spot(self) -> tuple[object, ...]:
        """Where it mends what, however the row reads by now."""
        finding = self.reported.finding
        place = finding.places[0]
        return finding.rule.id, place.file, finding.key or place.line, self.fix.id


def pick_of(reported: Reported, fix: Fix) -> Pick:
    """How a plan names a fix."""
    return Pick(reported.finding.rule.id, reported.fingerprint, fix.id)


def candidates(report: Report, wanted: Wanted) -> tuple[list[Candidate], tuple[Refusal, ...]]:
    """For each finding the fix that may be carried out, else why there is none."""
    found: list[Candidate] = []
    refused: list[Refusal] = []
    for reported in report.counted:
        if not wanted.selection.takes(reported.finding.rule.id):
            continue
        refusals: list[Refusal] = []
        for fix in _preferred(reported, wanted):
            if wanted.picks is not None and pick_of(reported, fix) not in wanted.picks:
                continue
            told = _told(reported, fix, wanted)
            edits = _edits(fix, told)
            reason = _reason(reported, fix, edits, told, wanted)
            if reason is None:
                found.append(Candidate(reported, fix, edits, told))
                break
            refusals.append(Refusal(reported, *reason))
        else:
            refused += _first_told(refusals)
    return found, tuple(refused)


def _preferred(reported: Reported, wanted: Wanted) -> Iterator[Fix]:
    rule = reported.finding.rule
    named = wanted.fixes.get(rule.id) or wanted.fixes.get(rule.name)
    return (fix for fix in reported.finding.fixes if named in (None, fix.id))


def _first_told(refusals: list[Refusal]) -> list[Refusal]:
    """The first that something can be done about here, else the first."""
    here = [one for one in refusals if one.why is not Why.BY_HAND]
    return (here or refusals)[:1]


def _told(reported: Reported, fix: Fix, wanted: Wanted) -> str | None:
    """What somebody answered to a fix's question, be it nothing."""
    if fix.choice is None:
        return None
    rule, name = reported.finding.rule, fix.choice.name
    told = wanted.answers.get((rule.id, name))
    return wanted.answers.get((rule.name, name)) if told is None else told


def _edits(fix: Fix, told: str | None) -> tuple[Edit, ...]:
    choice = fix.choice
    if choice is None:
        return fix.edits
    if told is not None:
        return choice.edits(told)
    return fix.edits or (() if choice.default is None else choice.edits(choice.default))


def _reason(
    reported: Reported, fix: Fix, edits: tuple[Edit, ...], told: str | None, wanted: Wanted
) -> tuple[Why, Message] | None:
    """Why a fix is not carried out; None where it may be."""
    rule = reported.finding.rule
    if fix.applicability is Applicability.MANUAL:
        return Why.BY_HAND, fix.title
    if not edits:
        return _without_edits(rule, fix, told)
    if wanted.picks is not None:
        return None
    if fix.applicability is not Applicability.SAFE and not wanted.unsafe:
        return Why.REVIEW, fix.title
    before = next((step for step in fix.steps if step.before), None)
    if before is not None and rule.id not in wanted.selection.named:
        return Why.FIRST, say(_FIRST, title=fix.title, step=before.what)
    return None


def _without_edits(rule: Rule, fix: Fix, told: str | None) -> tuple[Why, Message]:
    choice = fix.choice
    if choice is None:
        return Why.BY_HAND, fix.title
    if told is not None:
        return Why.CHOICE, _changes_nothing(fix, told)
    option = f"--answer {rule.id}.{choice.name}=VALUE"
    return Why.CHOICE, say(_CHOICE, title=fix.title, option=option, question=choice.question)


def leaves_it(fix: Fix, told: str) -> Message:
    """That an answer is carried out for nothing."""
    template = _("{title}: with the answer {answer} the finding stays")
    return say(template, title=fix.title, answer=told)


def _changes_nothing(fix: Fix, told: str) -> Message:
    if not told.strip():
        return say(_("{title}: an empty answer changes nothing"), title=fix.title)
    template = _("{title}: the answer {answer} changes nothing, or is none to the question")
    return say(template, title=fix.title, answer=told)
