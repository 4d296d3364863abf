"""The hostile MailRoot on every screen: what it holds stays text."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import materialise
from tests.tui.driving import home, pressed, screen_text
from tests.tui.tour import CHANGING, LOOKING, walk
from xmailaudit.tui.look import styled
from xmailaudit.tui.page import Page
from xmailaudit.tui.screens.finding import FindingScreen
from xmailaudit.tui.widgets.pane import Pane
from xmailaudit.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive
    from xmailaudit.tui.app import Application

#: Controls, formats (bidi among them), surrogates, private, unassigned, separators.
_DANGEROUS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _harmless(text: str) -> None:
    bad = {one for one in {*text} - {"\n"} if unicodedata.category(one) in _DANGEROUS}
    assert not bad, text


def _all_of(app: Application) -> Iterator[str]:
    """What is to be seen, what scrolling would show, and what would be written to a file."""
    yield screen_text(app)
    for pane in app.screen.query(Pane):
        yield from (styled(line).plain for line in pane.lines)
    for rows in app.screen.query(Rows):
        yield from rows.plain_lines(80)
    if isinstance(app.screen, Page):
        yield from (line.expandtabs() for line in app.screen.plain(80))  # as audits write them
    yield app.clipboard


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize(("language", "size"), [("en", (80, 24)), ("ja", (120, 40))])
def test_no_screen_holds_a_character_that_is_not_to_be_seen(
    drive: Drive, tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    """No ESC, no bidi override; neither of a file, nor of the folder's name."""
    root = materialise("hostile", tmp_path / "Mail\x1b[31m\u202eRoot [red]")
    seen: list[str] = []

    async def steps(pilot: Pilot[int]) -> None:
        def look(name: str) -> None:
            for text in _all_of(home(pilot)):
                _harmless(text)
            seen.append(name)

        await walk(pilot, LOOKING + CHANGING, look)

    drive(root, steps, size=size, language=language)
    assert seen == [stop.name for stop in LOOKING + CHANGING]


def test_no_finding_holds_such_a_character(
    drive: Drive, fixture_root: Callable[[str], Path]
) -> None:
    """Each of them, with the file it is about beside it."""
    seen: list[str] = []

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "enter")
        assert app.desk.report is not None
        for reported in app.desk.report.counted:
            assert isinstance(app.screen, FindingScreen)
            assert app.screen.reported is reported
            for text in _all_of(app):
                _harmless(text)
            seen.append(reported.finding.rule.id)
            await pressed(pilot, "n")

    drive(fixture_root("hostile"), steps, size=(120, 40))
    assert len(seen) > 40
