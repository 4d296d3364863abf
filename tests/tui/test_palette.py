"""The command palette, and the letters that lead to parts and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.driving import home, pressed, screen_text
from xmailaudit.tui.dialogs.jump import goals_of
from xmailaudit.tui.dialogs.palette import PaletteDialog, commands_of
from xmailaudit.tui.places import PLACES
from xmailaudit.tui.themes import THEMES
from xmailaudit.tui.widgets.pane import Pane
from xmailaudit.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive
    from xmailaudit.tui.app import Application

    Root = Callable[[str], Path]


def open_palette(app: Application) -> PaletteDialog:
    """The palette, which is on top."""
    screen = app.screen
    assert isinstance(screen, PaletteDialog)
    return screen


def test_whatever_can_be_done_is_found_by_its_words(drive: Drive, fixture_root: Root) -> None:
    """An act of the screen itself, with the key that does the same."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "ctrl+p", *"choose")
        rows = open_palette(app).rows
        assert [command.name for command in rows.items] == ["choose"]
        assert "space        choose fix" in screen_text(app)
        await pressed(pilot, "escape")
        assert not app.desk.picks
        await pressed(pilot, "down", "ctrl+p", *"choose", "enter")
        assert app.desk.picks

    drive(fixture_root("fixed-ip-sender"), steps)


def test_screens_and_themes_are_commands(drive: Drive, fixture_root: Root) -> None:
    """On every screen; what does not fit the words is not offered."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        names = {command.name for command in commands_of(app.pages()[-1])}
        assert {place.name for place in PLACES} <= names
        assert {theme.name for theme in THEMES} <= names
        await pressed(pilot, "ctrl+p", *"access", "enter")
        assert app.pages()[-1].tab == "access"
        await pressed(pilot, "ctrl+p", *"contr", "enter")
        assert app.theme == "high-contrast"
        await pressed(pilot, "ctrl+p", *"xyzzy", "enter")
        assert open_palette(app).rows.items == ()
        await pressed(pilot, *["backspace"] * 5, "down", "down", "up")
        assert open_palette(app).rows.cursor == 1

    drive(fixture_root("fixed-ip-sender"), steps)


def test_commands_are_found_in_another_language(drive: Drive, fixture_root: Root) -> None:
    """By its words, and by the name of the act."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "ctrl+p", *"指摘")
        assert "findings" in [command.name for command in open_palette(app).rows.items]
        await pressed(pilot, "escape", "ctrl+p", *"re-read")
        assert [command.name for command in open_palette(app).rows.items] == ["re-read"]

    drive(fixture_root("fixed-ip-sender"), steps, language="ja")


@pytest.mark.parametrize("key", ["apostrophe", "ctrl+j"])
def test_a_letter_leads_to_a_row(drive: Drive, fixture_root: Root, key: str) -> None:
    """The one it stands on; any other key leaves all as it was."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", key)
        shown = screen_text(app).splitlines()
        row = next(number for number, line in enumerate(shown) if line.startswith("d"))
        await pressed(pilot, "d")
        rows = app.pages()[-1].query_one(Rows)
        assert rows.cursor == row - rows.content_region.y == 2
        await pressed(pilot, key, "escape")
        assert app.pages()[-1] is app.screen
        await pressed(pilot, key, "exclamation_mark")
        assert rows.cursor == 2

    drive(fixture_root("fixed-ip-sender"), steps)


def test_a_letter_leads_to_another_part(drive: Drive, fixture_root: Root) -> None:
    """From the fixes of a finding to its text, and back to a row far down a list."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "end", "enter", "apostrophe", "a")
        assert isinstance(app.focused, Pane)
        await pressed(pilot, "escape", "apostrophe")
        page = app.pages()[-1]
        goals = list(goals_of(page))
        assert len(goals) == page.query_one(Rows).size.height
        await pressed(pilot, "a")
        assert page.query_one(Rows).cursor == goals[0].row

    drive(fixture_root("fixed-ip-sender"), steps)


@pytest.mark.parametrize("size", [(20, 5), (40, 10), (120, 40)])
def test_any_size_will_do(drive: Drive, fixture_root: Root, size: tuple[int, int]) -> None:
    """However little room there is, the keys do the same."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "apostrophe", "a", "question_mark", "n", "escape")
        await pressed(pilot, "ctrl+p", *"access", "enter", "apostrophe", "escape")
        assert app.pages()[-1].tab == "access"

    drive(fixture_root("fixed-ip-sender"), steps, size=size)


def test_there_are_letters_for_the_longest_screens(drive: Drive, fixture_root: Root) -> None:
    """Each of them once."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "2", "apostrophe")
        letters = [line[:1] for line in screen_text(home(pilot)).splitlines()[3:40]]
        assert len({letter for letter in letters if letter.isalnum()}) > 20

    drive(fixture_root("fixed-ip-sender"), steps, size=(80, 60))
