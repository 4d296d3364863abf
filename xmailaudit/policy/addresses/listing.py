"""Where a function of address bits is true, in order.

Everything is made on demand, in at most as many steps as there are bits to the next piece: a
function may be true at more places than anyone can wait for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .decision_diagram import FALSE, TRUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .decision_diagram import Diagram

__all__ = ["blocks", "lowest", "terms"]


def blocks(diagram: Diagram, function: int, height: int) -> Iterator[tuple[int, int]]:
    """The greatest aligned blocks where the function is true, as (value, height), ascending."""
    waiting = [(diagram.partly(function), 0, height)]
    while waiting:
        partly, value, height = waiting.pop()
        if partly[0] == TRUE:
            yield value, height
        elif partly[0] != FALSE:
            low, high = diagram.branches(partly, height)
            waiting.append((high, value | 1 << (height - 1), height - 1))
            waiting.append((low, value, height - 1))


def terms(diagram: Diagram, function: int) -> Iterator[tuple[int, int]]:
    """Disjoint (value, mask) pairs that together are the function, ascending by value."""
    waiting = [(diagram.partly(function), 0, 0)]
    while waiting:
        partly, value, mask = waiting.pop()
        function, unmatched = partly
        if function == TRUE:
            yield value, mask
        elif function != FALSE:
            height = unmatched.bit_length() or diagram.height(function)
            bit = 1 << (height - 1)
            low, high = diagram.branches(partly, height)
            waiting.append((high, value | bit, mask | bit))
            waiting.append((low, value, mask | bit))


def lowest(diagram: Diagram, function: int) -> int | None:
    """The least point at which the function is true."""
    block = next(blocks(diagram, function, diagram.height(function)), None)
    return None if block is None else block[0]
