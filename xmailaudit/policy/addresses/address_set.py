"""Exact sets of peer addresses.

A set has two spaces: the IPv4 addresses and the IPv6 addresses a peer may come from.  Each is a
decision diagram over its bits, so a mask with holes, which would be millions of intervals, is a
few dozen nodes, and union, difference, count and comparison are exact.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from . import listing
from .decision_diagram import FALSE, TRUE, Diagram
from .inet import Address, Family, Prefix, format_address, width
from .prefix_tree import RankedPrefix, build
from .workshop import WORKSHOP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Self

__all__ = ["AddressSet", "Term"]

_SHOWN = 8


class Term(NamedTuple):
    """All addresses that equal `value` in the bits under `mask`."""

    family: Family
    value: int
    mask: int

    @classmethod
    def of(cls, prefix: Prefix) -> Self:
        """A prefix as a term."""
        family, value, bits = prefix
        return cls(family, value, leading_mask(bits, width(family)))

    @property
    def prefix_length(self) -> int | None:
        """The number of leading one bits of the mask if no other bits are set, else None."""
        return leading_ones(self.mask, width(self.family))

    def __str__(self) -> str:
        bits = self.prefix_length
        if bits is not None:
            return str(Prefix(self.family, self.value, bits))
        value, mask = (format_address(Address(self.family, n)) for n in (self.value, self.mask))
        return f"{value}/{mask}"


def leading_mask(ones: int, bits: int) -> int:
    """The mask of `bits` bits that starts with `ones` ones."""
    return (1 << bits) - (1 << (bits - ones))


def leading_ones(mask: int, bits: int) -> int | None:
    """The length of a mask's run of leading ones, or None if ones follow a zero."""
    holes = mask ^ ((1 << bits) - 1)
    return None if holes & (holes + 1) else bits - holes.bit_length()


