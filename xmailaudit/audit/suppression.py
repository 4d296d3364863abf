"""Suppressions: findings the owner accepts, for a reason and until a day.

What a profile says is read and checked whole here; `acceptance` applies it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.outside import PROFILE, OutsideFile
from xmailaudit.messages import _
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from .profile_document import Spot

__all__ = ["Suppression", "suppressions"]

_KEYS = ("rule", "file", "key", "reason", "owner", "expires", "permanent")


class Suppression(NamedTuple):
    """One `[[suppress]]` table: `expires` is its last day, None for a permanent one.

    `file` and `key` narrow it down where they are given: a file of the MailRoot, and a setting's
    name or the key fields of a row joined by TAB.  It is declared in the profile `declared_in` at
    `line`, which reads `row`.
    """

    rule_id: str
    file: str | None
    key: str | None
    reason: str
    owner: str | None
    expires: date | None
    declared_in: str
    line: int | None
    row: bytes = b""

    @property
    def place(self) -> Place:
        """Where it stands."""
        file = OutsideFile.of(PROFILE, self.declared_in)
        if self.line is None:
            return Place(file)
        return Place(file, self.line, 0, len(self.row), self.row)

    def expires_on(self) -> str | None:
        """Its last day, as in 2027-03-31."""
        return None if self.expires is None else self.expires.isoformat()


def suppressions(array: Spot, rule_id: Callable[[Spot, str], str]) -> tuple[Suppression, ...]:
    """Read the suppress tables of a profile; `rule_id` finds a rule.  Raises ProfileError."""
    return tuple(_suppression(table, rule_id) for table in array.items())


def _suppression(table: Spot, rule_id: Callable[[Spot, str], str]) -> Suppression:
    spots = dict(table.children())
    for key, spot in spots.items():
        if key not in _KEYS:
            raise spot.unknown(_KEYS)
    for key in ("rule", "reason"):
        if key not in spots:
            raise table.wrong(_("{key} lacks {needed}"), needed=key)
    rule, line = spots["rule"], table.line
    return Suppression(
        rule_id=_hideable(rule, rule_id(rule, rule.text())),
        file=_optional(spots, "file"),
        key=_optional(spots, "key"),
        reason=spots["reason"].text(),
        owner=_optional(spots, "owner"),
        expires=_expiry(table, spots),
        declared_in=table.document.file,
        line=line,
        row=b"" if line is None else table.document.row(line),
    )


def _hideable(spot: Spot, identity: str) -> str:
    """The rule, unless it is about what the owner accepts."""
    from xmailaudit.rules.catalogue import entry_of

    entry = entry_of(identity)
    if entry is not None and entry.about_acceptance:
        template = _("{key}: {rule} cannot be suppressed; switch it off under {table}")
        raise spot.wrong(template, rule=identity, table=f"[rules.{identity}]")
    return identity


def _optional(spots: dict[str, Spot], key: str) -> str | None:
    return spots[key].text() if key in spots else None


def _expiry(table: Spot, spots: dict[str, Spot]) -> date | None:
    """The day it ends, or None where it says that it never does; one of both must be said."""
    from datetime import date, datetime

    permanent, expires = spots.get("permanent"), spots.get("expires")
    if permanent and permanent.value is not True:
        raise permanent.wrong(_("{key} can only be true; give expires instead"))
    if permanent and expires:
        raise permanent.wrong(_("{key} and an expiry contradict each other"))
    if permanent:
        return None
    if not expires:
        raise table.wrong(_("{key} lacks expires (a date) or permanent = true"))
    if not isinstance(expires.value, date) or isinstance(expires.value, datetime):
        raise expires.wrong(_("{key} must be a date without quotes, as in 2027-03-31"))
    return expires.value
