"""A walk by keys through every screen and dialog there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.tui.driving import pressed

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

__all__ = ["CHANGING", "LOOKING", "Stop", "walk"]


class Stop(NamedTuple):
    """What is seen after these keys."""

    name: str
    keys: tuple[str, ...]


#: What changes no file; begins on any screen.
LOOKING = (
    Stop("overview", ("1",)),
    Stop("findings", ("2",)),
    Stop("findings by file", ("o",)),
    Stop("suppress", ("o", "i")),
    Stop("finding", ("escape", "enter")),
    Stop("file", ("v",)),
    Stop("search", ("slash",)),
    Stop("asked for the proof", ("escape", "escape", "a")),
    Stop("plan without a choice", ("3",)),
    Stop("ask", ("4",)),
    Stop("accounts", ("5",)),
    Stop("account", ("enter",)),
    Stop("access", ("6",)),
    Stop("certificates", ("7",)),
    Stop("history without a transaction", ("8",)),
    Stop("help", ("question_mark",)),
    Stop("plan", ("escape", "3", "s")),
    Stop("apply", ("a",)),
)
#: What follows on that, and changes files; nothing speaks against applying what is safe.
CHANGING = (
    Stop("applied", ("y",)),
    Stop("history", ("z",)),
    Stop("undo", ("u",)),
    Stop("undone", ("y",)),
)


async def walk(pilot: Pilot[int], stops: tuple[Stop, ...], look: Callable[[str], object]) -> None:
    """Go there, and look each time."""
    for stop in stops:
        await pressed(pilot, *stop.keys)
        look(stop.name)
