"""What the owner accepts, and how that fared in an audit: as the rules about it are told.

A suppression and a baseline hide findings.  Whether they still should is judged when all other
rules are done, for only then is known what they hide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .rule import Reference

if TYPE_CHECKING:
    from xmailaudit.tables.row import Place

__all__ = ["RISK_ACCEPTANCE", "BaselineUse", "SuppressionUse"]

#: Why what is accepted has an end: the rules about it rest on no fact about XMail.
RISK_ACCEPTANCE = Reference(
    "url", "NIST SP 800-37 Rev. 2", "https://csrc.nist.gov/pubs/sp/800/37/r2/final"
)


class SuppressionUse(NamedTuple):
    """One `[[suppress]]` table of a profile, which stands at `place`.

    `expires` is its last day, as in 2027-03-31, and `days_left` how many are left until then,
    negative when it is over; both are None for a permanent one.  `matched` is how many findings it
    speaks of; `judged` tells whether its rule was run and could be judged to the end.
    """

    place: Place
    rule_id: str
    file: str | None
    key: str | None
    reason: str
    owner: str | None
    expires: str | None
    days_left: int | None
    matched: int
    judged: bool

    @property
    def expired(self) -> bool:
        """Whether its last day is over."""
        return self.days_left is not None and self.days_left < 0

    @property
    def unused(self) -> bool:
        """Whether it could hide something and has nothing to hide."""
        return self.judged and not self.matched and not self.expired

    @property
    def told(self) -> dict[str, Any]:
        """What every finding about it tells."""
        return {"rule": self.rule_id, "suppressed_because": self.reason, "owner": self.owner}

    @property
    def identity(self) -> tuple[str, ...]:
        """What it hides: tells it apart from others wherever it stands."""
        return self.rule_id, self.file or "", self.key or ""


class BaselineUse(NamedTuple):
    """A baseline: made `age_days` before the audit, on the day `made_on` (2026-11-24).

    `known` are the findings it holds, `found` those of them that were found again, and `gone` those
    that were not although their rule was judged to the end.
    """

    place: Place
    path: str
    made_on: str
    age_days: int
    tool_version: str
    known: int
    found: int
    gone: int
