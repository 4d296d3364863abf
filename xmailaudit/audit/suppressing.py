"""Accepting a finding: what a suppression must name so that it hides just this one.

A `Wish` says what is to be hidden, why and how long.  `meant` finds the rule, file and key that do
it, and what they hide; `suppression_text` writes them into a profile.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.file_names import held
from xmailaudit.messages import _, plural, say
from xmailaudit.rules.catalogue import catalogue, entry_of

from .acceptance import holds, places_meant, speaks_of
from .errors import SuppressionError, nearest
from .fingerprint import open_fields
from .suppression import Suppression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from xmailaudit.rules.finding import Finding

    from .report import Report, Reported

__all__ = ["Meant", "Narrowed", "Wish", "checked_wish", "expect_hideable", "meant"]

_NOT_ALONE = plural(
    "no file and key hide this finding of {rule} alone, {count} other goes with it: "
    "name rule, file and key",
    "no file and key hide this finding of {rule} alone, {count} others go with it: "
    "name rule, file and key",
    by="count",
)


class Narrowed(NamedTuple):
    """A rule, by id or name; a file and a key, where they narrow it, as profiles have them."""

    rule: str
    file: str | None = None
    key: str | None = None


class Wish(NamedTuple):
    """What is to be hidden (by a finding's fingerprint, or narrowed by hand), why, and how long.

    `expires` is the last day, None for ever.
    """

    what: str | Narrowed
    reason: str
    expires: date | None
    owner: str | None = None


class Meant(NamedTuple):
    """The suppression as it is to stand in a profile, and the findings that it hides."""

    suppression: Suppression
    hides: tuple[Reported, ...]


def checked_wish(wish: Wish, today: date) -> Wish:
    """The wish, its rule by id.  Raises SuppressionError for what makes no sense by itself."""
    _expect_text("reason", wish.reason)
    if wish.owner is not None:
        _expect_text("owner", wish.owner)
    if wish.expires is not None and wish.expires < today:
        template = _("{date} is over: a suppression ends later, or is permanent")
        raise SuppressionError(say(template, date=wish.expires.isoformat()))
    if not isinstance(wish.what, Narrowed):
        return wish
    for name, text in (("file", wish.what.file), ("key", wish.what.key)):
        if text is not None:
            _expect_text(name, text)
    return wish._replace(what=wish.what._replace(rule=_rule_id(wish.what.rule)))


def _expect_text(name: str, text: str) -> None:
    if not text.strip():
        raise SuppressionError(say(_("{key} must be a text that is not empty"), key=name))
    if not _is_unicode(text):
        template = _("{key} cannot be written down: {value} is no Unicode text")
        raise SuppressionError(say(template, key=name, value=text))


def _is_unicode(text: str) -> bool:
    """Whether a text has no bytes in it that somebody's terminal could not decode."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _rule_id(word: str) -> str:
    entry = entry_of(word)
    if entry is None:
        known = [name for rule in catalogue() for name in (rule.id, rule.name)]
        template = _("{word} is no rule; the nearest is {nearest}")
        raise SuppressionError(say(template, word=word, nearest=nearest(word, known)))
    expect_hideable(entry.id)
    return entry.id


def expect_hideable(rule_id: str) -> None:
    """Raise SuppressionError for a rule about what is accepted."""
    entry = entry_of(rule_id)
    if entry is not None and entry.about_acceptance:
        template = _("{rule} cannot be suppressed; switch it off under {table}")
        raise SuppressionError(say(template, rule=rule_id, table=f"[rules.{rule_id}]"))


# ------------------------------------------------------------ what is meant


def meant(
    wish: Wish, report: Report, known: Sequence[Suppression], file: str, today: date
) -> Meant:
    """What a checked wish means in a report of now; `file` is the profile it is to stand in.

    `known` are the suppressions there are.  Raises SuppressionError where nothing is to be hidden,
    everything is hidden already, or more would be than is meant.
    """
    if isinstance(wish.what, Narrowed):
        suppression = _suppression(wish, wish.what, file)
        hides = [one for one in report.findings if speaks_of(suppression, one.finding)]
        if not hides:
            template = _("there is no finding of {rule} that it would hide")
            raise SuppressionError(say(template, rule=suppression.rule_id))
    else:
        one = _found(report, wish.what)
        expect_hideable(one.finding.rule.id)
        hides = [one]
        _expect_open(hides, known, today)
        suppression = _just_this(wish, one.finding, report, file)
    return Meant(suppression, _expect_open(hides, known, today))


def _found(report: Report, fingerprint: str) -> Reported:
    for one in report.findings:
        if one.fingerprint == fingerprint:
            return one
    template = _("no finding has the fingerprint {fingerprint}; `audit --format json` tells them")
    raise SuppressionError(say(template, fingerprint=fingerprint))


def _expect_open(
    hides: Sequence[Reported], known: Iterable[Suppression], today: date
) -> tuple[Reported, ...]:
    """Those of the findings that nothing hides yet: there must be one."""
    in_force = [one for one in known if holds(one, today)]
    hiding: Suppression | None = None
    still: list[Reported] = []
    for one in hides:
        by = next((known for known in in_force if speaks_of(known, one.finding)), None)
        hiding = hiding or by
        if by is None:
            still.append(one)
    if not still and hiding is not None:
        template = _("this suppresses it already: a finding of {rule} is hidden once")
        message = say(template, rule=hiding.rule_id)
        raise SuppressionError(message, file=hiding.declared_in, line=hiding.line)
    return tuple(still)


def _just_this(wish: Wish, finding: Finding, report: Report, file: str) -> Suppression:
    """The narrowest suppression of a finding."""
    rule_id = finding.rule.id
    others = [
        one.finding
        for one in report.findings
        if one.finding.rule.id == rule_id and one.finding is not finding
    ]
    fewest = len(others)
    for narrowed in _narrowings(finding):
        made = _suppression(wish, narrowed, file)
        if not speaks_of(made, finding):
            continue
        too_many = sum(speaks_of(made, other) for other in others)
        if not too_many:
            return made
        fewest = min(fewest, too_many)
    raise SuppressionError(say(_NOT_ALONE, rule=rule_id, count=fewest))


def _narrowings(finding: Finding) -> Iterator[Narrowed]:
    """What may name a finding, the narrowest first.

    A row says more than a setting's name; one of a single field, such as the first line of a
    certificate, less than what tells findings apart.
    """
    file, row = _told(finding.places[0].file), _whole_row(finding)
    keys = [row, finding.key] if len(row) > 1 else [finding.key, row]
    for where in dict.fromkeys((file, None)):
        for key in dict.fromkeys((*(_told("\t".join(key)) for key in keys), None)):
            yield Narrowed(finding.rule.id, where, key)


def _whole_row(finding: Finding) -> tuple[str, ...]:
    """The fields that all its rows begin with, up to one that cannot be told."""
    rows = [open_fields(place) for place in places_meant(finding)]
    common: list[str] = []
    for fields in zip(*rows, strict=False):
        if len(set(fields)) > 1 or _told(fields[0], empty=True) is None:
            break
        common.append(fields[0])
    return tuple(common)


def _told(text: str, *, empty: bool = False) -> str | None:
    """A text of a table as a profile can tell it; None where it cannot."""
    try:
        told = os.fsdecode(text.encode("latin-1"))
    except UnicodeError:  # the mask of a secret
        return None
    if not _is_unicode(told) or not (told.strip() or empty):
        return None
    return told if held(told) == text else None


def _suppression(wish: Wish, narrowed: Narrowed, file: str) -> Suppression:
    return Suppression(
        rule_id=narrowed.rule,
        file=narrowed.file,
        key=narrowed.key,
        reason=wish.reason,
        owner=wish.owner,
        expires=wish.expires,
        declared_in=file,
        line=None,
    )
