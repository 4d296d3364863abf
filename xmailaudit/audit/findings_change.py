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
    from collections.abc import Iterable, Iterator, Mapping

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
    moved = list(_moved(lost, fresh, rows))
    gone_along = {one.fingerprint for pair in moved for one in pair}
    others = [one for one in fresh if one.fingerprint not in gone_along]
    moved += _left_over(lost, others, rows)
    pairs += moved
    known = {one.fingerprint for pair in moved for one in pair}
    lost = [one for one in lost if one.fingerprint not in known]
    fresh = [one for one in fresh if one.fingerprint not in known]
    worse = [new for old, new in pairs if new.severity.rank < old.severity.rank]
    open_rules = _newly_open(before, after)
    return FindingsChange(
        gone=tuple(one for one in lost if one.finding.rule.id not in open_rules),
        come=_worst_first((*fresh, *worse)),
        milder=tuple(pair for pair in pairs if pair[0].severity.rank < pair[1].severity.rank),
        not_judged=tuple(one for one in lost if one.finding.rule.id in open_rules),
    )


def _moved(
    lost: Iterable[Reported], fresh: Iterable[Reported], rows: _ChangedRows
) -> Iterator[tuple[Reported, Reported]]:
    """The findings that only moved along with their row, as they were and as they are."""
    waiting: dict[tuple[str, tuple[str, ...]], list[Reported]] = {}
    for old in lost:
        waiting.setdefault((old.finding.rule.id, old.finding.key), []).append(old)
    for new in fresh:
        alike = waiting.get((new.finding.rule.id, new.finding.key), [])
        place = next((n for n, old in enumerate(alike) if rows.hold(old, new)), None)
        if place is not None:
            yield alike.pop(place), new


def _left_over(
    lost: Iterable[Reported], fresh: Iterable[Reported], rows: _ChangedRows
) -> Iterator[tuple[Reported, Reported]]:
    """Findings about a file of which only rights change, each with a worse one that hid it.

    Fewer rights make no fault that was not there.
    """
    waiting = [one for one in lost if rows.only_rights(one.finding.places[0].file)]
    for new in fresh:
        file = new.finding.places[0].file
        for old in waiting:
            if old.finding.places[0].file == file and old.severity.rank <= new.severity.rank:
                yield old, new
                break


def _newly_open(before: Report, after: Report) -> set[str]:
    """The rules that could not be judged for a reason that was none before."""
    known = {repr(gap) for gap in before.not_evaluated}
    return {gap.rule.id for gap in after.not_evaluated if repr(gap) not in known}


def _worst_first(found: Iterable[Reported]) -> tuple[Reported, ...]:
    return tuple(sorted(found, key=lambda one: one.severity.rank))


class _ChangedRows:
    """The lines that changes take away and bring, as far as somebody asked; and whose rights."""

    def __init__(self, changes: Mapping[str, Change]) -> None:
        self._changes = changes
        self._lines: dict[str, _Lines] = {}

    def only_rights(self, file: str) -> bool:
        """Whether rights of a file change, or of a folder above it, and no byte of it."""
        own = self._changes.get(file)
        if own is not None:
            return not own.changes_bytes
        above = (path for path, one in self._changes.items() if not one.changes_bytes)
        return any(not path or file.startswith(f"{path}/") for path in above)

    def hold(self, old: Reported, new: Reported) -> bool:
        """Whether a finding that is gone stands in another row now; rule and key are the same."""
        if _sums_up(old) and _number(new) <= _number(old):
            return True
        was, now = old.finding.places[0], new.finding.places[0]
        if was.file != now.file or was.file not in self._changes:
            return False
        lines = self._of(was.file)
        return (
            _line(lines.before, was.line) in lines.gone
            and _line(lines.after, now.line) in lines.come
        )

    def _of(self, file: str) -> _Lines:
        if file not in self._lines:
            change = self._changes[file]
            before, after = _physical(change.old), _physical(change.new)
            then, now = Counter(before), Counter(after)
            self._lines[file] = _Lines(before, after, then - now, now - then)
        return self._lines[file]


class _Lines(NamedTuple):
    """The lines of a file before and after; those that go, and those that come."""

    before: tuple[bytes, ...]
    after: tuple[bytes, ...]
    gone: Counter[bytes]
    come: Counter[bytes]


def _physical(data: bytes | None) -> tuple[bytes, ...]:
    return () if data is None else TabDocument.parse(data).physical


def _line(lines: tuple[bytes, ...], number: int | None) -> bytes | None:
    return lines[number - 1] if number is not None and 0 < number <= len(lines) else None


def _sums_up(reported: Reported) -> bool:
    """Whether a finding is about many rows, of which the first stands for all."""
    finding = reported.finding
    return finding.total > 1 or "count" in finding.message.parameters


def _number(reported: Reported) -> int:
    count = reported.finding.message.parameters.get("count")
    return count if isinstance(count, int) else reported.finding.total
