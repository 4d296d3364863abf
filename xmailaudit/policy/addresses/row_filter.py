"""The address filter of a row, as XMail reads and applies it.

XMail facts: access 1.  `parse_filter` follows the numbered rules there; `AddressFilter.matches` is
the table "Families", one peer at a time; `AddressFilter.addresses` is the same as an exact set.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.tables.ctext import ascii_lower

from .address_set import (
    AddressSet,
    Term,
    leading_mask,
    leading_ones,
)
from .inet import (
    Address,
    Family,
    atoi,
    inet_aton,
    inet_pton6,
    width,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "EMBEDDINGS",
    "LOCALHOST",
    "AddressFilter",
    "Unusable",
    "UnusableReason",
    "parse_filter",
    "resolved",
]

#: The /96 networks whose last 32 bits XMail compares with IPv4 rows and peers.
EMBEDDINGS = (0, 0xFFFF << 32)

_NAME_LENGTH = 127
_LABEL_LENGTH = 63
_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
_UINT32 = 1 << 32
_NO_NAMES: Mapping[str, Sequence[Address]] = {}
#: The one name that every resolver knows.
LOCALHOST: Mapping[str, Sequence[Address]] = {"localhost": (Address(4, 0x7F000001),)}


class UnusableReason(Enum):
    """Why a row's filter takes no part in a decision, or may not."""

    BARE_ADDRESS = "bare-address"
    ADDRESS_UNRESOLVABLE = "address-unresolvable"
    MASK_UNRESOLVABLE = "mask-unresolvable"
    #: XMail asks its resolver at each connection; what it gets is not in the row.
    HOST_NAME = "host-name"


class Unusable(NamedTuple):
    """No filter could be read out of the row alone; `name` is the host name to look up, if any."""

    reason: UnusableReason
    name: str | None = None


class AddressFilter(NamedTuple):
    """An address and the mask under which a peer must equal it.

    Both have the width of the family.  Only an IPv4 mask can have holes.
    """

    family: Family
    address: int
    mask: int

    def matches(self, peer: Address) -> bool:
        """Whether XMail takes this peer for one of the row's."""
        address, mask = self.address, self.mask
        if self.family == 4 and peer.family == 6:
            embedded = peer.embedded
            if embedded is None:
                return False
            peer = embedded
        elif self.family == 6 and peer.family == 4:
            own = Address(6, address).embedded
            if own is None:
                return False
            address, mask = own.value, mask & 0xFFFFFFFF
        return (peer.value ^ address) & mask == 0

    def addresses(self) -> AddressSet:
        """All peers the row matches, in both spaces."""
        if self.family == 4:
            return _seen_in_both(AddressSet.term(Term(4, self.address, self.mask)))
        matched = AddressSet.term(Term(6, self.address, self.mask))
        own = Address(6, self.address).embedded
        if own is not None:
            matched |= AddressSet.masked(own.value, self.mask & 0xFFFFFFFF)
        return matched

    @property
    def host(self) -> AddressSet:
        """The peers that are the row's own address, as if its mask were all ones."""
        return self.as_host.addresses()

    @property
    def as_host(self) -> AddressFilter:
        """The filter of the row's own address alone."""
        return self._replace(mask=leading_mask(width(self.family), width(self.family)))

    @property
    def host_bits(self) -> bool:
        """Whether the address has bits that the mask takes away."""
        return self.address & ~self.mask != 0

    @property
    def contiguous(self) -> bool:
        """Whether the mask is a run of ones from the left."""
        return self.prefix_length is not None

    @property
    def prefix_length(self) -> int | None:
        """The number of leading ones of a contiguous mask."""
        return leading_ones(self.mask, width(self.family))


def _seen_in_both(four: AddressSet) -> AddressSet:
    """IPv4 addresses, and the same behind each embedding."""
    both = four
    for network in EMBEDDINGS:
        both |= four.embedded(network)
    return both