class AddressSet:
    """An immutable set of IPv4 and IPv6 addresses.

    `|`, `&`, `-`, `~`, `<=`, `==` and `hash` go by the addresses held; `bool` tells whether there
    are any; `in` takes an Address.
    """

    # Where the functions of both spaces are; replaced as one when they move to a new diagram.
    __slots__ = ("_home",)

    def __init__(self, diagram: Diagram, four: int, six: int) -> None:
        """Internal: use a constructor below."""
        self._home = (diagram, four, six)

    # ------------------------------------------------------------- constructors

    @classmethod
    def empty(cls) -> AddressSet:
        """No address."""
        with WORKSHOP as diagram:
            return cls(diagram, FALSE, FALSE)

    @classmethod
    def everything(cls) -> AddressSet:
        """Every IPv4 and every IPv6 address."""
        with WORKSHOP as diagram:
            return cls(diagram, TRUE, TRUE)

    @classmethod
    def host(cls, address: Address) -> AddressSet:
        """One address."""
        return cls.prefix(address, width(address.family))

    @classmethod
    def prefix(cls, address: Address, bits: int) -> AddressSet:
        """The addresses of one family that share the first `bits` bits with `address`."""
        return cls.term(Term.of(Prefix(*address, bits)))

    @classmethod
    def masked(cls, address: int, mask: int) -> AddressSet:
        """The IPv4 addresses that equal `address` under `mask`, whose bits need not be contiguous.

        Both are 32-bit integers.
        """
        return cls.term(Term(4, address, mask))

    @classmethod
    def term(cls, term: Term) -> AddressSet:
        """The addresses of one family that equal a value under a mask."""
        with WORKSHOP as diagram:
            return cls._of_family(diagram, term.family, diagram.match(term.value, term.mask))

    @classmethod
    def from_prefixes(cls, prefixes: Iterable[tuple[Family, int, int]]) -> AddressSet:
        """The union of prefixes (family, value, number of bits), in any order.

        Bits of a value beyond its prefix are ignored.  Takes time in proportion to their number.
        """
        four: list[RankedPrefix] = []
        six: list[RankedPrefix] = []
        for family, value, bits in prefixes:
            shift = width(family) - bits
            aligned = RankedPrefix(value >> shift << shift, bits, 0, answer=True)
            (four if family == 4 else six).append(aligned)
        with WORKSHOP as diagram:
            return cls(
                diagram,
                build(diagram, four, 32, default=False),
                build(diagram, six, 128, default=False),
            )

    @classmethod
    def _of_family(cls, diagram: Diagram, family: Family, function: int) -> AddressSet:
        return cls(diagram, function, FALSE) if family == 4 else cls(diagram, FALSE, function)

    # ------------------------------------------------------------- algebra

    def functions(self, diagram: Diagram) -> tuple[int, int]:
        """Internal: the functions of both spaces in the workshop's diagram."""
        home, four, six = self._home
        if home is not diagram:
            four, six = WORKSHOP.bring(home, four), WORKSHOP.bring(home, six)
            self._home = (diagram, four, six)
        return four, six

    def _combine(
        self, other: AddressSet, operation: Callable[[Diagram, int, int], int]
    ) -> AddressSet:
        with WORKSHOP as diagram:
            four, six = self.functions(diagram)
            other_four, other_six = other.functions(diagram)
            return AddressSet(
                diagram, operation(diagram, four, other_four), operation(diagram, six, other_six)
            )

    def __or__(self, other: AddressSet) -> AddressSet:
        return self._combine(other, Diagram.union)

    def __and__(self, other: AddressSet) -> AddressSet:
        return self._combine(other, Diagram.intersection)

    def __sub__(self, other: AddressSet) -> AddressSet:
        return self._combine(other, Diagram.difference)

    def __invert__(self) -> AddressSet:
        diagram, four, six = self._home
        return AddressSet(diagram, four ^ 1, six ^ 1)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AddressSet):
            return NotImplemented
        with WORKSHOP as diagram:
            return self.functions(diagram) == other.functions(diagram)

    def __hash__(self) -> int:
        # Counts don't depend on the diagram, which references do.
        return hash((self.count4, self.count6))

    def __bool__(self) -> bool:
        _, four, six = self._home
        return four != FALSE or six != FALSE

    def __le__(self, other: AddressSet) -> bool:
        return not self - other

    def embedded(self, network: int) -> AddressSet:
        """The IPv4 addresses of this set, as the last 32 bits of IPv6 addresses.

        `network` is the /96 before them, a 128-bit integer whose last 32 bits are zero; IPv6
        addresses of this set are left out.
        """
        with WORKSHOP as diagram:
            four, _ = self.functions(diagram)
            return AddressSet(diagram, FALSE, embed(diagram, network, four))

    # ------------------------------------------------------------- questions

    def __contains__(self, address: Address) -> bool:
        diagram, four, six = self._home
        return diagram.holds(four if address.family == 4 else six, address.value)

    @property
    def count4(self) -> int:
        """The number of IPv4 addresses."""
        diagram, four, _ = self._home
        return diagram.size(four, 32)

    @property
    def count6(self) -> int:
        """The number of IPv6 addresses."""
        diagram, _, six = self._home
        return diagram.size(six, 128)

    def witness(self, prefer: Iterable[AddressSet] = ()) -> Address | None:
        """One address of the set, from the first of the preferred sets that has one in common.

        Without such a set it is the lowest, IPv4 first; None if the set is empty.
        """
        for liked in prefer:
            common = self & liked
            if common:
                return common.witness()
        diagram, four, six = self._home
        lowest = listing.lowest(diagram, four)
        if lowest is not None:
            return Address(4, lowest)
        lowest = listing.lowest(diagram, six)
        return None if lowest is None else Address(6, lowest)

    def prefixes(self, limit: int | None = None) -> Iterator[Prefix]:
        """The maximal prefixes that make up the set, ascending, IPv4 first; at most `limit`.

        They come one by one: a set with holes may have more of them than anyone can wait for.
        """
        diagram, four, six = self._home
        return islice(_prefixes(diagram, four, six), limit)

    def describe_terms(self, limit: int) -> tuple[Term, ...] | None:
        """The set in at most `limit` disjoint terms, or None if it takes more.

        They are the maximal prefixes; only where those are too many, terms whose masks have holes.
        """
        prefixes = tuple(self.prefixes(limit + 1))
        if len(prefixes) <= limit:
            return tuple(Term.of(prefix) for prefix in prefixes)
        terms = tuple(islice(self._terms(), limit + 1))
        return terms if len(terms) <= limit else None

    def _terms(self) -> Iterator[Term]:
        diagram, four, six = self._home
        for value, mask in listing.terms(diagram, four):
            yield Term(4, value, mask)
        for value, mask in listing.terms(diagram, six):
            yield Term(6, value, mask)

    def __repr__(self) -> str:
        terms = self.describe_terms(_SHOWN)
        shown = [*self.prefixes(_SHOWN), "…"] if terms is None else terms
        return f"<AddressSet {', '.join(map(str, shown)) or 'empty'}>"


def _prefixes(diagram: Diagram, four: int, six: int) -> Iterator[Prefix]:
    for value, height in listing.blocks(diagram, four, 32):
        yield Prefix(4, value, 32 - height)
    for value, height in listing.blocks(diagram, six, 128):
        yield Prefix(6, value, 128 - height)


def embed(diagram: Diagram, network: int, four: int) -> int:
    """Internal: a function of 32 bits, asked of the addresses of one IPv6 /96 only."""
    return diagram.match(network, (1 << 128) - (1 << 32), four)
