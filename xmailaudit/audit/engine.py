"""The engine: one audit of one MailRoot.

The catalogue says which rules are chosen and have something to read; only those are imported.
They are run one after the other, those that look at accounts in one pass.  What comes out is
sorted, given the profile's severities and fingerprints, counted and graded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.mailroot.source import Metadata
from xmailaudit.mailroot.start_options import OriginKind
from xmailaudit.mailroot.switches import join_words
from xmailaudit.messages import _, say
from xmailaudit.policy.exposure import exposure
from xmailaudit.rules.catalogue import catalogue
from xmailaudit.tables.files import TOP_LEVEL_FILES

from .assumption import remarks_on, supposed_root
from .errors import ProfileError, SelectionError
from .fingerprint import fingerprints
from .grade import summarise
from .judgement import Judgement
from .presence import Presence
from .report import Report, Reported, Target
from .selection import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.source import Source
    from xmailaudit.messages import Message
    from xmailaudit.rules.catalogue import Entry
    from xmailaudit.rules.finding import Finding

    from .profile import Profile
    from .report import NotEvaluated
    from .selection import Selection

__all__ = ["Observer", "run_audit"]


class Observer:
    """Watches an audit; this one does nothing.  `number` counts from 1 to `total`."""

    def judging(self, rule_id: str, number: int, total: int) -> None:
        """A rule is about to be judged."""

    def looking_at_accounts(self) -> None:
        """The pass over all accounts begins."""


_NOBODY = Observer()


def run_audit(
    root: MailRoot,
    *,
    profile: Profile,
    at: float,
    selection: Selection = EVERYTHING,
    observer: Observer = _NOBODY,
) -> Report:
    """Judge a MailRoot by a profile at a moment (POSIX time).

    Raises ProfileError for a profile with suppressions, which this version does not apply, and
    SelectionError where no rule is left.
    """
    _refuse_suppressions(profile)
    copied = root.copied
    given = profile.given(at, shown_version=None if copied is None else copied.version)
    presence = Presence(root.source)
    chosen = _chosen(selection, profile)
    entries = [entry for entry in chosen if entry.absence or presence.any_of(entry.reads)]
    judgement = Judgement(root, given)
    _judge(judgement, entries, observer)
    whole = supposed_root(root)
    supposing = whole is not None and judgement.suppose(whole)
    findings = _reported(judgement.findings, profile)
    gaps = _sorted_gaps(judgement.gaps)
    return Report(
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
    )


def _chosen(selection: Selection, profile: Profile) -> tuple[Entry, ...]:
    """The rules to run; none at all would find nothing, and look as if nothing were wrong."""
    chosen = selection.entries(profile.disabled)
    if catalogue() and not chosen:
        raise SelectionError(say(_("no rule is left to run: each is ignored or switched off")))
    return chosen


def _refuse_suppressions(profile: Profile) -> None:
    for suppression in profile.suppressions[:1]:
        template = _("this version does not apply suppressions yet; take {key} out of the profile")
        raise ProfileError(
            say(template, key="suppress"),
            file=suppression.declared_in,
            key="suppress",
            line=suppression.line,
        )


def _judge(judgement: Judgement, entries: Sequence[Entry], observer: Observer) -> None:
    rules = [entry.load() for entry in entries]
    for number, rule in enumerate(rules, 1):
        observer.judging(rule.id, number, len(rules))
        judgement.judge(rule)
    lookers = [rule for rule in rules if rule.looks_at_accounts]
    if lookers:
        observer.looking_at_accounts()
        judgement.judge_accounts(lookers)


def _reported(findings: Sequence[Finding], profile: Profile) -> tuple[Reported, ...]:
    """The findings with fingerprints and the profile's severities, the worst first."""
    placed = sorted(findings, key=_position)
    severities = profile.severities
    reported = [
        Reported(finding, severities.get(finding.rule.id, finding.severity), fingerprint)
        for finding, fingerprint in zip(placed, fingerprints(placed), strict=True)
    ]
    reported.sort(key=lambda one: one.severity.rank)  # stable: by rule and place within
    return tuple(reported)


def _position(finding: Finding) -> tuple[str, str, int, int]:
    place = finding.places[0]
    return finding.rule.id, place.file, place.line or 0, place.start or 0


def _sorted_gaps(gaps: tuple[NotEvaluated, ...]) -> tuple[NotEvaluated, ...]:
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
