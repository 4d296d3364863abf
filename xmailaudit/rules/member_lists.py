"""How rules speak of lines in the members' files of mailing lists.

`note` keeps, in the pass over the accounts, what a rule found in one list; `findings` then makes
one finding a list, or a single one where there are more lists than a finding has places for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .fixes import remove_row
from .rule import MOST_PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.policy.accounts import Account
    from xmailaudit.tables.edit import Edit
    from xmailaudit.tables.mlusers import MemberRow
    from xmailaudit.tables.row import Place

    from .rule import Tally

__all__ = ["ListLines", "groups", "note"]


class ListLines(NamedTuple):
    """Lines of one list, or of several: the first places, and what removes all of them."""

    address: str
    domain: str
    places: tuple[Place, ...]
    removal: tuple[Edit | None, ...]

    @property
    def number(self) -> int:
        """How many lines there are."""
        return len(self.removal)


def note(account: Account, rows: Iterable[MemberRow], tally: Tally) -> None:
    """Keep the lines of one list, if there are any."""
    places: list[Place] = []
    removal: list[Edit | None] = []
    for row in rows:
        removal.append(remove_row(row))
        if len(places) < MOST_PLACES:
            places.append(row.at())
    if removal:
        found = ListLines(account.address, account.row.domain, tuple(places), tuple(removal))
        tally.setdefault("lists", []).append(found)


def groups(lists: list[ListLines]) -> Iterator[tuple[int, ListLines]]:
    """Each list alone, or all as one where there are too many; how many lists, and the lines."""
    if len(lists) <= MOST_PLACES:
        yield from ((1, one) for one in lists)
        return
    places = tuple(place for one in lists for place in one.places)
    removal = tuple(edit for one in lists for edit in one.removal)
    yield len(lists), lists[0]._replace(places=places[:MOST_PLACES], removal=removal)
