"""A file of the MailRoot, opened from wherever a row of it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.driving import home, pressed, screen_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive

    Root = Callable[[str], Path]


def test_the_row_of_a_finding_is_marked(drive: Drive, fixture_root: Root) -> None:
    """And what stands further right is a key away; Escape goes back."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "down", "enter", "v")
        shown = screen_text(app)
        assert "ctrl.ipmap.tab" in shown
        assert '3 > "203.0.113.24"  "255.255.255.0" "ALLOW" "3"' in shown
        await pressed(pilot, "right")
        assert '3 > "255.255.255.0" "ALLOW" "3"' in screen_text(app)
        await pressed(pilot, "left", "left")
        assert '3 > "203.0.113.24"' in screen_text(app)
        assert app.pages()[-1].tab == "findings"
        await pressed(pilot, "escape")
        assert "finding 2 of 33" in screen_text(app)

    drive(fixture_root("fixed-ip-sender"), steps)


def test_no_secret_is_seen(drive: Drive, fixture_root: Root) -> None:
    """The row of an account is, its password is not; it belongs to the list of accounts."""
    root = fixture_root("fixed-ip-sender")
    password = (root / "mailusers.tab").read_text("latin-1").split("\t")[2].strip('"')

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "5", "v")
        page = app.pages()[-1]
        whole = "\n".join(page.plain(200))
        assert '"office"' in whole
        assert password not in whole
        assert "•••" in whole
        assert page.tab == "accounts"

    drive(root, steps)


def test_a_file_that_is_not_there_is_told_so(drive: Drive, fixture_root: Root) -> None:
    """In place of an empty screen."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "2", "enter", "v")
        assert "server.cert: there is no such file" in screen_text(home(pilot))

    drive(fixture_root("japanese-windows"), steps)
