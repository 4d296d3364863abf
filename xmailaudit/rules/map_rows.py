"""How rules speak of rows of access maps.

A mistake may stand in one row or in fifty thousand.  `apart` hands rows over one by one, or, where
there are more than a finding has places for, all at once: so a rule reports each row, and a
thousandfold mistake once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from xmailaudit.messages import XMailAuditError
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import meeting
from xmailaudit.policy.reach import guarded_services

from .rule import MOST_PLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.access import AccessMap, MapRow
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.tables.row import Place

    from .finding import Finding
    from .given import Given

    Judge = Callable[[MailRoot, Given, AccessMap], Iterable[Finding]]

T = TypeVar("T")

__all__ = [
    "address_and_mask",
    "apart",
    "letting_in",
    "mask_place",
    "on_each_map",
    "places",
    "written",
]


def on_each_map(root: MailRoot, given: Given, judge: Judge) -> Iterator[Finding]:
    """What `judge(root, given, access)` finds in each access map that matters.

    A map that cannot be judged does not keep the others from it: its error is raised at the end.
    """
    gap: XMailAuditError | None = None
    for service in guarded_services(root):
        try:
            yield from judge(root, given, access_map(root, service))
        except XMailAuditError as error:
            gap = gap or error
    if gap is not None:
        raise gap


def apart(rows: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """Each row alone; all together where they are too many to be named."""
    group = tuple(rows)
    if len(group) > MOST_PLACES:
        yield group
    else:
        yield from ((row,) for row in group)


def letting_in(access: AccessMap, peers: AddressSet) -> tuple[MapRow, ...]:
    """The ALLOW rows that speak of some of these peers."""
    meets = meeting(peers)
    return tuple(row for row in access.rows if row.allows and row.filter and meets(row.filter))


def places(rows: tuple[MapRow, ...], column: str | None = None) -> tuple[Place, ...]:
    """Where the first of the rows stand, or a column of them; the mask where no column is named."""
    shown = rows[:MOST_PLACES]
    return tuple(row.row.at(column) if column else mask_place(row) for row in shown)


def mask_place(row: MapRow) -> Place:
    """Where a row's mask is written: behind the slash, or in a field of its own."""
    return row.row.at("address" if "/" in row.row.address else "mask")


def written(row: MapRow) -> str:
    """The address and mask of a row as they are written."""
    fields = row.row
    return fields.address if "/" in fields.address else f"{fields.address} {fields.mask}"


def address_and_mask(row: MapRow) -> tuple[str, str]:
    """The two as they are written; a mask behind a slash with its slash."""
    address, slash, bits = row.row.address.partition("/")
    return (address, slash + bits) if slash else (address, row.row.mask)
