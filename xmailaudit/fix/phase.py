"""How far a transaction is, for whoever watches it."""

from __future__ import annotations

from enum import Enum

__all__ = ["Phase", "nobody"]


class Phase(Enum):
    """What is begun, in this order; what fails from `JOURNAL` on is taken back."""

    LOOK = "look"
    JOURNAL = "journal"
    WRITE = "write"
    RENAME = "rename"
    CHECK = "check"
    DONE = "done"


def nobody(phase: Phase) -> None:
    """Nobody watches."""
