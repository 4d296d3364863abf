"""Fingerprints: what a finding is called while its line moves about.

A fingerprint is made of rule, file, the fields of the row that are no secret, the finding's own key
and its ordinal among findings equal in all that.  No line number, severity or wording goes in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.tables.reading import dequote, split_spans
from xmailaudit.tables.secret import MASK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.rules.finding import Finding
    from xmailaudit.tables.row import Place

__all__ = ["LENGTH", "fingerprints", "open_fields"]

#: How many hexadecimal digits a fingerprint has.
LENGTH = 32

_Identity = tuple[str, str, tuple[str, ...], tuple[str, ...]]


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """The fingerprint of each finding; ordinals are counted in the order given."""
    seen: dict[_Identity, int] = {}
    made: list[str] = []
    for finding in findings:
        identity = _identity(finding)
        ordinal = seen.get(identity, 0)
        seen[identity] = ordinal + 1
        made.append(_digest((*identity, ordinal)))
    return made


def _identity(finding: Finding) -> _Identity:
    place = finding.places[0]
    return finding.rule.id, place.file, open_fields(place), finding.key


def open_fields(place: Place) -> tuple[str, ...]:
    """The de-quoted fields of a place's row, with the mask in the place of each secret one."""
    fields: list[str] = []
    for span in split_spans(place.raw):
        start, end = place.chunk + span.start, place.chunk + span.end
        hidden = any(start < to and since < end for since, to in place.hidden)
        raw = place.raw[span.start : span.end]
        fields.append(MASK if hidden else dequote(raw.decode("latin-1")))
    return tuple(fields)


def _digest(identity: tuple[object, ...]) -> str:
    from hashlib import sha256

    return sha256(ascii(identity).encode("ascii")).hexdigest()[:LENGTH]
