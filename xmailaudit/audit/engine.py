"""The engine: one audit of one MailRoot.

The catalogue says which rules are chosen and have something to read; only those are imported.
They are run one after the other, those that look at accounts in one pass.  What comes out is given
the profile's severities and fingerprints and compared with what the owner accepts; then the rules
about that are run.  All of it is sorted, counted and graded.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.mailroot.source import Metadata
from xmailaudit.mailroot.start_options import OriginKind
from xmailaudit.mailroot.switches import join_words
from xmailaudit.messages import _, say
from xmailaudit.policy.exposure import exposure
from xmailaudit.rules.catalogue import catalogue, entry_of
from xmailaudit.tables.files import TOP_LEVEL_FILES

from .acceptance import accept
from .assumption import remarks_on, supposed_root
from .errors import SelectionError
from .fingerprint import fingerprints
from .grade import summarise
from .judgement import Judgement
from .presence import Presence
from .report import NEW, Report, Reported, Target
from .selection import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.source import Source
    from xmailaudit.messages import Message
    from xmailaudit.rules.catalogue import Entry
    from xmailaudit.rules.finding import Finding, Severity
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Rule

    from .acceptance import Accepted
    from .baseline import Baseline
    from .do_first import DoFirst
    from .profile import Profile
    from .report import NotEvaluated
    from .selection import Selection

__all__ = ["Observer", "run_audit"]


class Observer:
    """Watches an audit; this one does nothing.  `number` counts from 1 to `total`.

    Whatever an observer raises ends the audit, and whoever began that gets it: `Cancelled` is for
    this.
    """

    def judging(self, rule_id: str, number: int, total: int) -> None:
        """A rule is about to be judged."""

    def looking_at_accounts(self) -> None:
        """The pass over all accounts begins."""

    def looked_at(self, accounts: int) -> None:
        """So many accounts were looked at, told now and then."""

    def trying(self, number: int, total: int) -> None:
        """A step that may be worth doing first is about to be tried."""

    def found(self, finding: Finding, severity: Severity) -> None:
        """A rule has found something; what the profile accepts is not told.

        At the end it may be qualified or taken back, where an assumption did not hold.
        """


_NOBODY = Observer()


def run_audit(
    root: MailRoot,
    *,
    profile: Profile,
    at: float,
    selection: Selection = EVERYTHING,
    baseline: Baseline | None = None,
    observer: Observer = _NOBODY,
    rank: bool = False,
) -> Report:
    """Judge a MailRoot by a profile at a moment (POSIX time), and compare with a baseline.

    `rank` tells to find out what to do first.

    Raises SelectionError where no rule is left.
    """
    copied = root.copied
    given = profile.given(at, shown_version=None if copied is None else copied.version)
    presence = Presence(root.source)
    chosen = _chosen(selection, profile)
    asked = (*chosen, *_for_acceptance_alone(chosen, selection, profile, baseline))
    entries = [entry for entry in asked if entry.absence or presence.any_of(entry.reads)]
    judgement = Judgement(root, given)
    _judge(judgement, entries, observer, profile)
    whole = supposed_root(root)
    supposing = whole is not None and judgement.suppose(whole)
    accepted = accept(
        _reported(judgement.findings, profile),
        profile.suppressions,
        baseline,
        at=at,
        judged=_judged(asked, judgement),
    )
    ids = {entry.id for entry in chosen}
    findings = _worst_first(
        (
            *(one for one in accepted.findings if one.finding.rule.id in ids),
            *_about_acceptance(root, given, chosen, accepted, profile),
        )
    )
    gaps = _sorted_gaps(gap for gap in judgement.gaps if gap.rule.id in ids)
    report = Report(
        target=_target(root, given.server_version, supposing=supposing),
        evaluated_at=at,
        profile=profile.name,
        exposure=exposure(
            root, own_addresses=given.addresses, networks=given.trusted, world=given.world
        ),
        findings=findings,
        not_evaluated=gaps,
        unreadable=_unreadable(root, presence),
        summary=summarise(findings, gaps),
        left_out=len(catalogue()) - len(chosen),
        asked=chosen,
        baseline=accepted.baseline,
    )
    if not rank:
        return report
    return report._replace(do_first=_steps(root, report, given, profile, observer))


def _steps(
    root: MailRoot, report: Report, given: Given, profile: Profile, observer: Observer
) -> tuple[DoFirst, ...]:
    """What to do first; most servers have something to do."""
    from .do_first import do_first

    return do_first(root, report, given, partial(_reported, profile=profile), observer)


def _chosen(selection: Selection, profile: Profile) -> tuple[Entry, ...]:
    """The rules to run; none at all would find nothing, and look as if nothing were wrong."""
    chosen = selection.entries(profile.disabled)
    if catalogue() and not chosen:
        raise SelectionError(say(_("no rule is left to run: each is ignored or switched off")))
    return chosen


def _for_acceptance_alone(
    chosen: Iterable[Entry], selection: Selection, profile: Profile, baseline: Baseline | None
) -> tuple[Entry, ...]:
    """The rules whose findings are accepted, where nothing but that is to be judged."""
    if not all(entry.about_acceptance for entry in chosen):
        return ()
    named = {one.rule_id for one in profile.suppressions}
    if baseline is not None:
        named.update(baseline.known.values())
    named -= selection.ignored | profile.disabled
    return tuple(entry for entry in map(entry_of, sorted(named)) if entry is not None)


def _judged(asked: Iterable[Entry], judgement: Judgement) -> frozenset[str]:
    """The rules that were judged to the end; one without its tables has nothing to find."""
    return frozenset(entry.id for entry in asked) - {gap.rule.id for gap in judgement.gaps}


def _about_acceptance(
    root: MailRoot, given: Given, chosen: Iterable[Entry], accepted: Accepted, profile: Profile
) -> Iterable[Reported]:
    """What is found about suppressions and baseline: hidden by neither."""
    if not accepted.suppressions and accepted.baseline is None:
        return ()
    told = given._replace(suppressions=accepted.suppressions, baseline=accepted.baseline)
    judgement = Judgement(root, told)
    for entry in chosen:
        if entry.about_acceptance:
            judgement.judge(entry.load())
    compared = None if accepted.baseline is None else NEW
    found = _reported(judgement.findings, profile)
    return [one._replace(baseline=compared) for one in found]


def _judge(
    judgement: Judgement, entries: Sequence[Entry], observer: Observer, profile: Profile
) -> None:
    """Run the rules; one is loaded when its turn comes, so that the first speak soon."""
    lookers: list[Rule] = []
    for number, entry in enumerate(entries, 1):
        rule = entry.load()
        observer.judging(rule.id, number, len(entries))
        before = len(judgement.findings)
        judgement.judge(rule)
        _tell(judgement.findings[before:], observer, profile)
        if rule.looks_at_accounts:
            lookers.append(rule)
    if lookers:
        observer.looking_at_accounts()
        before = len(judgement.findings)
        judgement.judge_accounts(lookers, observer.looked_at)
        _tell(judgement.findings[before:], observer, profile)


def _tell(findings: Iterable[Finding], observer: Observer, profile: Profile) -> None:
    """Tell of findings at once; one the owner may accept waits until that is known."""
    waiting = {one.rule_id for one in profile.suppressions}
    for finding in findings:
        rule = finding.rule.id
        if rule not in waiting:
            observer.found(finding, profile.severities.get(rule, finding.severity))


def _reported(findings: Iterable[Finding], profile: Profile) -> tuple[Reported, ...]:
    """The findings by rule and place, with fingerprints and the profile's severities."""
    placed = sorted(findings, key=_position)
    severities = profile.severities
    return tuple(
        Reported(finding, severities.get(finding.rule.id, finding.severity), fingerprint)
        for finding, fingerprint in zip(placed, fingerprints(placed), strict=True)
    )


