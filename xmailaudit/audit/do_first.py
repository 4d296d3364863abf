"""What to do first: at most five steps, ranked by what each clears.

Each step is tried on the configuration as it would be.  Only rules that found something, and read
what a step changes, are asked again; so a step may clear more than is told, never less.  Besides
the fixes, which several findings may share, a certificate is tried as an authority would issue it.
Of a large MailRoot no fix is tried: each is known to clear the finding that offers it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.change import Change, content_of
from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.policy.accounts import MAIL_USERS_FILE
from xmailaudit.policy.tls.material import CERTIFICATE_FILE, KEY_FILE
from xmailaudit.rules.finding import Applicability, Severity

from .findings_change import findings_change
from .judgement import Judgement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Rule
    from xmailaudit.tables.edit import Edit

    from .engine import Observer
    from .report import Report, Reported

    Name = Callable[[Iterable[Finding]], tuple[Reported, ...]]

__all__ = ["DoFirst", "do_first"]

_MOST_STEPS = 5
#: So many fixes are tried, those of the worst findings first.
_MOST_TRIED = 6
#: Where more bytes than this were read, fixes are taken to clear what offers them, and no more.
_LARGE = 2**18
_WEIGHTS = {
    Severity.CRITICAL: 625,
    Severity.HIGH: 125,
    Severity.MEDIUM: 25,
    Severity.LOW: 5,
    Severity.INFO: 1,
}
#: What hangs on a certificate that works, whatever else it reads.
_ABOUT_TLS = ("CRT", "TLS", "AUT")
_TLS_FILES = (CERTIFICATE_FILE, KEY_FILE)
_KEY_MODE = 0o600
_ANY_NAME = "mail.example.com"


class DoFirst(NamedTuple):
    """A step: what to do, and the findings that it clears beyond the steps before it.

    `file` is where it is done, None where that goes without saying.  `fix` is the finding whose fix
    it is, and the fix's own name; None for a certificate.
    """

    title: Message
    file: str | None
    cleared: tuple[Reported, ...]
    fix: tuple[Reported, str] | None

    @property
    def clears(self) -> int:
        """How many findings."""
        return len(self.cleared)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules of these findings, each once."""
        return tuple(sorted({one.finding.rule.id for one in self.cleared}))


class _Candidate(NamedTuple):
    """A step that may be tried, and the findings that offer it."""

    title: Message
    edits: tuple[Edit, ...]
    offered_by: tuple[Reported, ...]
    fix: tuple[Reported, str]


def do_first(
    root: MailRoot, report: Report, given: Given, named: Name, observer: Observer
) -> tuple[DoFirst, ...]:
    """The steps, the best first; `named` gives findings the severities and names of a report.

    `observer` is told of each that is tried, and of the accounts looked at for it.
    Of a text that somebody copied nothing is said: what is not shown there is only supposed.
    """
    if root.copied is not None:
        return ()
    trial = _Trial(root, report, given, named, observer)
    candidates = _worth_trying(report)
    total = len(candidates) + 1
    steps = []
    for number, candidate in enumerate(candidates, 1):
        observer.trying(number, total)
        steps.append(trial.fix(candidate))
    observer.trying(total, total)
    steps += trial.certificate()
    return tuple(_ranked(steps))


def _ranked(steps: Sequence[DoFirst]) -> Iterator[DoFirst]:
    """The step that clears most, then the one that clears most beyond it, and so on."""
    done: set[str] = set()
    waiting = list(steps)
    for _each in range(_MOST_STEPS):
        left = [one._replace(cleared=_beyond(one, done)) for one in waiting]
        waiting = [one for one in left if one.cleared]
        if not waiting:
            return
        best = max(waiting, key=lambda one: _weight(one.cleared))  # of equals the first
        yield best
        done.update(one.fingerprint for one in best.cleared)


def _beyond(step: DoFirst, done: set[str]) -> tuple[Reported, ...]:
    return tuple(one for one in step.cleared if one.fingerprint not in done)


def _weight(found: Iterable[Reported]) -> int:
    return sum(_WEIGHTS[one.severity] for one in found)


# ------------------------------------------------------------ candidates


def _worth_trying(report: Report) -> list[_Candidate]:
    """The fixes with edits, each once, those of the worst findings first."""
    found: dict[tuple[Edit, ...], _Candidate] = {}
    for reported in report.counted:
        fix = next((fix for fix in reported.finding.fixes if _is_tried(fix)), None)
        if fix is None:
            continue
        edits = _edits(fix)
        known = found.get(edits)
        if known is None:
            found[edits] = _Candidate(fix.title, edits, (reported,), (reported, fix.id))
        else:
            found[edits] = known._replace(offered_by=(*known.offered_by, reported))
    ranked = sorted(found.values(), key=lambda one: -_weight(one.offered_by))
    return ranked[:_MOST_TRIED]


