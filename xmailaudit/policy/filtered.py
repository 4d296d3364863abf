"""Rows with an address filter, whichever table they stand in.

A `FilteredRow` pairs a row with its parsed filter, once per row.  One peer is decided with
`matches` (a host name is looked up in the facts' world); all peers with `addresses` (a host name
nobody knows makes the row `undecided` and adds none).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from xmailaudit.tables.row import Row

from .addresses import (
    LOCALHOST,
    Address,
    AddressFilter,
    AddressSet,
    TooIrregularError,
    Unusable,
    UnusableReason,
    parse_filter,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from .facts import Facts

__all__ = ["FilteredRow", "LazySet", "filtered"]

R = TypeVar("R", bound=Row)


class LazySet:
    """A set worked out when first asked for; that it is too irregular is remembered as well."""

    __slots__ = ("_known", "_make")

    def __init__(self, make: Callable[[], AddressSet]) -> None:
        self._make = make
        self._known: AddressSet | TooIrregularError | None = None

    def get(self) -> AddressSet:
        """The set.  Raises TooIrregularError."""
        if self._known is None:
            try:
                self._known = self._make()
            except TooIrregularError as error:
                self._known = error
        if isinstance(self._known, TooIrregularError):
            raise self._known
        return self._known


class FilteredRow(NamedTuple, Generic[R]):
    """A row and its filter, or why XMail finds none in it."""

    row: R
    filter: AddressFilter | Unusable

    @property
    def usable(self) -> AddressFilter | None:
        """The filter, where the row alone gives one."""
        return self.filter if isinstance(self.filter, AddressFilter) else None

    @property
    def host_name(self) -> str | None:
        """The host name XMail looks up at each connection, if the row holds one."""
        known = isinstance(self.filter, Unusable) and self.filter.reason is UnusableReason.HOST_NAME
        return self.filter.name if known and isinstance(self.filter, Unusable) else None

    @property
    def readable(self) -> bool:
        """Whether XMail finds addresses in it, by itself or by asking its resolver."""
        return self.usable is not None or self.host_name is not None

    @property
    def addresses(self) -> AddressSet:
        """The peers that certainly match."""
        usable = self.usable
        return usable.addresses() if usable else AddressSet.empty()

    @property
    def host(self) -> AddressSet:
        """The row's own address alone."""
        usable = self.usable
        return usable.host if usable else AddressSet.empty()

    def matches(self, facts: Facts, peer: Address) -> bool:
        """Whether XMail takes `peer` for one of the row's."""
        if isinstance(self.filter, AddressFilter):
            return self.filter.matches(peer)
        name = self.host_name
        return name is not None and facts.name_is(name, peer)


def filtered(row: R, given: int | None = None) -> FilteredRow[R]:
    """Parse a row's filter; `given` is how many of its fields XMail hands to the parser (all)."""
    fields = row.fields
    count = len(fields) if given is None else given
    second = fields[1] if count > 1 else None
    return FilteredRow(row, parse_filter(fields[0], second, count, LOCALHOST))
