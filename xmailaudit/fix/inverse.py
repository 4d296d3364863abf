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
#: So many changed lines are taken as one piece.
_MANY = 2000


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
    """What the change did, as far as possible in small pieces.

    What is alike at both ends, edges included, is left out first: looking for pieces takes long.
    """
    shorter = min(len(before), len(written))
    head = _alike(before, written, shorter - 1)
    tail = _alike(before[::-1], written[::-1], shorter - head)
    new, old = written[head : len(written) - tail], before[head : len(before) - tail]
    if len(new) > _MANY or len(old) > _MANY:
        yield _Hunk(head, head + len(new), old)
        return
    for tag, start, end, old_start, old_end in SequenceMatcher(
        None, new, old, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            yield _Hunk(head + start, head + end, old[old_start:old_end])


def _alike(one: Sequence[bytes], other: Sequence[bytes], limit: int) -> int:
    """How many lines are alike from the start on, up to a limit."""
    pairs = enumerate(zip(one, other, strict=False))
    differing = (at for at, (mine, theirs) in pairs if at >= limit or mine != theirs)
    return next(differing, limit)


def _place(hunk: _Hunk, written: Sequence[bytes], present: Sequence[bytes]) -> int:
    """Where the lines of a piece begin in what is there now.  Raises TouchedError."""
    start, end = hunk.start, hunk.end
    if start == end:  # lines that we removed stood between these two
        start, end = start - 1, end + 1
    more = 1
    while True:
        window = written[start:end]
        places = _occurrences(window, present)
        if not places:
            raise TouchedError(max(1, hunk.start))
        if len(places) == 1 and len(_occurrences(window, written)) == 1:
            return places[0] + hunk.start - start
        if start == 0 and end == len(written):
            raise TouchedError(max(1, hunk.start))
        start, end, more = max(0, start - more), min(len(written), end + more), more * 2


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
