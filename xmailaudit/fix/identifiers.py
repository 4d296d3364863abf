"""Names of transactions: the minute, and the milliseconds in it as four hex digits.

They are short, sort by time, and no two are alike in one state folder.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .journal import SUFFIX

if TYPE_CHECKING:
    from .state_folder import StateFolder

__all__ = ["name_at", "new_identifier"]


def new_identifier(state: StateFolder, moment: float) -> str:
    """A name nobody has, for a transaction at a moment."""
    taken = state.journals()
    milliseconds = int(moment * 1000)
    while (name := _name(milliseconds)) + SUFFIX in taken:
        milliseconds += 1
    return name


def name_at(moment: float) -> str:
    """The first name of a moment."""
    return _name(int(moment * 1000))


def _name(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    moment = time.gmtime(seconds)
    return time.strftime("%Y%m%d-%H%M", moment) + f"-{moment.tm_sec * 1000 + rest:04x}"
