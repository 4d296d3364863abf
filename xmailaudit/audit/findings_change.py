"""Which findings go and which come where some files change.

Two findings are the same where their fingerprints are: lines may move.  A row that is changed and
still draws the same rule has another fingerprint all the same; such a finding has only moved along
with its row.  One that sums up many rows is the same while it does not sum up more of them.  A
finding that got worse comes: nobody has accepted it as it is now.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.tables.document import TabDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xmailaudit.mailroot.change import Change

    from .report import Report, Reported

__all__ = ["FindingsChange", "findings_change"]


class FindingsChange(NamedTuple):
    """The findings that count, worst first: those that go, come, got milder, or are not judged.

    `milder` holds each as it was and as it is; `not_judged` are findings of the first report whose
    rule the second could not judge.
    """

    gone: tuple[Reported, ...]
    come: tuple[Reported, ...]
    milder: tuple[tuple[Reported, Reported], ...]
    not_judged: tuple[Reported, ...]


def findings_change(before: Report, after: Report, changes: Iterable[Change]) -> FindingsChange:
    """Compare the reports of a configuration and of the same with changes."""
    now = {one.fingerprint: one for one in after.findings}
    then = {one.fingerprint: one for one in before.counted}
    lost = [one for one in before.counted if one.fingerprint not in now]
    pairs = [(then[one.fingerprint], one) for one in after.counted if one.fingerprint in then]
    fresh = [one for one in after.counted if one.fingerprint not in then]
    rows = _ChangedRows({change.path: change for change in changes})
    for one in tuple(fresh):
        old = next((old for old in lost if rows.hold(old, one)), None)
        if old is not None:
            pairs.append((old, one))
            lost.remove(old)
            fresh.remove(one)
    worse = [new for old, new in pairs if new.severity.rank < old.severity.rank]
    open_rules = _newly_open(before, after)
    return FindingsChange(
        gone=tuple(one for one in lost if one.finding.rule.id not in open_rules),
        come=_worst_first((*fresh, *worse)),
        milder=tuple(pair for pair in pairs if pair[0].severity.rank < pair[1].severity.rank),
        not_judged=tuple(one for one in lost if one.finding.rule.id in open_rules),
    )


def _newly_open(before: Report, after: Report) -> set[str]:
    """The rules that could not be judged for a reason that was none before."""
    known = {repr(gap) for gap in before.not_evaluated}
    return {gap.rule.id for gap in after.not_evaluated if repr(gap) not in known}


def _worst_first(found: Iterable[Reported]) -> tuple[Reported, ...]:
    return tuple(sorted(found, key=lambda one: one.severity.rank))


class _ChangedRows:
    """The lines that changes take away and bring, as far as somebody asked."""

    def __init__(self, changes: Mapping[str, Change]) -> None:
        self._changes = changes
        self._lines: dict[str, tuple[Counter[bytes], Counter[bytes]]] = {}

    def hold(self, old: Reported, new: Reported) -> bool:
        """Whether a finding that is gone stands in another row now."""
        was, now = old.finding, new.finding
        if (was.rule, was.key) != (now.rule, now.key):
            return False
        file = was.places[0].file
        if file != now.places[0].file or file not in self._changes:
            return _sums_up(old) and _number(new) <= _number(old)
        gone, come = self._of(file)
        own = self._changes[file]
        moved = _line(own.old, old) in gone and _line(own.new, new) in come
        return moved or (_sums_up(old) and _number(new) <= _number(old))

    def _of(self, file: str) -> tuple[Counter[bytes], Counter[bytes]]:
        if file not in self._lines:
            change = self._changes[file]
            old, new = (Counter(_physical(data)) for data in (change.old, change.new))
            self._lines[file] = old - new, new - old
        return self._lines[file]


def _physical(data: bytes | None) -> tuple[bytes, ...]:
    return () if data is None else TabDocument.parse(data).physical


def _line(data: bytes | None, reported: Reported) -> bytes | None:
    number = reported.finding.places[0].line
    lines = _physical(data)
    return lines[number - 1] if number is not None and 0 < number <= len(lines) else None


def _sums_up(reported: Reported) -> bool:
    """Whether a finding is about many rows, of which the first stands for all."""
    finding = reported.finding
    return finding.total > 1 or "count" in finding.message.parameters


def _number(reported: Reported) -> int:
    count = reported.finding.message.parameters.get("count")
    return count if isinstance(count, int) else reported.finding.total