def _worst_first(reported: Iterable[Reported]) -> tuple[Reported, ...]:
    """The findings in the order of the report."""
    return tuple(sorted(reported, key=lambda one: (one.severity.rank, _position(one.finding))))


def _position(finding: Finding) -> tuple[str, str, int, int]:
    place = finding.places[0]
    return finding.rule.id, place.file, place.line or 0, place.start or 0


def _sorted_gaps(gaps: Iterable[NotEvaluated]) -> tuple[NotEvaluated, ...]:
    return tuple(sorted(gaps, key=lambda gap: (gap.rule.id, gap.file or "")))


def _target(root: MailRoot, version: str | None, *, supposing: bool) -> Target:
    options = root.start_options
    told = options.origin.kind is OriginKind.GIVEN
    return Target(
        kind=root.source.kind.value,
        location=root.source.location,
        server_version=version,
        command_line=join_words(options.words) if told else None,
        path=_path_beyond_utf8(root.source),
        remarks=remarks_on(root, supposing=supposing),
    )


def _path_beyond_utf8(source: Source) -> str | None:
    """The path of a folder whose name is no UTF-8: it has surrogates for the bytes that are not."""
    path = getattr(source, "path", None) or ""
    return path if any("\udc80" <= character <= "\udcff" for character in path) else None


def _unreadable(root: MailRoot, presence: Presence) -> tuple[tuple[str, Message], ...]:
    """Files that are there but could not be read: what the audit met, and the top folder's tables.

    Where a source does not show everything, a file it says nothing about is none that is there.  A
    file that stayed on its machine on purpose, as the key does, is not one that could not be read.
    """
    told = collected_of(root.source)
    stayed = frozenset() if told is None else told.kept_back
    names = presence.names("") or ()
    for name in TOP_LEVEL_FILES:
        if name in names:
            root.content(name)
    return tuple(
        (file, reason)
        for file, reason in root.unseen
        if file not in stayed
        and (root.source.shows_all(file) or isinstance(root.source.metadata(file), Metadata))
    )
