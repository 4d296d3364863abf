"""Applying what the owner accepts: the suppressions of a profile, and a baseline.

A suppression speaks of a finding by its rule and, where it says so, by file and key.  A finding
stands where its first place is; one that sums up many rows is about all of them, so it is hidden
only where each of its rows is meant.  What is hidden stays in the report and counts for nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.file_names import held
from xmailaudit.mailroot.outside import BASELINE, OutsideFile
from xmailaudit.rules.acceptance import BaselineUse, SuppressionUse
from xmailaudit.tables.row import Place

from .fingerprint import open_fields
from .report import NEW, UNCHANGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from xmailaudit.rules.finding import Finding

    from .baseline import Baseline
    from .report import Reported
    from .suppression import Suppression

    _Key = tuple[str, ...]

__all__ = ["Accepted", "accept", "day_of", "holds", "places_meant", "speaks_of"]

_DAY = 86400


class Accepted(NamedTuple):
    """The findings with what hides each, and how suppressions and baseline fared."""

    findings: tuple[Reported, ...]
    suppressions: tuple[SuppressionUse, ...]
    baseline: BaselineUse | None


def accept(
    found: Sequence[Reported],
    suppressions: Sequence[Suppression],
    baseline: Baseline | None,
    *,
    at: float,
    judged: frozenset[str],
) -> Accepted:
    """Hide what is accepted at a moment; `judged` are the rules that were judged to the end."""
    if suppressions:
        found, uses = _suppress(found, suppressions, day_of(at), judged)
    else:
        uses = ()
    if baseline is None:
        return Accepted(tuple(found), uses, None)
    compared = tuple(one._replace(baseline=_standing(one, baseline)) for one in found)
    return Accepted(compared, uses, _baseline_use(compared, baseline, at, judged))


# ------------------------------------------------------------ suppressions


def _suppress(
    found: Sequence[Reported],
    suppressions: Sequence[Suppression],
    today: date,
    judged: frozenset[str],
) -> tuple[list[Reported], tuple[SuppressionUse, ...]]:
    candidates = _Candidates(suppressions)
    matched = [0] * len(suppressions)
    hidden: list[Reported] = []
    for reported in found:
        for number in candidates.of(reported.finding):
            suppression = suppressions[number]
            if speaks_of(suppression, reported.finding):
                matched[number] += 1
                if reported.suppressed is None and holds(suppression, today):
                    reported = reported._replace(suppressed=suppression)  # noqa: PLW2901  # the same one, marked
        hidden.append(reported)
    uses = tuple(
        _use(suppression, number, today, judged)
        for suppression, number in zip(suppressions, matched, strict=True)
    )
    return hidden, uses


class _Candidates:
    """Which of many suppressions may speak of a finding, by what its first place is."""

    def __init__(self, suppressions: Sequence[Suppression]) -> None:
        self._numbers: dict[tuple[str, str | None, _Key | None], list[int]] = {}
        self._lengths: dict[str, set[int]] = {}
        for number, one in enumerate(suppressions):
            file, key = _narrowed(one)
            self._numbers.setdefault((one.rule_id, file, key), []).append(number)
            self._lengths.setdefault(one.rule_id, set()).add(len(key or ()))

    def of(self, finding: Finding) -> list[int]:
        """Their numbers, in the order of the profile."""
        rule, place = finding.rule.id, finding.places[0]
        lengths = self._lengths.get(rule)
        if lengths is None:
            return []
        rows = (open_fields(place), finding.key)
        keys = {None, *(row[:length] for length in lengths for row in rows)}
        files = (None, place.file)
        found = (self._numbers.get((rule, file, key), ()) for file in files for key in keys)
        return sorted(number for numbers in found for number in numbers)


def _narrowed(suppression: Suppression) -> tuple[str | None, _Key | None]:
    """File and key of a suppression, as tables hold them."""
    file, key = suppression.file, suppression.key
    return (
        None if file is None else held(file),
        None if key is None else tuple(held(key).split("\t")),
    )


def speaks_of(suppression: Suppression, finding: Finding) -> bool:
    """Whether a suppression means a finding, be it over or not."""
    if suppression.rule_id != finding.rule.id:
        return False
    places = places_meant(finding)
    file, key = _narrowed(suppression)
    if file is not None and any(place.file != file for place in places):
        return False
    if key is None or _begins(finding.key, key):
        return True
    # Of rows beyond the places nobody knows whether they are meant.
    seen = finding.total <= len(finding.places)
    return seen and all(_begins(open_fields(place), key) for place in places)


def places_meant(finding: Finding) -> tuple[Place, ...]:
    """The places that a suppression must mean: the first, or all that a finding sums up."""
    together = finding.total > len(finding.places) or "count" in finding.message.parameters
    return finding.places if together else finding.places[:1]


def _begins(fields: _Key, key: _Key) -> bool:
    """Whether a row's fields, or a finding's key, begin with a key."""
    return fields[: len(key)] == key


def holds(suppression: Suppression, today: date) -> bool:
    """Whether it is not over."""
    return suppression.expires is None or today <= suppression.expires


def _use(
    suppression: Suppression, matched: int, today: date, judged: frozenset[str]
) -> SuppressionUse:
    expires = suppression.expires
    return SuppressionUse(
        place=suppression.place,
        rule_id=suppression.rule_id,
        file=suppression.file,
        key=suppression.key,
        reason=suppression.reason,
        owner=suppression.owner,
        expires=suppression.expires_on(),
        days_left=None if expires is None else (expires - today).days,
        matched=matched,
        judged=suppression.rule_id in judged,
    )


def day_of(at: float) -> date:
    """The day of a moment, in UTC."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).date()


# ------------------------------------------------------------ the baseline


def _standing(reported: Reported, baseline: Baseline) -> str:
    return UNCHANGED if reported.fingerprint in baseline.known else NEW


def _baseline_use(
    compared: Iterable[Reported], baseline: Baseline, at: float, judged: frozenset[str]
) -> BaselineUse:
    again = {one.fingerprint for one in compared if one.baseline == UNCHANGED}
    return BaselineUse(
        place=Place(OutsideFile.of(BASELINE, baseline.path)),
        path=baseline.path,
        made_on=day_of(baseline.created_at).isoformat(),
        age_days=max(int((at - baseline.created_at) // _DAY), 0),  # `--at` may lie before it
        tool_version=baseline.tool_version,
        known=len(baseline.known),
        found=len(again),
        gone=sum(1 for _rule in _gone(baseline, again, judged)),
    )


def _gone(baseline: Baseline, again: set[str], judged: frozenset[str]) -> Iterator[str]:
    """The rules of what was not found again although somebody looked."""
    for fingerprint, rule in baseline.known.items():
        if fingerprint not in again and rule in judged:
            yield rule
