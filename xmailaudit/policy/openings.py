"""Strangers of the internet who get in at a service, and which rows let them in.

What an owner declares as his is no stranger.  A row of a single address is taken for declared where
he declares nothing of the kind; a row that widens a host (`MapRow.widens_a_host`) is taken for the
host, and one whose mask has holes for a mistake of its own: other words speak of those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .access import access_map
from .addresses import Address, AddressSet, matched_peers, meeting, public
from .reach import listening

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .access import AccessMap, MapRow

__all__ = ["Opening", "known_peers", "opening", "public_peers"]

#: No client on the internet has an address of NAT64; a map need not speak of it.
_NAT64 = Address(6, 0x64_FF9B << 96)


class Opening(NamedTuple):
    """The undeclared public peers that get in.

    `rows` are the ALLOW rows that let them in, `unnamed` those of them no ALLOW row speaks of: they
    get in because nothing denies them.
    """

    strangers: AddressSet
    rows: tuple[MapRow, ...]
    unnamed: AddressSet


def public_peers(root: MailRoot, service: str) -> AddressSet:
    """Public peers whose connections arrive at a service or its TLS twin, maps left aside."""
    return (public() - AddressSet.prefix(_NAT64, 96)) & listening(root, service)


def opening(
    root: MailRoot, service: str, declared: AddressSet, *, single_rows_count: bool
) -> Opening:
    """Who gets in at `ctrl`, `finger`, `pop3` or `smtp` that is not declared.

    `single_rows_count` tells that a row of one address declares it.  Raises UnseenFileError.
    """
    access = access_map(root, service)
    known = known_peers(access, declared, single_rows_count=single_rows_count)
    strangers = (public_peers(root, service) & access.allowed_as_meant) - known
    meets = meeting(strangers)
    rows = tuple(row for row in _speaking(access) if row.filter is not None and meets(row.filter))
    return Opening(strangers, rows, strangers - access.named(allows=True))


def known_peers(access: AccessMap, declared: AddressSet, *, single_rows_count: bool) -> AddressSet:
    """Who is no stranger: what is declared, be it in a row of one address."""
    return declared | _single_addresses(access) if single_rows_count else declared


def _single_addresses(access: AccessMap) -> AddressSet:
    """The addresses that a row names alone, or means alone."""
    return matched_peers(
        row.filter.as_host
        for row in access.rows
        if row.filter is not None and row.allows and (row.names_one_host or row.widens_a_host)
    )


def _speaking(access: AccessMap) -> tuple[MapRow, ...]:
    """The ALLOW rows that mean what they say."""
    return tuple(
        row for row in access.rows if row.allows and not row.widens_a_host and not row.has_holes
    )
