"""`Report`: what an audit gives.  Values only; surfaces render them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xmailaudit.mailroot.copied import Remark
    from xmailaudit.messages import Message
    from xmailaudit.policy.exposure import Exposure
    from xmailaudit.rules.catalogue import Entry
    from xmailaudit.rules.finding import Finding, Severity
    from xmailaudit.rules.rule import Rule

__all__ = ["NotEvaluated", "Report", "Reported", "Summary", "Target"]


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
    """A finding as it stands in a report: severity after the profile, and its fingerprint."""

    finding: Finding
    severity: Severity
    fingerprint: str


class NotEvaluated(NamedTuple):
    """A rule that could not be judged, for which file if it was one, and why."""

    rule: Rule
    file: str | None
    reason: Message


class Summary(NamedTuple):
    """The counts of a report; `grade` is None where a check that decides access is open."""

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
