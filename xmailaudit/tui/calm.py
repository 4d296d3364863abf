"""Keeping the screen in turn where there is much to work at.

Python looks through all objects for cycles now and then, and no thread does anything meanwhile:
with a hundred thousand accounts that is a pause to be felt at a key.
"""

from __future__ import annotations

import gc
import sys

__all__ = ["Calm"]

#: So many objects are looked through at once: some milliseconds' worth.
_PORTIONS = (10_000, 10, 100)
#: Seconds that a thread works on while another one waits.
_TURN = 0.001


class Calm:
    """What is set for the whole process, from `begin` to `end`."""

    def __init__(self) -> None:
        self._before: tuple[tuple[int, int, int], float] | None = None
        self._over = False

    def begin(self) -> None:
        """Small portions, short turns; never after the end, where a timer may be late."""
        if self._before is None and not self._over:
            self._before = gc.get_threshold(), sys.getswitchinterval()
            gc.set_threshold(*_PORTIONS)
            sys.setswitchinterval(_TURN)

    def keep(self) -> None:
        """What there is now stays, and need not be looked through."""
        if self._before is not None:
            gc.freeze()

    def let_go(self) -> None:
        """What was to stay is looked through once, for some of it is not needed any more."""
        if self._before is not None and gc.get_freeze_count():
            gc.unfreeze()
            gc.collect()

    def end(self) -> None:
        """As it was."""
        self._over = True
        if self._before is not None:
            portions, turn = self._before
            self._before = None
            gc.unfreeze()
            gc.set_threshold(*portions)
            sys.setswitchinterval(turn)
