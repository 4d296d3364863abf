"""Addresses as XMail reads them, and exact sets of the peers its rows match."""

from __future__ import annotations

from .access_fold import (
    FoldRow,
    allowed_peers,
    deciding_rows,
    matched_peers,
)
from .address_set import AddressSet, Term
from .crowd import is_world, may_hold_world, meeting, population
from .errors import AddressError, TooIrregularError
from .inet import (
    Address,
    Family,
    Prefix,
    atoi,
    format_address,
    inet_aton,
    inet_pton6,
)
from .known import (
    documentation,
    embedded_ipv4,
    link_local,
    loopback,
    private_use,
    public,
    witness_order,
)
from .row_filter import (
    LOCALHOST,
    AddressFilter,
    Unusable,
    UnusableReason,
    parse_filter,
    resolved,
)

__all__ = [
    "LOCALHOST",
    "Address",
    "AddressError",
    "AddressFilter",
    "AddressSet",
    "Family",
    "FoldRow",
    "Prefix",
    "Term",
    "TooIrregularError",
    "Unusable",
    "UnusableReason",
    "allowed_peers",
    "atoi",
    "deciding_rows",
    "documentation",
    "embedded_ipv4",
    "format_address",
    "inet_aton",
    "inet_pton6",
    "is_world",
    "link_local",
    "loopback",
    "matched_peers",
    "may_hold_world",
    "meeting",
    "parse_filter",
    "population",
    "private_use",
    "public",
    "resolved",
    "witness_order",
]
