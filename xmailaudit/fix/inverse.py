"""A change of a file taken back out of what the file holds by now.

Where it still holds what was written, it gets its old bytes.  Else our lines are looked for in it,
with lines around them until there is exactly one place they can be, and exchanged for the old ones.
Where a line of ours is not there as we wrote it, nothing is guessed.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["TouchedError", "first_difference", "taken_out"]

#: Stands before the first line and after the last, so that these have neighbours too.
_EDGE = b""


class TouchedError(Exception):
    """Line `line` of what was written is no longer there as it was, or not in one place only."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _Hunk(NamedTuple):
    """Lines `start` to `end` of what was written stand where `lines` were."""

    start: int
    end: int
    lines: Sequence[bytes]


def taken_out(old: bytes, new: bytes, now: bytes) -> bytes:
    """What a file that holds `now` is to hold without the change from `old` to `new`.

    Raises TouchedError.
    """
    if now == new:
        return old
    before, written, present = _lines(old), _lines(new), _lines(now)
    result: list[bytes] = []
    done = 1
    for hunk in _hunks(before, written):
        start = _place(hunk, written, present)
        if start < done:  # in another order than we wrote them
            raise TouchedError(hunk.start)
        result += present[done:start]
        result += hunk.lines
        done = start + hunk.end - hunk.start
    return b"".join(result + present[done:-1])


def first_difference(new: bytes, now: bytes) -> int:
    """The first line that is not as it was written."""
    pairs = zip(_lines(new)[1:], _lines(now)[1:], strict=False)
    return next((line for line, (one, other) in enumerate(pairs, start=1) if one != other), 1)


def _lines(data: bytes) -> list[bytes]:
    """The lines with their ends, between two edges: line 1 is at index 1."""
    lines = data.split(b"\n")
    last = lines.pop()
    return [_EDGE, *(line + b"\n" for line in lines), *([last] if last else []), _EDGE]


def _hunks(before: Sequence[bytes], written: Sequence[bytes]) -> Iterator[_Hunk]:
    """What the change did, as far as possible in small pieces."""
    # The edges are cut off: they are alike, and no piece begins or ends in them.
    matcher = SequenceMatcher(None, written[1:-1], before[1:-1], autojunk=False)
    for tag, start, end, old_start, old_end in matcher.get_opcodes():
        if tag != "equal":
            yield _Hunk(start + 1, end + 1, before[old_start + 1 : old_end + 1])


def _place(hunk: _Hunk, written: Sequence[bytes], present: Sequence[bytes]) -> int:
    """Where the lines of a piece begin in what is there now.  Raises TouchedError."""
    start, end = hunk.start, hunk.end
    if start == end:  # lines that we removed stood between these two
        start, end = start - 1, end + 1
    while True:
        window = written[start:end]
        places = _occurrences(window, present)
        if not places:
            raise TouchedError(max(1, hunk.start))
        if len(places) == 1 and len(_occurrences(window, written)) == 1:
            return places[0] + hunk.start - start
        if start == 0 and end == len(written):
            raise TouchedError(max(1, hunk.start))
        start, end = max(0, start - 1), min(len(written), end + 1)


def _occurrences(window: Sequence[bytes], lines: Sequence[bytes]) -> list[int]:
    """Where the window stands in the lines; more than two places are as good as two."""
    found: list[int] = []
    start = 0
    while len(found) < 2:
        try:
            start = lines.index(window[0], start, len(lines) - len(window) + 1)
        except ValueError:
            break
        if lines[start : start + len(window)] == window:
            found.append(start)
        start += 1
    return found