def _is_tried(fix: Fix) -> bool:
    return fix.applicability is not Applicability.MANUAL and bool(_edits(fix))


def _edits(fix: Fix) -> tuple[Edit, ...]:
    """The edits, for the default answer where one must choose."""
    choice = fix.choice
    if fix.edits or choice is None or choice.default is None:
        return fix.edits
    return choice.edits(choice.default)


# ------------------------------------------------------------ trying


class _Trial:
    """Tries steps on one configuration."""

    def __init__(
        self, root: MailRoot, report: Report, given: Given, named: Name, observer: Observer
    ) -> None:
        self._observer = observer
        self._root = root
        self._report = report
        self._given = given
        self._named = named
        self._rules = tuple(
            {one.finding.rule.id: one.finding.rule for one in report.counted}.values()
        )
        self._is_large = root.bytes_read > _LARGE

    def fix(self, candidate: _Candidate) -> DoFirst:
        """What a fix clears: nothing where it cannot be carried out, or does not help itself."""
        own = candidate.offered_by
        files = dict.fromkeys(edit.file for edit in candidate.edits)
        step = DoFirst(candidate.title, next(iter(files)) or None, (), candidate.fix)
        if self._is_large:
            return step._replace(cleared=own)
        rules = [rule for rule in self._rules if _touches(rule.reads, files)]
        try:
            changes = Overlay(self._root.source, candidate.edits).changes
            cleared = self._cleared(changes, rules)
        except XMailAuditError:
            return step
        asked = {rule.id for rule in rules}
        untold = tuple(one for one in own if one.finding.rule.id not in asked)
        helps = untold or any(one in cleared for one in own)
        return step._replace(cleared=(*untold, *cleared)) if helps else step

    def certificate(self) -> Iterator[DoFirst]:
        """A certificate that fits, where a finding is about the one there is or is not.

        Where there is none, what is found about that is cleared: nothing needs to be tried.
        """
        rules = [
            rule
            for rule in self._rules
            if rule.family in _ABOUT_TLS and not (self._is_large and _reads_much(rule))
        ]
        about = tuple(filter(_is_about_the_certificate, self._report.counted))
        step = DoFirst(say(_("Install a certificate")), None, about, None)
        if not isinstance(self._root.content(CERTIFICATE_FILE), bytes) or not about:
            yield step
            return
        from xmailaudit.certificates.fitting import fitting_certificate

        made = fitting_certificate(_names(self._root), self._given.now)
        try:
            new = zip(_TLS_FILES, (made.chain, made.key), (None, _KEY_MODE), strict=True)
            changes = [
                Change(file, content_of(self._root.source, file), data, None, mode)
                for file, data, mode in new
            ]
            cleared = self._cleared(changes, rules)
        except XMailAuditError:  # the key stayed on its machine, say
            return
        yield step._replace(cleared=cleared)

    def _cleared(self, changes: Sequence[Change], rules: Sequence[Rule]) -> tuple[Reported, ...]:
        """The findings of the rules that count and are not there any more."""
        judgement = Judgement(self._root.with_changes(changes), self._given)
        for rule in rules:
            judgement.judge(rule)
        lookers = [rule for rule in rules if rule.looks_at_accounts]
        judgement.judge_accounts(lookers, self._observer.looked_at)
        asked = {rule.id for rule in rules}
        report = self._report
        own = tuple(one for one in report.findings if one.finding.rule.id in asked)
        before = report._replace(findings=own)
        after = report._replace(
            findings=self._named(judgement.findings), not_evaluated=judgement.gaps
        )
        return findings_change(before, after, changes).gone


def _is_about_the_certificate(reported: Reported) -> bool:
    """Whether a finding is about the server's own certificate or key, or that there is none."""
    finding = reported.finding
    return finding.rule.family in _ABOUT_TLS and finding.places[0].file in _TLS_FILES


def _touches(patterns: Iterable[str], files: Iterable[str]) -> bool:
    """Whether a rule that reads these tables may read one of the files."""
    listed = [file.lower().split("/") for file in files]
    return any(_fits(pattern.lower().split("/"), parts) for pattern in patterns for parts in listed)


def _fits(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    for wanted, part in zip(pattern, parts, strict=False):
        start, star, end = wanted.partition("*")
        if star:
            return part.startswith(start) and part.endswith(end)
        if wanted != part:
            return False
    return True


def _reads_much(rule: Rule) -> bool:
    """Whether a rule looks at all accounts, or at all tables."""
    return rule.looks_at_accounts or _touches(rule.reads, (MAIL_USERS_FILE, "domains/x"))


def _names(root: MailRoot) -> tuple[str, ...]:
    """The names the server goes by, as far as a certificate can hold them."""
    from xmailaudit.policy.tls.server_names import server_names

    found = dict.fromkeys(one.ascii for one in server_names(root).names if one.ascii)
    return tuple(name for name in found if name.isascii()) or (_ANY_NAME,)
