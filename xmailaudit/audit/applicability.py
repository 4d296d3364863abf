"""How far fixes may be trusted, judged by what they would do.

A rule calls a fix safe at most: one whose preview breaks the promise, or brings a new finding, is
for review.  All fixes are judged together first; where that is not safe they are halved until it is
known which are to blame.  Each that stays safe was judged with all the others that do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.messages import XMailAuditError
from xmailaudit.rules.finding import Applicability

from .preview import preview

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit

    from .report import Report

    Audited = Callable[[MailRoot], Report]

__all__ = ["Wish", "judged_applicability"]


class Wish(NamedTuple):
    """A fix somebody may want: what its rule says of it, and its edits."""

    said: Applicability
    edits: tuple[Edit, ...]


def judged_applicability(
    root: MailRoot,
    wishes: Iterable[Wish],
    audited: Audited,
    *,
    before: Report,
    given: Given,
) -> tuple[Applicability, ...]:
    """What each fix is, in the order given; `audited` makes a report as `before` was made.

    Steps outside tables are no part of the preview: a fix without edits stays what it is called.
    """
    listed = tuple(wishes)
    claimed = [n for n, one in enumerate(listed) if one.said is Applicability.SAFE and one.edits]
    safe = _Judge(root, listed, audited, before, given).safe_of(claimed, beside=())
    doubted = set(claimed) - set(safe)
    return tuple(
        Applicability.REVIEW if number in doubted else one.said for number, one in enumerate(listed)
    )


class _Judge:
    """Judges sets of fixes, by their numbers."""

    def __init__(
        self,
        root: MailRoot,
        wishes: Sequence[Wish],
        audited: Audited,
        before: Report,
        given: Given,
    ) -> None:
        self._root = root
        self._wishes = wishes
        self._audited = audited
        self._before = before
        self._given = given

    def safe_of(self, numbers: Sequence[int], beside: Sequence[int]) -> list[int]:
        """Those of the fixes that are safe beside others, and with each other."""
        if not numbers or self._is_safe([*beside, *numbers]):
            return list(numbers)
        if len(numbers) == 1:
            return []
        half = len(numbers) // 2
        first = self.safe_of(numbers[:half], beside)
        return first + self.safe_of(numbers[half:], [*beside, *first])

    def _is_safe(self, numbers: Sequence[int]) -> bool:
        edits = [edit for number in numbers for edit in self._wishes[number].edits]
        try:
            changes = Overlay(self._root.source, dict.fromkeys(edits)).changes
            found = preview(
                self._root, changes, self._audited, before=self._before, given=self._given
            )
        except XMailAuditError:  # edits that do not fit each other, or a file nobody can see
            return False
        return found.keeps_the_promise