def parse_filter(
    field1: str,
    field2: str | None,
    given: int,
    names: Mapping[str, Sequence[Address]] = _NO_NAMES,
) -> AddressFilter | Unusable:
    """Read a row's filter; `given` is the number of fields XMail hands to its parser.

    `names` says what the resolver answers for a host name (in lower case), in its order (XMail
    takes the last IPv4 address, else the last IPv6 one); an empty answer means it does not resolve.
    A host name that is not in it makes the row Unusable for reason HOST_NAME.
    """
    text, slash, bits = field1.partition("/")
    if slash:
        found = _look_up(text[:_NAME_LENGTH], names)
        if not isinstance(found, Address):
            return _unusable(found, UnusableReason.ADDRESS_UNRESOLVABLE)
        ones = min(max(atoi(bits), 0), width(found.family))
        return AddressFilter(*found, leading_mask(ones, width(found.family)))
    if given < 2 or field2 is None:
        return Unusable(UnusableReason.BARE_ADDRESS)
    return _address_and_mask(_look_up(text, names, only4=True), _look_up(field2, names, only4=True))


def _address_and_mask(
    address: Address | str | None, mask: Address | str | None
) -> AddressFilter | Unusable:
    """The form with two fields; one that surely fails outweighs one that must be looked up."""
    if address is None:
        return Unusable(UnusableReason.ADDRESS_UNRESOLVABLE)
    if mask is None:
        return Unusable(UnusableReason.MASK_UNRESOLVABLE)
    if isinstance(address, str):
        return Unusable(UnusableReason.HOST_NAME, address)
    if isinstance(mask, str):
        return Unusable(UnusableReason.HOST_NAME, mask)
    return AddressFilter(4, address.value, mask.value)


def _unusable(name: str | None, otherwise: UnusableReason) -> Unusable:
    return Unusable(otherwise) if name is None else Unusable(UnusableReason.HOST_NAME, name)


def resolved(text: str, *, only4: bool = False) -> Address | None:
    """The address XMail finds in a text without asking for any name but `localhost`."""
    found = _look_up(text, LOCALHOST, only4=only4)
    return found if isinstance(found, Address) else None


def _look_up(
    text: str, names: Mapping[str, Sequence[Address]], *, only4: bool = False
) -> Address | str | None:
    """The address a text stands for, the text if it is a name to be asked for, or None."""
    four = inet_aton(text)
    if four is not None:
        return Address(4, four)
    literal, zone, scope = text.partition("%")
    six = inet_pton6(literal)
    if six is not None:
        if only4 or (zone and not _zone_is_number(scope)):
            # A link-local zone that is a network interface's name is up to the machine.
            return text if not only4 and scope and six >> 118 == 0x3FA else None
        return Address(6, six)
    answers = names.get(ascii_lower(text))
    if answers is not None:
        return _chosen(answers, only4=only4)
    return text if _may_be_host_name(text) else None


def _chosen(answers: Sequence[Address], *, only4: bool) -> Address | None:
    for family in (4,) if only4 else (4, 6):
        fitting = [answer for answer in answers if answer.family == family]
        if fitting:
            return fitting[-1]
    return None


def _zone_is_number(scope: str) -> bool:
    return scope.isascii() and scope.isdigit() and len(scope) <= 20 and int(scope) < _UINT32


def _may_be_host_name(text: str) -> bool:
    """Whether a resolver could know this name.

    A name whose last label is a number is a mistyped address: no such top level exists.
    """
    labels = text.removesuffix(".").split(".")
    return (
        _NAME_CHARACTERS.issuperset(text)
        and all(0 < len(label) <= _LABEL_LENGTH for label in labels)
        and not (labels[-1].isdigit() or _is_hexadecimal(labels[-1]))
    )


def _is_hexadecimal(label: str) -> bool:
    return label[:2] in ("0x", "0X") and _HEX_DIGITS.issuperset(label[2:])
