"""What changes would do, before a byte is written: the configuration with them, audited too.

    preview(root, changes, session.audit, before=report, given=profile.given(at))

Nothing is read but through the MailRoot, nothing is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.ask import ask
from xmailaudit.policy.outcome import outcome
from xmailaudit.rules.catalogue import decides_access

from .access_change import access_changes
from .findings_change import findings_change
from .promise import broken_promises

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from xmailaudit.mailroot.change import Change
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.policy.decision import Decision
    from xmailaudit.policy.questions import Question
    from xmailaudit.policy.world import World
    from xmailaudit.rules.given import Given

    from .access_change import AccessChange, Unknown
    from .report import Report, Reported

__all__ = ["ChangedDecision", "Preview", "preview"]


class ChangedDecision(NamedTuple):
    """The question that proves a finding, and what either configuration answers."""

    reported: Reported
    question: Question
    before: Decision
    after: Decision


class Preview(NamedTuple):
    """What `changes` would do.

    `gone` and `come` are findings, the worst first, as they were and as they would be; `milder`
    those that stay and are less bad, `not_judged` those nobody could judge any more.  `access`
    tells who gains and who loses, service by service; `decisions` are the changed answers to what
    proved a finding.  `broken` says in which ways the changes are not safe; a finding that comes is
    none of them, but spoils the promise as well (`keeps_the_promise`).
    """

    before: Report
    after: Report
    gone: tuple[Reported, ...]
    come: tuple[Reported, ...]
    milder: tuple[tuple[Reported, Reported], ...]
    not_judged: tuple[Reported, ...]
    access: tuple[AccessChange | Unknown, ...]
    decisions: tuple[ChangedDecision, ...]
    changes: tuple[Change, ...]
    broken: tuple[Message, ...]

    @property
    def keeps_the_promise(self) -> bool:
        """Whether all of it is safe: no promise is broken, and no finding comes.

        Nor is a check left open that decides access.
        """
        return not (self.broken or self.come or self.left_open)

    @property
    def left_open(self) -> tuple[Reported, ...]:
        """Those of `not_judged` that are about access."""
        return tuple(one for one in self.not_judged if decides_access(one.finding.rule.id))


def preview(
    root: MailRoot,
    changes: Iterable[Change],
    audited: Callable[[MailRoot], Report],
    *,
    before: Report,
    given: Given,
) -> Preview:
    """Audit the configuration with changes, and compare it with the report `before`.

    `audited` makes a report as `before` was made; `given` is what the rules were told.  Raises
    UnseenFileError.
    """
    wanted = tuple(changes)
    changed = root.with_changes(wanted)
    after = audited(changed)
    found = findings_change(before, after, wanted)
    cleared = [one.finding for one in (*found.gone, *(old for old, _new in found.milder))]
    access = access_changes(root, changed, given.world)
    return Preview(
        before=before,
        after=after,
        gone=found.gone,
        come=found.come,
        milder=found.milder,
        not_judged=found.not_judged,
        access=access,
        decisions=tuple(_decisions(before, root, changed, given.world)),
        changes=wanted,
        broken=broken_promises(root, changed, wanted, access, given=given, cleared=cleared),
    )


def _decisions(
    report: Report, root: MailRoot, changed: MailRoot, world: World
) -> Iterator[ChangedDecision]:
    """What proves the findings, asked of both, each question once."""
    asked: set[Question] = set()
    for reported in report.counted:
        witness = reported.finding.witness
        if witness is None or witness.question in asked:
            continue
        asked.add(witness.question)
        then, now = (ask(one, witness.question, world) for one in (root, changed))
        if outcome(then) != outcome(now):
            yield ChangedDecision(reported, witness.question, then, now)
