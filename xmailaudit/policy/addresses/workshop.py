"""The one diagram in which this process builds its address sets.

Sharing a diagram makes equal sets the same reference.  It only grows, so a full one is left behind
between two operations and a fresh one begun; a set brings its functions along when it is next
used, and a diagram that no set points to any more is freed.  Memory is thus bounded by a few times
what the living sets need.
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

from .decision_diagram import Diagram

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["WORKSHOP", "Workshop"]

#: With so many nodes a diagram is left behind.
_FULL = 1 << 19


class Workshop:
    """Hands out the diagram to build in, to one thread at a time: `with WORKSHOP as diagram:`.

    Entering it again inside gives the same diagram.
    """

    __slots__ = ("_depth", "_diagram", "_full", "_full_at", "_lock")

    def __init__(self, full: int = _FULL) -> None:
        self._lock = RLock()
        self._depth = 0
        self._diagram = Diagram()
        self._full = self._full_at = full

    def __enter__(self) -> Diagram:
        self._lock.acquire()
        if self._depth == 0:
            if len(self._diagram) > self._full_at:
                self._diagram = Diagram()
                self._full_at = self._full
            self._diagram.forget()
        self._depth += 1
        return self._diagram

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._depth -= 1
        self._lock.release()

    def bring(self, other: Diagram, function: int) -> int:
        """Copy a function of another diagram into the present one."""
        before = len(self._diagram)
        copy = self._diagram.adopt(other, function)
        # Twice: sets larger than a full diagram must not fill each new one at once.
        self._full_at += 2 * (len(self._diagram) - before)
        return copy


WORKSHOP = Workshop()
