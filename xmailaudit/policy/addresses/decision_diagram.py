"""Boolean functions of address bits as reduced ordered decision diagrams with shared nodes.

A node asks one bit and points to a low (bit 0) and a high (bit 1) function.  Bits are numbered by
their height, the number of bits from there to the end, so the most significant bit of an IPv4
address has height 32, of an IPv6 address 128: an IPv4 set and the same set behind `::ffff:0:0/96`
share all their nodes.

A function is an integer reference: twice the node's number, plus one if its value is inverted
(Brace, Rudell and Bryant 1990).  Inverting is free, intersection is the one real operation, and
equal functions of one diagram have equal references.  Nodes are kept canonical by never inverting
the high branch.

A diagram only grows.  `AddressSet` moves on to a fresh one when it is full, see `adopt`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FALSE", "TRUE", "Diagram"]

FALSE, TRUE = 1, 0
#: A node: height, low reference, high reference.  Number 0 is the constant TRUE, of height 0.
_Node = tuple[int, int, int]
_CONSTANT: _Node = (0, 0, 0)
_REMEMBERED_INTERSECTIONS = 1 << 19


class Diagram:
    """A store of shared nodes and the operations on references into it.

    A function of height h is one of h bits; it may be read at any greater height, the bits above
    it don't matter.  Recursion goes as deep as the height, at most 128.  Not safe for writing from
    two threads at once; reading is.
    """

    __slots__ = ("_intersections", "_nodes", "_numbers", "_sizes")

    def __init__(self) -> None:
        self._nodes: list[_Node] = [_CONSTANT]
        self._numbers: dict[_Node, int] = {_CONSTANT: 0}
        self._intersections: dict[tuple[int, int], int] = {}
        self._sizes: dict[int, int] = {0: 1}

    def __len__(self) -> int:
        return len(self._nodes)

    def node(self, height: int, low: int, high: int) -> int:
        """The function that asks the bit at `height`."""
        if low == high:
            return low
        inverted = high & 1
        key = (height, low ^ inverted, high ^ inverted)
        number = self._numbers.get(key)
        if number is None:
            number = len(self._nodes)
            self._nodes.append(key)
            self._numbers[key] = number
        return number << 1 | inverted

    def height(self, function: int) -> int:
        """The height of the first bit the function asks; 0 for a constant."""
        return self._nodes[function >> 1][0]

    def branches(self, function: int, height: int) -> tuple[int, int]:
        """What is left of the function when the bit at `height` is 0, and when it is 1."""
        top, low, high = self._nodes[function >> 1]
        if top != height:
            return function, function
        inverted = function & 1
        return low ^ inverted, high ^ inverted

    def intersection(self, left: int, right: int) -> int:
        """True where both are."""
        if left == right or right == TRUE:  # noqa: PLR1714  # the hottest line: no tuples
            return left
        if left == TRUE:
            return right
        if left == FALSE or right == FALSE or left ^ right == 1:  # noqa: PLR1714  # as above
            return FALSE
        if left > right:
            left, right = right, left
        key = (left, right)
        found = self._intersections.get(key)
        if found is not None:
            return found
        height = max(self._nodes[left >> 1][0], self._nodes[right >> 1][0])
        left_low, left_high = self.branches(left, height)
        right_low, right_high = self.branches(right, height)
        result = self.node(
            height,
            self.intersection(left_low, right_low),
            self.intersection(left_high, right_high),
        )
        if len(self._intersections) >= _REMEMBERED_INTERSECTIONS:
            self._intersections.clear()
        self._intersections[key] = result
        return result

    def union(self, left: int, right: int) -> int:
        """True where either is."""
        return self.intersection(left ^ 1, right ^ 1) ^ 1

    def difference(self, left: int, right: int) -> int:
        """True where only `left` is."""
        return self.intersection(left, right ^ 1)

    def cube(self, value: int, mask: int, below: int = TRUE, *, above: int = 0) -> int:
        """True where the bits under `mask` equal those of `value`, and `below` is true.

        `mask` counts bits from height `above` upwards only; `below` has no greater height.
        """
        remaining = mask >> above
        height = above
        while remaining:
            height += 1
            if remaining & 1:
                if value >> (height - 1) & 1:
                    below = self.node(height, FALSE, below)
                else:
                    below = self.node(height, below, FALSE)
            remaining >>= 1
        return below

    def holds(self, function: int, value: int) -> bool:
        """The function's value at one point."""
        while function > 1:
            height, low, high = self._nodes[function >> 1]
            function = (high if value >> (height - 1) & 1 else low) ^ (function & 1)
        return function == TRUE

    def size(self, function: int, height: int) -> int:
        """At how many of the 2**height points the function is true."""
        size = self._size(function >> 1) << (height - self.height(function))
        return (1 << height) - size if function & 1 else size

    def _size(self, number: int) -> int:
        size = self._sizes.get(number)
        if size is None:
            height, low, high = self._nodes[number]
            size = self.size(low, height - 1) + self.size(high, height - 1)
            self._sizes[number] = size
        return size

    def lowest(self, function: int) -> int | None:
        """The least point at which the function is true."""
        if function == FALSE:
            return None
        value = 0
        while function != TRUE:
            height = self.height(function)
            low, high = self.branches(function, height)
            if low == FALSE:
                value |= 1 << (height - 1)
            function = high if low == FALSE else low
        return value

    def blocks(self, function: int, height: int) -> Iterator[tuple[int, int]]:
        """The greatest aligned blocks where the function is true, as (value, height), ascending.

        Takes at most `height` steps to the next block, however many there are.
        """
        waiting = [(function, 0, height)]
        while waiting:
            function, value, height = waiting.pop()
            if function == TRUE:
                yield value, height
            elif function != FALSE:
                low, high = self.branches(function, height)
                waiting.append((high, value | 1 << (height - 1), height - 1))
                waiting.append((low, value, height - 1))

    def cubes(self, function: int) -> Iterator[tuple[int, int]]:
        """Disjoint (value, mask) pairs that together are the function, ascending by value."""
        waiting = [(function, 0, 0)]
        while waiting:
            function, value, mask = waiting.pop()
            if function == TRUE:
                yield value, mask
            elif function != FALSE:
                height = self.height(function)
                bit = 1 << (height - 1)
                low, high = self.branches(function, height)
                waiting.append((high, value | bit, mask | bit))
                waiting.append((low, value, mask | bit))

    def adopt(self, other: Diagram, function: int) -> int:
        """Copy a function of another diagram into this one."""
        copies = {0: TRUE}

        def copy(reference: int) -> int:
            number = reference >> 1
            made = copies.get(number)
            if made is None:
                height, low, high = other._nodes[number]
                made = copies[number] = self.node(height, copy(low), copy(high))
            return made ^ (reference & 1)

        return copy(function)
