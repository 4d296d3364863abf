"""Help of each screen, and any screen as a file of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from tests.tui.driving import home, pressed, screen_text
from xmailaudit.tui.places import PLACES
from xmailaudit.tui.screens.help import HelpScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive

    Root = Callable[[str], Path]


def test_help_names_the_purpose_and_the_keys_of_every_screen(
    drive: Drive, fixture_root: Root
) -> None:
    """And Escape leads back to it."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        for place in PLACES:
            await pressed(pilot, place.key)
            page = app.pages()[-1]
            own = {
                app.desk.words(binding.description)
                for _node, binding, _on, _tip in page.active_bindings.values()
                if binding.id is not None
            }
            await pressed(pilot, "question_mark")
            shown = app.pages()[-1]
            assert isinstance(shown, HelpScreen)
            text = " ".join(" ".join(shown.plain(80)).split())
            assert page.about
            assert text.startswith(app.desk.words(page.about))
            assert all(what in text for what in own)
            await pressed(pilot, "question_mark", "escape")
            assert app.pages()[-1] is page

    drive(fixture_root("fixed-ip-sender"), steps)


def test_help_of_a_finding_has_the_page_of_its_rule(drive: Drive, fixture_root: Root) -> None:
    """A key leads to it, and the command that shows it can be copied."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "enter")
        rule = app.pages()[-1].topic
        assert rule is not None
        await pressed(pilot, "question_mark", "n", "n")
        assert f"{rule} " in screen_text(app)
        assert app.pages()[-1].twin() == ("xmailaudit", "explain", rule)
        await pressed(pilot, "p", "p")
        assert "One finding: what is wrong" in screen_text(app)

    drive(fixture_root("fixed-ip-sender"), steps)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("key", [place.key for place in PLACES])
def test_the_key_for_help_is_always_named(
    drive: Drive, fixture_root: Root, language: str, key: str
) -> None:
    """However many keys a screen has, at 80 columns."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, key)
        app = home(pilot)
        assert f"? {app.desk.words('help')}" in screen_text(app).splitlines()[-1]

    drive(fixture_root("fixed-ip-sender"), steps, language=language)


def test_a_screen_is_written_as_text(
    drive: Drive, fixture_root: Root, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it, not only what there is room for; a file that is there stays as it is."""
    monkeypatch.chdir(tmp_path)

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        for place in PLACES:
            await pressed(pilot, place.key, "e", "enter")
            written = (tmp_path / f"{place.name}.txt").read_text(encoding="utf-8")
            page = app.pages()[-1]
            assert written.splitlines() == [line.rstrip() for line in page.plain(80)]
            assert all(line.isprintable() for line in written.splitlines())
        (tmp_path / "ask.txt").write_text("mine", encoding="utf-8")
        await pressed(pilot, "4", "e", "enter")

    drive(fixture_root("hostile"), steps)
    assert (tmp_path / "ask.txt").read_text(encoding="utf-8") == "mine"


def test_nothing_is_written_into_the_mailroot(drive: Drive, fixture_root: Root) -> None:
    """A screen's text would be read by the server as one of its files."""
    root = fixture_root("fixed-ip-sender")
    before = sorted(root.rglob("*"))

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "e")
        pilot.app.screen.query_one(Input).value = str(root / "a.txt")
        await pressed(pilot, "enter")

    drive(root, steps)
    assert sorted(root.rglob("*")) == before


def test_the_keys_that_other_programs_quit_by(drive: Drive, fixture_root: Root) -> None:
    """One tells how to get out, in the language at hand; the other one leads out."""
    left: list[int | None] = []

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "ctrl+c")
        app = home(pilot)
        assert app.desk.words("{key} quits", key="q") in screen_text(app)
        await pilot.press("ctrl+q")
        left.append(pilot.app.return_value)

    drive(fixture_root("fixed-ip-sender"), steps, language="ja")
    assert left == [0]
