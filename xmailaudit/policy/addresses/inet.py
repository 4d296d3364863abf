r"""Texts that are addresses, and back.

Two readers that must not be mixed up.  `inet_aton` and `inet_pton6` read what XMail's C library
reads as a numeric address without asking a resolver (octal, hexadecimal and short forms included).
`Address.parse` and `Prefix.parse` read what a person types here, strictly, and say what is wrong.

Addresses are unsigned integers, most significant bit first: 32 bits in family 4, 128 in family 6.
Nothing here depends on the platform's own C library, so Windows and Linux read alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from xmailaudit.messages import _
from xmailaudit.tables.ctext import atoi

from .errors import AddressError

if TYPE_CHECKING:
    from typing import Self

__all__ = [
    "Address",
    "Family",
    "Prefix",
    "atoi",
    "format_address",
    "inet_aton",
    "inet_pton6",
    "width",
]

Family = Literal[4, 6]

_DIGITS = "0123456789"
_OCTAL_DIGITS = "01234567"
_HEX_DIGITS = "0123456789abcdefABCDEF"
#: Longer tokens are refused unless they are zeros: 0xffffffff in octal has 11 digits.
_TOKEN_DIGITS = 11


class Address(NamedTuple):
    """One address of a peer; orders by family, then by value."""

    family: Family
    value: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read dotted decimal (four parts, no leading zeros) or IPv6 text, nothing around it.

        Raises AddressError.  A v4-mapped address stays what it is, an IPv6 address.
        """
        quad = _dotted_quad(text)
        if quad is not None:
            return cls(4, quad)
        value = inet_pton6(text)
        if value is None:
            raise AddressError(_("{text} is not an IPv4 or IPv6 address"), text)
        return cls(6, value)

    @property
    def embedded(self) -> Address | None:
        """The IPv4 address in the last 32 bits of `::a.b.c.d` or `::ffff:a.b.c.d`, else None.

        XMail facts: access 1, "Families"; `::1` holds 0.0.0.1.
        """
        if self.family == 6 and self.value >> 32 in (0, 0xFFFF):
            return Address(4, self.value & 0xFFFFFFFF)
        return None

    def __str__(self) -> str:
        return format_address(self)


class Prefix(NamedTuple):
    """All addresses that share the first `bits` bits of `value`; the other bits of it are zero."""

    family: Family
    value: int
    bits: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `address/bits`, or an address alone as the network of just it.

        Raises AddressError, also when `value` has bits beyond the prefix: 192.0.2.24/24 could mean
        the host as well as the network.
        """
        head, slash, tail = text.partition("/")
        family, value = Address.parse(head)
        bits = width(family)
        if slash:
            if not (tail.isascii() and tail.isdigit() and len(tail) <= 3 and int(tail) <= bits):
                raise AddressError(_("{text} has no valid prefix length"), text)
            bits = int(tail)
        if value & ((1 << (width(family) - bits)) - 1):
            raise AddressError(
                _("{text} names a host and a network at once: clear the bits after the prefix"),
                text,
            )
        return cls(family, value, bits)

    def __str__(self) -> str:
        return f"{format_address(Address(self.family, self.value))}/{self.bits}"


def width(family: Family) -> int:
    """The number of bits of an address: 32 or 128."""
    return 32 if family == 4 else 128


def inet_aton(text: str) -> int | None:
    """Read an IPv4 address as the resolver's C library does, or None.

    One to four numbers, each decimal, octal (leading 0) or hexadecimal (0x); the last one fills
    the remaining bytes.  Unlike C's `inet_aton`, the resolver takes no blank behind it.
    XMail facts: access 1, table of inputs.
    """
    parts = text.split(".")
    if len(parts) > 4:
        return None
    value = 0
    for part in parts[:-1]:
        number = _c_number(part)
        if number is None or number > 0xFF:
            return None
        value = value << 8 | number
    rest_bits = 8 * (5 - len(parts))
    last = _c_number(parts[-1])
    if last is None or last >> rest_bits:
        return None
    return value << rest_bits | last


def _c_number(text: str) -> int | None:
    """A whole text as C's `strtoul` with base 0 reads it, without sign or blank."""
    digits, allowed, base = text, _DIGITS, 10
    if text[:2] in ("0x", "0X"):
        digits, allowed, base = text[2:], _HEX_DIGITS, 16
    elif text[:1] == "0":
        allowed, base = _OCTAL_DIGITS, 8
    if not digits or digits.strip(allowed):
        return None
    digits = digits.lstrip("0")
    if len(digits) > _TOKEN_DIGITS:
        return None
    return int(digits or "0", base)


def inet_pton6(text: str) -> int | None:
    """Read an IPv6 address in its text form (RFC 4291, section 2.2), or None.

    The last 32 bits may be dotted decimal.  A zone (`%eth0`) makes it None.
    """
    head, gap, tail = text.partition("::")
    before, after = _groups(head, last=not gap), _groups(tail, last=True)
    if before is None or after is None:
        return None
    missing = 8 - len(before) - len(after)
    # A gap stands for at least one group of zeros.
    if (missing < 1) if gap else (missing != 0):
        return None
    value = 0
    for group in (*before, *[0] * missing, *after):
        value = value << 16 | group
    return value


def _groups(text: str, *, last: bool) -> list[int] | None:
    """16-bit groups between colons; `last` if a dotted quad may end them."""
    if not text:
        return []
    if text.count(":") > 7:
        return None
    groups: list[int] = []
    parts = text.split(":")
    if last and "." in parts[-1]:
        quad = _dotted_quad(parts.pop())
        if quad is None:
            return None
        groups = [quad >> 16, quad & 0xFFFF]
    if not all(0 < len(part) <= 4 and not part.strip(_HEX_DIGITS) for part in parts):
        return None
    return [int(part, 16) for part in parts] + groups


def _dotted_quad(text: str) -> int | None:
    """Four decimal bytes without leading zeros, or None."""
    parts = text.split(".")
    if len(parts) != 4:
        return None
    value = 0
    for part in parts:
        if not 0 < len(part) <= 3 or part.strip(_DIGITS) or (part[0] == "0" and part != "0"):
            return None
        number = int(part)
        if number > 0xFF:
            return None
        value = value << 8 | number
    return value


def format_address(address: Address) -> str:
    """The canonical text of an address (RFC 5952; v4-mapped ones end in dotted decimal)."""
    family, value = address
    if family == 4:
        return f"{value >> 24}.{value >> 16 & 0xFF}.{value >> 8 & 0xFF}.{value & 0xFF}"
    if value >> 32 == 0xFFFF:
        return "::ffff:" + format_address(Address(4, value & 0xFFFFFFFF))
    groups = [f"{value >> shift & 0xFFFF:x}" for shift in range(112, -1, -16)]
    start, length = _longest_zeros(groups)
    if length < 2:
        return ":".join(groups)
    return f"{':'.join(groups[:start])}::{':'.join(groups[start + length :])}"


def _longest_zeros(groups: list[str]) -> tuple[int, int]:
    """Start and length of the first longest run of zero groups."""
    best, run = (0, 0), 0
    for index, group in enumerate(groups):
        run = run + 1 if group == "0" else 0
        if run > best[1]:
            best = (index - run + 1, run)
    return best
