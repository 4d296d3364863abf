"""`Report`: what an audit gives.  Values only; surfaces render them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xmailaudit.mailroot.copied import Remark
    from xmailaudit.messages import Message
    from xmailaudit.policy.exposure import Exposure
    from xmailaudit.rules.acceptance import BaselineUse
    from xmailaudit.rules.catalogue import Entry
    from xmailaudit.rules.finding import Finding, Severity
    from xmailaudit.rules.rule import Rule

    from .do_first import DoFirst
    from .suppression import Suppression

__all__ = ["NEW", "UNCHANGED", "NotEvaluated", "Report", "Reported", "Summary", "Target"]

#: How a finding stands to a baseline.
NEW = "new"
UNCHANGED = "unchanged"


class Target(NamedTuple):
    """What was audited: kind directory, archive, control or xmailcfg; version None if unknown.

    Whoever asks again must name the target as `path` where that is given (its name is no UTF-8, so
    `location` only describes it), and tell the start options that were told, `command_line` (bytes
    as latin-1).  `remarks` say how a text was read.
    """

    kind: str
    location: str
    server_version: str | None
    command_line: str | None = None
    path: str | None = None
    remarks: tuple[Remark, ...] = ()


class Reported(NamedTuple):
    """A finding as it stands in a report: severity after the profile, and its fingerprint.

    `suppressed` is what of the profile hides it.  `baseline` is `new` or `unchanged`, None where
    nobody compared.  What is hidden stays in the report, but counts for nothing.
    """

    finding: Finding
    severity: Severity
    fingerprint: str
    suppressed: Suppression | None = None
    baseline: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it is neither suppressed nor known from a baseline."""
        return self.suppressed is None and self.baseline != UNCHANGED


class NotEvaluated(NamedTuple):
    """A rule that could not be judged, for which file if it was one, and why."""

    rule: Rule
    file: str | None
    reason: Message


class Summary(NamedTuple):
    """The counts of a report; `grade` is None where a check that decides access is open.

    A suppressed finding is counted as that alone, whatever a baseline says of it.
    """

    grade: str | None
    critical: int
    high: int
    medium: int
    low: int
    info: int
    suppressed: int
    baselined: int
    not_evaluated: int

    def of(self, severity: Severity) -> int:
        """How many findings of a severity."""
        number: int = getattr(self, severity.value)
        return number


class Report(NamedTuple):
    """One audit: findings worst first, then what was not evaluated.

    `unreadable` are files that exist and could not be read, with the reason; `left_out` is how many
    rules were not asked: the grade says nothing about what they look for.  `asked` are the others;
    one of them that stands neither in `findings` nor in `not_evaluated` has nothing to say.
    `baseline` is what the findings were compared with; `do_first` are the steps that clear most,
    where somebody asked for them.
    """

    target: Target
    evaluated_at: float
    profile: str
    exposure: tuple[Exposure, ...]
    findings: tuple[Reported, ...]
    not_evaluated: tuple[NotEvaluated, ...]
    unreadable: tuple[tuple[str, Message], ...]
    summary: Summary
    left_out: int = 0
    asked: tuple[Entry, ...] = ()
    baseline: BaselineUse | None = None
    do_first: tuple[DoFirst, ...] = ()

    @property
    def counted(self) -> tuple[Reported, ...]:
        """The findings that count, the worst first."""
        return tuple(one for one in self.findings if one.counts)
