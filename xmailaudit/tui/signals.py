"""Signals that end the program: its terminal is closed, or somebody has it stopped."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["heed_signals"]

#: Windows has not all of them.
_ENDING = ("SIGHUP", "SIGINT", "SIGTERM")
#: What a shell adds to the number of a signal, for an exit status.
_BASE = 128


def heed_signals(end: Callable[[int], object]) -> None:
    """Have `end` called, with the exit status, when one of them comes; until the loop is closed."""
    loop = asyncio.get_running_loop()
    for number in (getattr(signal, name, None) for name in _ENDING):
        if number is not None:
            with suppress(
                NotImplementedError, RuntimeError, ValueError
            ):  # where none can be heeded
                loop.add_signal_handler(number, end, _BASE + number)
