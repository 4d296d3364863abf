"""The plan, and where it is applied or exported."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING, cast

import pytest

from tests.tui.driving import home, pressed, screen_text, settled
from xmailaudit.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive
    from xmailaudit.tui.screens.plan import PlanScreen

    Root = Callable[[str], Path]


def _page(pilot: Pilot[int]) -> PlanScreen:
    return cast("PlanScreen", home(pilot).pages()[-1])


def _preview(pilot: Pilot[int]) -> str:
    return "\n".join(_page(pilot).query_one(Pane).plain_lines(78))


def _keys(pilot: Pilot[int]) -> str:
    return screen_text(home(pilot)).splitlines()[-1]


def test_without_a_choice_it_says_how_to_choose(drive: Drive, fixture_root: Root) -> None:
    """And no key is named that does nothing; where no fix is such a one, that is told."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "3")
        assert "No fix is chosen." in screen_text(app)
        assert "apply" not in _keys(pilot)
        assert "drop" not in _keys(pilot)
        await pressed(pilot, "a", "w", "x", "enter")
        assert len(app.screen_stack) == 2
        await pressed(pilot, "s")
        assert "there is no such fix" in screen_text(app)

    drive(fixture_root("hardened"), steps)


def test_a_choice_is_previewed_and_can_be_dropped(drive: Drive, fixture_root: Root) -> None:
    """What would go, who loses access, and the lines that change."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "down", "space", "down", "3")
        assert _page(pilot).rows.plain_lines(80) == [
            "ACL003 Let in 203.0.113.24 alone (ctrl.ipmap.tab)"
        ]
        told = _preview(pilot)
        assert "Cleared: 1 finding\n" in told
        assert "ctrl: lost by 255 IPv4 addresses" in told
        assert '\n+"203.0.113.24"\t"255.255.255.255"' in told
        assert "apply" in _keys(pilot)

        await pressed(pilot, "tab", "enter")
        assert "finding 1 of 1" in screen_text(app)
        await pressed(pilot, "escape", "space")
        assert "No fix is chosen." in screen_text(app)
        assert not app.desk.picks

    drive(fixture_root("fixed-ip-sender"), steps)


def test_nothing_of_the_text_is_cut_off(drive: Drive, fixture_root: Root) -> None:
    """Every line of the preview has room beside the scroll bar."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "3", "s")
        shown = screen_text(home(pilot)).splitlines()
        pane = _page(pilot).query_one(Pane)
        assert pane.virtual_size.height > pane.size.height
        told = pane.plain_lines(78)
        for line in shown[pane.region.y : pane.region.bottom]:
            assert line[1:79].rstrip() in told

    drive(fixture_root("fixed-ip-sender"), steps)


def test_of_an_archive_fixes_are_exported(drive: Drive, fixture_root: Root, tmp_path: Path) -> None:
    """It says why nothing is written there; the folder holds what the command exports."""
    archive = tmp_path / "MailRoot.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(fixture_root("fixed-ip-sender"), "MailRoot")
    folder = tmp_path / "exported"

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "down", "space", "3")
        told = " ".join(screen_text(app).split())
        assert "is no folder in which files can be changed: fixes can only be exported" in told
        assert "apply" not in _keys(pilot)
        await pressed(pilot, "a")
        assert len(app.screen_stack) == 2
        await pressed(pilot, "x", *(["backspace"] * len("export")))
        await pilot.press(*str(folder))
        await pressed(pilot, "enter")

    drive(archive, steps)
    assert (folder / "CHANGES.md").exists()


@pytest.mark.parametrize(("language", "done"), [("en", "[x] done"), ("ja", "[x] ")])
def test_what_was_applied_names_its_undo(
    drive: Drive, fixture_root: Root, language: str, done: str
) -> None:
    """On a line of its own, to be copied; what is left to people stands below it."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "3", "s", "a", "y")
        lines = [line.strip() for line in screen_text(app).splitlines()]
        assert sum(line.startswith("[x] ") for line in lines) == 6
        assert any(line.startswith(done) for line in lines)
        undo = [line for line in lines if line.startswith("xmailaudit undo ")]
        assert len(undo) == 1
        assert any(line.startswith("1. CRT012") for line in lines)

    drive(fixture_root("fixed-ip-sender"), steps, language=language)


def test_what_is_not_safe_is_to_be_looked_at(drive: Drive, fixture_root: Root) -> None:
    """Before it is applied it is told once more who gains or loses what."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "3", "u", "a")
        shown = screen_text(home(pilot))
        assert "Look at it before you apply it:" in shown
        assert "Nothing speaks against it." not in shown

    drive(fixture_root("hostile"), steps)


def test_a_preview_that_was_stopped_can_be_had_again(drive: Drive, fixture_root: Root) -> None:
    """The screen says that there is none, and with which key."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "3", "s")
        app.desk.drop(next(iter(app.desk.picks.values())))
        app.desk_changed()
        assert app.stop()
        await settled(pilot)
        assert "There is no preview yet; p makes it." in screen_text(app)

        await pressed(pilot, "p")
        assert app.desk.planned is not None
        assert "fixes to apply" in screen_text(app)

    drive(fixture_root("fixed-ip-sender"), steps)
