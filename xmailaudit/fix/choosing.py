"""Which fixes are carried out, and what becomes of the files by them.

Fixes that fit together are carried out together.  Those that do not are taken again from an audit
of what the others made of the configuration, until nothing more can be had; one whose finding is
gone by then has nothing left to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.audit.applicability import Wish, judged_applicability
from xmailaudit.mailroot.change import content_of
from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.rules.finding import Applicability
from xmailaudit.tables.edit import InsertRow, RemoveRow, apply_all

from .wanted import Candidate, Pick, Refusal, Wanted, Why, candidates, leaves_it, pick_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xmailaudit.audit.report import Report, Reported
    from xmailaudit.mailroot.change import Change
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.rules.finding import Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit

__all__ = ["Chosen", "choose"]

#: One fix may make room for the next, but not for ever.
_MOST_ROUNDS = 10

#: Where only the first row of a name counts.
_ONE_ROW_A_NAME = (SERVER_FILE,)

_RIVALS = _("two fixes want to add the same setting with different values; apply one alone")


class Chosen(NamedTuple):
    """The fixes that are carried out, those that are not, and what becomes of the files.

    `unknown` are the picks that no finding ever had.  One that had nothing left to do when its turn
    came, because another fix did it or changed the row it was for, is left out as overtaken.
    """

    taken: tuple[tuple[Reported, Fix], ...]
    left_out: tuple[Refusal, ...]
    changes: tuple[Change, ...]
    unknown: tuple[Pick, ...] = ()


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
    spots: set[tuple[object, ...]] = set()
    useless: dict[tuple[object, ...], Refusal] = {}
    changes: dict[str, Change] = {}
    awaited = set(wanted.picks or ())
    met: dict[Pick, Refusal] = {}
    current, refused = root, tuple[Refusal, ...]()
    for _round in range(_MOST_ROUNDS):
        met |= _met(report, awaited)
        awaited -= met.keys()
        wished, refused = candidates(report, wanted)
        wished = [
            one
            for one in wished
            if one.pick not in taken
            and one.spot not in spots
            and one.spot not in useless
            and _about(one.reported) in about
        ]
        wished, doubted = _proven(current, wished, audited, report, given, wanted)
        fitting, edits, clashing = _together(current, wished)
        refused = (*refused, *doubted, *clashing, *useless.values())
        if not fitting:
            break
        made = Overlay(current.source, edits).changes
        after = audited(current.with_changes(made))
        idle = _useless(fitting, after)
        if idle:
            useless |= idle
            continue
        taken |= {one.pick: (one.reported, one.fix) for one in fitting}
        spots |= {one.spot for one in fitting if _stays_in_its_row(one)}
        for change in made:
            _note(changes, change)
        current, report = root.with_changes(changes.values()), after
    whole = tuple(one for one in changes.values() if one.changes_bytes or one.new_mode is not None)
    overtaken = _overtaken((one for pick, one in met.items() if pick not in taken), refused)
    return Chosen(
        tuple(taken.values()), (*refused, *overtaken), whole, unknown=tuple(sorted(awaited))
    )


def _met(report: Report, awaited: set[Pick]) -> dict[Pick, Refusal]:
    """The picks that findings have, each with what is to be said if it is never taken."""
    if not awaited:
        return {}
    named = ((one, fix, pick_of(one, fix)) for one in report.counted for fix in one.finding.fixes)
    return {
        pick: Refusal(one, Why.OVERTAKEN, fix.title) for one, fix, pick in named if pick in awaited
    }


def _overtaken(idle: Iterable[Refusal], refused: Iterable[Refusal]) -> Iterator[Refusal]:
    """Those of which nothing else is said."""
    told = {one.reported.fingerprint for one in refused}
    return (one for one in idle if one.reported.fingerprint not in told)


def _useless(fitting: Iterable[Candidate], after: Report) -> dict[tuple[object, ...], Refusal]:
    """Those whose answer leaves the finding as it was."""
    left = {one.fingerprint: one for one in after.findings}
    found: dict[tuple[object, ...], Refusal] = {}
    for one in fitting:
        same = left.get(one.reported.fingerprint)
        is_as_it_was = same is not None and _reads(same) == _reads(one.reported)
        if one.told is not None and is_as_it_was:
            reason = leaves_it(one.fix, one.told)
            found[one.spot] = Refusal(one.reported, Why.CHOICE, reason)
    return found


def _reads(reported: Reported) -> str:
    return repr(reported.finding.message)


def _stays_in_its_row(candidate: Candidate) -> bool:
    """Whether the row of a finding is there after its fix."""
    return not any(isinstance(edit, RemoveRow) for edit in candidate.edits)


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


# ------------------------------------------------------------ what can be had


def _proven(
    root: MailRoot,
    candidates: list[Candidate],
    audited: Callable[[MailRoot], Report],
    before: Report,
    given: Given,
    wanted: Wanted,
) -> tuple[list[Candidate], tuple[Refusal, ...]]:
    """Those that are safe by what they do, where nobody wants others."""
    if wanted.unsafe or wanted.picks is not None or not candidates:
        return candidates, ()
    wishes = [Wish(one.fix.applicability, one.edits) for one in candidates]
    judged = judged_applicability(root, wishes, audited, before=before, given=given)
    proven: list[Candidate] = []
    refused: list[Refusal] = []
    for one, applicability in zip(candidates, judged, strict=True):
        if applicability is Applicability.SAFE:
            proven.append(one)
        else:
            refused.append(Refusal(one.reported, Why.REVIEW, one.fix.title))
    return proven, tuple(refused)


def _together(
    root: MailRoot, candidates: Sequence[Candidate]
) -> tuple[list[Candidate], tuple[Edit, ...], tuple[Refusal, ...]]:
    """The candidates that fit together, the first ones first: all, or halved until it is known."""
    fitting: list[Candidate] = []
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
