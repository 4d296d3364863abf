"""The first screen: what matters most is seen without a key, the rest below or beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.driving import home, pressed, screen_text
from xmailaudit.report.language import Words, translator
from xmailaudit.report.text import first_lines, open_lines, result_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive

    Root = Callable[[str], Path]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_matters_is_seen_at_once(drive: Drive, fixture_root: Root, language: str) -> None:
    """Who may do what, the grade, the days left to the certificate, what to do first."""
    words = Words(translator(language)).wide(78)

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        shown = screen_text(app)
        report = app.desk.report
        assert report is not None
        for line in (*result_lines(report, words), *first_lines(report, words)):
            assert line in shown
        assert "relay through us" in shown or language != "en"
        assert "5,075" in shown

    drive(fixture_root("fixed-ip-sender"), steps, language=language)


def test_what_could_not_be_judged_is_told(drive: Drive, fixture_root: Root) -> None:
    """Further down; and all of it can be had as text."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        page = app.pages()[-1]
        report = app.desk.report
        assert report is not None
        whole = [line.rstrip() for line in page.plain(80)]
        for line in open_lines(report, app.desk.words):
            assert line in whole
        assert "Server" in whole
        assert "Server" not in screen_text(app).splitlines()[20]
        await pressed(pilot, "end")
        assert "custom domains" in screen_text(app)

    drive(fixture_root("fixed-ip-sender"), steps)


def test_the_server_stands_beside_it_where_there_is_room(drive: Drive, fixture_root: Root) -> None:
    """Nothing needs to be scrolled on a large screen; and the two change with its size."""

    async def steps(pilot: Pilot[int]) -> None:
        shown = screen_text(home(pilot))
        assert "Grade: A" in shown
        assert "Ports" in shown
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "Ports" not in screen_text(home(pilot))
        assert "Ports" in "\n".join(home(pilot).pages()[-1].plain(80))

    drive(fixture_root("hardened"), steps, size=(120, 40))


def test_enter_leads_to_the_findings(drive: Drive, fixture_root: Root) -> None:
    """The next thing to look at."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "enter")
        assert home(pilot).pages()[-1].tab == "findings"

    drive(fixture_root("hardened"), steps)
