"""What is being worked on: an open configuration, its report, and what was chosen.

Nothing in here draws.  `version` counts the changes, so that a screen knows whether it is up to
date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.report.command import place_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xmailaudit.audit.report import Report, Reported
    from xmailaudit.audit.server_facts import ServerFacts
    from xmailaudit.fix.plan import Plan
    from xmailaudit.fix.wanted import Pick, Wanted
    from xmailaudit.messages import Message
    from xmailaudit.report.language import Words
    from xmailaudit.rules.finding import Fix
    from xmailaudit.session import Session

    from .opening import Opening
    from .planning import Planned

__all__ = ["Desk"]


class Desk:
    """One opened target, by and by audited."""

    def __init__(self, opening: Opening, words: Words) -> None:
        self.opening = opening
        self.words = words
        self.session: Session = opening.start()
        self.report: Report | None = None
        #: The findings that count; while an audit still runs, what it has found so far.
        self.findings: Sequence[Reported] = ()
        self._found: list[Reported] = []
        #: What is suppressed or known from a baseline.
        self.hidden: tuple[Reported, ...] = ()
        #: The server and what it holds; None while that is not counted yet.
        self.facts: ServerFacts | None = None
        #: The chosen fix of each finding, by the finding's fingerprint.
        self.picks: dict[str, Pick] = {}
        #: What was answered to the question of a rule's fix, by rule and name.
        self.answers: dict[tuple[str, str], str] = {}
        #: The choices as a plan with its preview; None where they are not previewed yet.
        self.planned: Planned | None = None
        self._bulk: tuple[frozenset[Pick], Wanted] | None = None
        self._known: dict[str, Reported] = {}
        self._later: dict[str, Reported] = {}
        #: The files that somebody else changed since they were read.
        self.stale: tuple[str, ...] = ()
        self.version = 0

    # ------------------------------------------------------------ the audit

    def take(self, report: Report) -> None:
        """An audit is done; choices whose finding is gone are dropped."""
        self.report = report
        self.findings = report.counted
        self.hidden = tuple(one for one in report.findings if not one.counts)
        self._known = {one.fingerprint: one for one in self.findings}
        self.picks = {key: pick for key, pick in self.picks.items() if key in self._known}
        self._chosen_otherwise()

    def learn(self, facts: ServerFacts) -> None:
        """It is known what server it is."""
        self.facts = facts
        self.version += 1

    def find(self, *reported: Reported) -> None:
        """An audit that still runs has found something."""
        self._found += reported
        self.findings = self._found
        self.version += 1

    def reopen(self) -> None:
        """Read the target anew; it is to be audited again.  Raises TargetError."""
        self.session = self.opening.start_again(self.session)
        self.stale = ()
        self.report = None
        self.facts = None
        self.findings = self._found = []
        self.hidden = ()
        self._chosen_otherwise()

    def judge_by(self, profile: str) -> None:
        """Another profile counts, from the next opening on."""
        self.opening = self.opening._replace(profile=profile)

    def changed_on_disk(self, files: tuple[str, ...]) -> None:
        """What is shown is not what there is any more."""
        self.stale = files
        self.version += 1

    # ------------------------------------------------------------ choices

    def chosen(self, reported: Reported) -> str | None:
        """The id of the fix chosen for a finding."""
        pick = self.picks.get(reported.fingerprint)
        return None if pick is None else pick.fix

    def choose(self, reported: Reported, fix: Fix | None) -> None:
        """Choose a fix for a finding, or none."""
        from xmailaudit.fix.wanted import pick_of

        if fix is None:
            self.picks.pop(reported.fingerprint, None)
        else:
            self.picks[reported.fingerprint] = pick_of(reported, fix)
        self._chosen_otherwise()

    def choose_all(self, plan: Plan, wanted: Wanted) -> None:
        """Choose what the plan takes that comes of a wish."""
        self.picks = {pick.fingerprint: pick for pick in plan.picks}
        self._later = {one.fingerprint: one for one, _fix in plan.taken}
        self._chosen_otherwise()
        self._bulk = frozenset(plan.picks), wanted

    def drop(self, pick: Pick) -> None:
        """Take a choice back."""
        self.picks.pop(pick.fingerprint, None)
        self._chosen_otherwise()

    def drop_all(self) -> None:
        """Take all choices back."""
        self.picks.clear()
        self._chosen_otherwise()

    def reported(self, pick: Pick) -> Reported | None:
        """The finding of a choice; None where it comes up only when others are mended."""
        return self._known.get(pick.fingerprint)

    def to_come(self, pick: Pick) -> Reported | None:
        """The finding of a choice, if it comes up only when others are mended."""
        return self._later.get(pick.fingerprint)

    def answer(self, rule: str, name: str, value: str | None) -> None:
        """Answer the question of a rule's fix; it holds for all findings of the rule."""
        if value is None:
            self.answers.pop((rule, name), None)
        else:
            self.answers[rule, name] = value
        self._chosen_otherwise()

    def previewed(self, planned: Planned) -> None:
        """The choices are previewed; the plan may have found more to do for them."""
        self.planned = planned
        self.version += 1

    def _chosen_otherwise(self) -> None:
        self.planned = None
        self.version += 1

    @property
    def wanted(self) -> Wanted:
        """The choices, as the façade takes them: the wish they all came of, or one by one."""
        from xmailaudit.fix.wanted import Wanted

        picks = frozenset(self.picks.values())
        if self._bulk is not None and self._bulk[0] == picks:
            bulk = self._bulk[1]
            if bulk.answers == self.answers:
                return bulk
        rules = {pick.rule for pick in picks}
        answers = {asked: told for asked, told in self.answers.items() if asked[0] in rules}
        return Wanted(picks=picks, answers=answers)

    # ------------------------------------------------------------ what it is called

    @property
    def target(self) -> str:
        """The target as a word of a command line."""
        source = self.session.root.source
        return place_word(getattr(source, "path", None) or source.location)

    def command(self, name: str, *words: str) -> tuple[str, ...]:
        """The words of a command about this target."""
        return ("xmailaudit", *name.split(), self.target, *words, *self.opening.options)

    @property
    def picking(self) -> tuple[str, ...]:
        """The options of `fix` that choose the same fixes."""
        from xmailaudit.session import fix_options

        return fix_options(self.wanted)

    def kept_plan(self, planned: Planned) -> bytes:
        """The bytes of the plan's file, which is to be private."""
        opening = self.opening
        return self.session.kept_plan(
            planned.plan,
            planned.wanted,
            profile=opening.profile,
            command_line=opening.command_line,
        )

    @property
    def hindrance(self) -> Message | None:
        """Why nothing can be written to the target."""
        return self.session.hindrance()
