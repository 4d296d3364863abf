"""A walk by keys through every screen and dialog there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.tui.driving import pressed

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

__all__ = ["CHANGING", "LOOKING", "THEMED", "Stop", "walk"]


class Stop(NamedTuple):
    """What is seen after these keys, and the name of the class that shows it."""

    name: str
    keys: tuple[str, ...]
    screen: str


#: What changes no file; begins on any screen.
LOOKING = (
    Stop("overview", ("1",), "OverviewScreen"),
    Stop("ask", ("4",), "AskScreen"),
    Stop("findings", ("2",), "FindingsScreen"),
    Stop("findings-by-file", ("o",), "FindingsScreen"),
    Stop("suppress", ("o", "i"), "SuppressDialog"),
    Stop("finding", ("escape", "down", "enter"), "FindingScreen"),
    Stop("help-about-a-finding", ("question_mark",), "HelpScreen"),
    Stop("file", ("escape", "v"), "FileScreen"),
    Stop("search", ("slash",), "QuestionDialog"),
    Stop("asked-for-the-proof", ("escape", "escape", "a"), "AskScreen"),
    Stop("plan-without-a-choice", ("3",), "PlanScreen"),
    Stop("accounts", ("5",), "AccountsScreen"),
    Stop("account", ("enter",), "AccountScreen"),
    Stop("access", ("6",), "AccessScreen"),
    Stop("certificates", ("7",), "CertificatesScreen"),
    Stop("history-without-a-transaction", ("8",), "HistoryScreen"),
    Stop("palette", ("ctrl+p",), "PaletteDialog"),
    Stop("plan", ("escape", "3", "s"), "PlanScreen"),
    Stop("letters", ("apostrophe",), "JumpDialog"),
    Stop("apply", ("escape", "a"), "ApplyScreen"),
)
#: What follows on that, and changes files; nothing speaks against applying what is safe.
CHANGING = (
    Stop("applied", ("y",), "ApplyScreen"),
    Stop("history", ("z",), "HistoryScreen"),
    Stop("undo", ("u",), "UndoScreen"),
    Stop("undone", ("y",), "UndoScreen"),
)
#: The other themes; leaves the first one behind.
THEMED = (
    Stop("finding-in-another-theme", ("2", "enter", "ctrl+t"), "FindingScreen"),
    Stop("finding-in-a-third-theme", ("ctrl+t",), "FindingScreen"),
)


async def walk(pilot: Pilot[int], stops: tuple[Stop, ...], look: Callable[[str], object]) -> None:
    """Go there, and look each time."""
    for stop in stops:
        await pressed(pilot, *stop.keys)
        assert type(pilot.app.screen).__name__ == stop.screen, stop.name
        look(stop.name)
