"""Many prefixes of different rank, made into one function of address bits in one walk.

Among the prefixes that hold an address, the one of highest rank decides.  Sorted by value, then by
length, the prefixes inside a block are a slice that starts with the block itself, so the walk
down the blocks needs no tree beside the list: work grows with the number of prefixes times the
number of address bits.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from .decision_diagram import FALSE, TRUE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .decision_diagram import Diagram

__all__ = ["NOBODY", "RankedPrefix", "build"]


class RankedPrefix(NamedTuple):
    """A prefix (value without bits beyond `bits`), its rank and what it answers."""

    value: int
    bits: int
    rank: int
    answer: bool


#: The rank of the answer where no prefix decides; ranks of prefixes are not negative.
NOBODY = -1


def build(
    diagram: Diagram,
    prefixes: Iterable[RankedPrefix],
    width: int,
    *,
    default: bool,
    deciders: set[int] | None = None,
) -> int:
    """The function of `width` bits that gives the answer of the highest ranked prefix.

    Where there is none it is `default`.  `deciders`, if given, receives the ranks that decide
    somewhere, NOBODY among them.
    """
    walk = _Walk(diagram, sorted(prefixes), width, deciders)
    return walk.block(0, len(walk.prefixes), width, RankedPrefix(0, 0, NOBODY, default))


class _Walk:
    """One walk over sorted prefixes."""

    __slots__ = ("deciders", "diagram", "prefixes", "values", "width")

    def __init__(
        self,
        diagram: Diagram,
        prefixes: list[RankedPrefix],
        width: int,
        deciders: set[int] | None,
    ) -> None:
        self.diagram = diagram
        self.prefixes = prefixes
        self.values = [prefix.value for prefix in prefixes]
        self.width = width
        self.deciders = deciders

    def block(self, first: int, last: int, height: int, best: RankedPrefix) -> int:
        """The function inside a block of 2**height addresses that holds prefixes[first:last].

        `best` is the highest ranked of the prefixes around it.
        """
        prefixes, values = self.prefixes, self.values
        bits = self.width - height
        while first < last and prefixes[first].bits == bits:
            if prefixes[first].rank > best.rank:
                best = prefixes[first]
            first += 1
        if first == last:
            return self._answer(best)
        # The smallest block that holds them all: if not where the outermost two part, then the
        # first prefix, which holds the others.
        inner = (values[first] ^ values[last - 1]).bit_length()
        inner = max(inner, self.width - prefixes[first].bits)
        if inner < height:
            mask = (1 << height) - (1 << inner)
            around = self._answer(best) ^ FALSE
            inside = self.block(first, last, inner, best)
            return self.diagram.match(values[first], mask, inside ^ around) ^ around
        middle = values[first] >> height << height | 1 << (height - 1)
        split = bisect_left(values, middle, first, last)
        return self.diagram.fork(
            height,
            self.block(first, split, height - 1, best),
            self.block(split, last, height - 1, best),
        )

    def _answer(self, prefix: RankedPrefix) -> int:
        if self.deciders is not None:
            self.deciders.add(prefix.rank)
        return TRUE if prefix.answer else FALSE
