"""Boolean functions of address bits as reduced ordered decision diagrams with shared nodes.

Bits are asked from the most significant one down and are numbered by their height, the number of
bits from there to the end: an IPv4 address begins at height 32, an IPv6 address at 128.  So an IPv4
set and the same set behind `::ffff:0:0/96` share all their nodes.  There are two kinds of nodes:

- a fork asks one bit and goes on to a low (0) or a high (1) function, neither of them constant;
- a match is true where the bits under a mask have certain values and a function of lower bits is
  true.  A host or a network, however long its prefix, is one match.

A function is an integer reference: twice the node's number, plus one if its value is inverted
(Brace, Rudell and Bryant 1990).  Inverting is free, intersection is the one real operation, and
equal functions of one diagram have equal references, because every node has one form: the high
branch of a fork is not inverted, a match takes in all the bits it can, and a single bit that must
be 0 is the inverse of the one that must be 1.

A diagram only grows.  `Workshop` begins a fresh one when it is full, see `adopt`.
"""

from __future__ import annotations

from .errors import TooIrregularError

__all__ = ["FALSE", "TRUE", "Diagram", "Partly"]

TRUE, FALSE = 0, 1
#: Height, mask, and of a match value and function; of a fork the mask is 0 and the rest the low and
#: the high function.  Number 0 is the constant TRUE.
_Node = tuple[int, int, int, int]
_CONSTANT: _Node = (0, 0, 0, 0)
#: A match in parts: mask, value, function below.
_Match = tuple[int, int, int]
#: A function of which only the bits under a mask are still to be matched; the mask of a fork is 0.
Partly = tuple[int, int]
#: So many intersections are remembered from one operation to the next.
_REMEMBERED = 1 << 17
#: So many, which takes seconds, are given up; sets of 100,000 prefixes need a fraction of them.
_TOO_MANY = 1 << 20


