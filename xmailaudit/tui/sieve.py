"""Which findings are shown: by severity, family, file, whether something can be done, and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.rules.finding import Applicability, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from xmailaudit.audit.report import Reported
    from xmailaudit.rules.finding import Fix

__all__ = ["Sieve", "can_be_chosen", "families", "files"]


class Sieve(NamedTuple):
    """What somebody wants to see; `None` and `""` let all through.

    `severity` is the least bad one, `text` has words that must all stand in a finding; with
    `hidden` those are wanted that are suppressed or known from a baseline, and no others.
    """

    severity: Severity | None = None
    family: str | None = None
    file: str | None = None
    fixable: bool = False
    hidden: bool = False
    text: str = ""

    def sift(
        self, findings: Iterable[Reported], text_of: Callable[[Reported], str]
    ) -> tuple[Reported, ...]:
        """Those that go through; `text_of` gives what of a finding is searched, in lower case."""
        wanted = self.text.lower().split()
        return tuple(
            one
            for one in findings
            if self._takes(one) and (not wanted or _holds(text_of(one), wanted))
        )

    def _takes(self, reported: Reported) -> bool:
        finding = reported.finding
        return (
            reported.counts is not self.hidden
            and (self.severity is None or reported.severity.rank <= self.severity.rank)
            and (self.family is None or family_of(reported) == self.family)
            and (self.file is None or finding.places[0].file == self.file)
            and (not self.fixable or any(map(can_be_chosen, finding.fixes)))
        )


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


def can_be_chosen(fix: Fix) -> bool:
    """Whether a fix changes files, be it after a question."""
    return fix.applicability is not Applicability.MANUAL and bool(fix.edits or fix.choice)


def family_of(reported: Reported) -> str:
    """The letters of a rule's id."""
    return reported.finding.rule.id.rstrip("0123456789")


def families(findings: Iterable[Reported]) -> tuple[str, ...]:
    """The families there are, each once."""
    return tuple(sorted({family_of(one) for one in findings}))


def files(findings: Iterable[Reported]) -> tuple[str, ...]:
    """The files findings are about, each once."""
    return tuple(sorted({one.finding.places[0].file for one in findings}))
