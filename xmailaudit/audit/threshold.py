"""From which severity on a finding counts: what `--fail-on` and a profile name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xmailaudit.rules.finding import Severity

    from .profile import Profile

__all__ = ["THRESHOLDS", "counting", "counts", "threshold"]

_NEVER = "never"
#: A severity, the worst first, or none at all.
THRESHOLDS = ("critical", "high", "medium", "low", "info", _NEVER)


def counting(fail_on: str) -> tuple[str, ...]:
    """The severities at or above a threshold, by their words."""
    return () if fail_on == _NEVER else THRESHOLDS[: THRESHOLDS.index(fail_on) + 1]


def counts(severity: Severity, fail_on: str) -> bool:
    """Whether a finding is at or above a threshold."""
    return severity.value in counting(fail_on)


def threshold(profile: Profile) -> str:
    """That of a profile."""
    return _NEVER if profile.fail_on is None else profile.fail_on.value