class Diagram:
    """A store of shared nodes and the operations on references into it.

    A function of some height may be read at any greater height; the bits above don't matter.
    Recursion goes at most four times as deep as the height.  An operation that takes too many steps
    raises TooIrregularError.  Not safe for writing from two threads at once; reading is.
    """

    __slots__ = ("_intersections", "_nodes", "_numbers", "_sizes", "steps")

    def __init__(self) -> None:
        self._nodes: list[_Node] = [_CONSTANT]
        self._numbers: dict[_Node, int] = {_CONSTANT: 0}
        self._intersections: dict[tuple[int, int], int] = {}
        self._sizes: dict[int, int] = {0: 1}
        #: How many intersections were worked out so far: the measure of work.
        self.steps = 0

    def __len__(self) -> int:
        return len(self._nodes)

    # ------------------------------------------------------------- making nodes

    def _number(self, node: _Node) -> int:
        number = self._numbers.get(node)
        if number is None:
            number = len(self._nodes)
            self._nodes.append(node)
            self._numbers[node] = number
        return number

    def fork(self, height: int, low: int, high: int) -> int:
        """The function that asks the bit at `height`; both branches are of lower bits."""
        if low == high:
            return low
        bit = 1 << (height - 1)
        if low <= FALSE:
            inverted = low ^ FALSE
            return self.match(bit, bit, high ^ inverted) ^ inverted
        if high <= FALSE:
            inverted = high ^ FALSE
            return self.match(0, bit, low ^ inverted) ^ inverted
        inverted = high & 1
        return self._number((height, 0, low ^ inverted, high ^ inverted)) << 1 | inverted

    def match(self, value: int, mask: int, below: int = TRUE) -> int:
        """True where the bits under `mask` equal those of `value`, and `below` is true.

        `below` is of bits lower than any in the mask.
        """
        if below == FALSE or not mask:
            return below
        value &= mask
        inner = self._as_match(below)
        if inner is not None:
            mask, value, below = mask | inner[0], value | inner[1], inner[2]
        if below == TRUE and not value and not mask & (mask - 1):
            return self._number((mask.bit_length(), mask, mask, TRUE)) << 1 | 1
        return self._number((mask.bit_length(), mask, value, below)) << 1

    def _as_match(self, function: int) -> _Match | None:
        """The parts of a function that is a match, else None."""
        _height, mask, value, below = self._nodes[function >> 1]
        if not mask:
            return None
        if not function & 1:
            return mask, value, below
        if below == TRUE and not mask & (mask - 1):
            return mask, 0, TRUE
        return None

    # ------------------------------------------------------------- taking them apart

    def height(self, function: int) -> int:
        """The height of the first bit the function asks; 0 for a constant."""
        return self._nodes[function >> 1][0]

    def partly(self, function: int) -> Partly:
        """A function of which nothing is matched yet."""
        return function, self._nodes[function >> 1][1]

    def branches(self, partly: Partly, height: int) -> tuple[Partly, Partly]:
        """What is left when the bit at `height` is 0, and when it is 1; makes no nodes."""
        function, mask = partly
        top, matched, low, high = self._nodes[function >> 1]
        inverted = function & 1
        if not matched:
            if top != height:
                return partly, partly
            return self.partly(low ^ inverted), self.partly(high ^ inverted)
        bit = 1 << (height - 1)
        if not mask & bit:
            return partly, partly
        # Of a match, `low` is the value and `high` the function below.
        miss = (FALSE ^ inverted, 0)
        hit = (function, mask ^ bit) if mask != bit else self.partly(high ^ inverted)
        return (miss, hit) if low & bit else (hit, miss)

    def _whole(self, partly: Partly) -> int:
        """The function that is left, as a reference."""
        function, mask = partly
        _height, matched, value, below = self._nodes[function >> 1]
        if mask == matched:
            return function
        return self.match(value, mask, below) ^ (function & 1)

    # ------------------------------------------------------------- operations

    def union(self, left: int, right: int) -> int:
        """True where either is."""
        return self.intersection(left ^ 1, right ^ 1) ^ 1

    def difference(self, left: int, right: int) -> int:
        """True where only `left` is."""
        return self.intersection(left, right ^ 1)

    def intersection(self, left: int, right: int) -> int:
        """True where both are."""
        if left == right or right == TRUE:  # noqa: PLR1714  # the hottest line: no tuples
            return left
        if left == TRUE:
            return right
        if left == FALSE or right == FALSE or left ^ right == 1:  # noqa: PLR1714  # as above
            return FALSE
        key = (left, right) if left < right else (right, left)
        found = self._intersections.get(key)
        if found is not None:
            return found
        if len(self._intersections) > _TOO_MANY:
            raise TooIrregularError
        self.steps += 1
        result = self._intersections[key] = self._intersection(left, right)
        return result

    def forget(self) -> None:
        """Free what was remembered for speed if it is much; for between two operations."""
        if len(self._intersections) > _REMEMBERED:
            self._intersections.clear()

    def _intersection(self, left: int, right: int) -> int:
        """Take out what a match settles at once, else go down one bit."""
        match = self._as_match(left)
        if match is not None:
            return self._narrow(left, match, right)
        match = self._as_match(right)
        if match is not None:
            return self._narrow(right, match, left)
        misses, other_misses = self._as_match(left ^ 1), self._as_match(right ^ 1)
        if misses is not None and other_misses is not None:
            mask, value, below = misses
            other_mask, other_value, other_below = other_misses
            apart = (mask ^ other_mask) | (value ^ other_value) & mask & other_mask
            common = _upper(mask, apart.bit_length())
            if common:
                rest = self.match(value, mask ^ common, below)
                other_rest = self.match(other_value, other_mask ^ common, other_below)
                return self.match(value, common, self.union(rest, other_rest)) ^ 1
        return self._descend(left, right)

    def _narrow(self, matching: int, match: _Match, other: int) -> int:
        """The intersection of a match with another function."""
        mask, value, below = match
        height, matched, low, high = self._nodes[other >> 1]
        # Forks at bits that the match settles leave one branch.
        while height and not matched and mask >> (height - 1) & 1:
            other = (high if value >> (height - 1) & 1 else low) ^ (other & 1)
            height, matched, low, high = self._nodes[other >> 1]
        # If the other is a match too, `low` is its value and `high` what is below.
        if (value ^ low) & mask & matched:
            return FALSE if not other & 1 else matching
        if matched and not other & 1:
            height = max(self.height(below), self.height(high))
            upper, other_upper = _upper(mask, height), _upper(matched, height)
            rest = self.match(value, mask ^ upper, below)
            other_rest = self.match(low, matched ^ other_upper, high)
            settled = self.intersection(rest, other_rest)
            return self.match(value | low & other_upper, upper | other_upper, settled)
        # An inverted match: the bits both match cannot be what inverts it.
        if matched & mask:
            other = self.match(low, matched & ~mask, high) ^ 1
            return self._narrow(matching, match, other)
        upper = _upper(mask, height)
        if not upper:
            return self._descend(matching, other)
        rest = self.match(value, mask ^ upper, below)
        return self.match(value, upper, self.intersection(rest, other))

    def _descend(self, left: int, right: int) -> int:
        height = max(self.height(left), self.height(right))
        low, high = self.branches(self.partly(left), height)
        other_low, other_high = self.branches(self.partly(right), height)
        return self.fork(
            height,
            self.intersection(self._whole(low), self._whole(other_low)),
            self.intersection(self._whole(high), self._whole(other_high)),
        )

    def adopt(self, other: Diagram, function: int) -> int:
        """Copy a function of another diagram into this one."""
        copies = {0: TRUE}

        def copy(reference: int) -> int:
            number = reference >> 1
            made = copies.get(number)
            if made is None:
                height, mask, low, high = other._nodes[number]
                made = (
                    self.match(low, mask, copy(high))
                    if mask
                    else self.fork(height, copy(low), copy(high))
                )
                copies[number] = made
            return made ^ (reference & 1)

        return copy(function)

    # ------------------------------------------------------------- questions

    def holds(self, function: int, point: int) -> bool:
        """The function's value at one point."""
        while function > FALSE:
            height, mask, low, high = self._nodes[function >> 1]
            if not mask:
                below = high if point >> (height - 1) & 1 else low
            else:
                below = FALSE if (point ^ low) & mask else high
            function = below ^ (function & 1)
        return function == TRUE

    def size(self, function: int, height: int) -> int:
        """At how many of the 2**height points the function is true."""
        size = self._size(function >> 1) << (height - self.height(function))
        return (1 << height) - size if function & 1 else size

    def _size(self, number: int) -> int:
        size = self._sizes.get(number)
        if size is None:
            height, mask, low, high = self._nodes[number]
            if mask:
                size = self.size(high, height - mask.bit_count())
            else:
                size = self.size(low, height - 1) + self.size(high, height - 1)
            self._sizes[number] = size
        return size


def _upper(mask: int, height: int) -> int:
    """The bits of a mask above a height."""
    return mask >> height << height
