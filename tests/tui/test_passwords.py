"""No password on any screen, in a line that is copied, or in a file that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import names
from tests.cli.test_passwords import SPEAKS_OF_SECRETS, passwords
from tests.tui.driving import home, pressed, screen_text, settled
from xmailaudit.tui.page import Page
from xmailaudit.tui.places import PLACES
from xmailaudit.tui.screens.file import FileScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive
    from xmailaudit.tui.app import Application


def _all_of(app: Application) -> Iterator[str]:
    """What is to be seen, what would be written to a file, what was copied."""
    yield screen_text(app)
    assert isinstance(app.screen, Page)
    yield "\n".join(app.screen.plain(4000))
    yield app.clipboard


@pytest.mark.parametrize("name", names())
def test_no_screen_holds_a_password(
    drive: Drive, fixture_root: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    """Each screen, each finding, each table, the plan of all fixes and what became of it."""
    root = fixture_root(name)
    # An account called like its password, as the distribution's is, is shown all the same.
    secrets = set(passwords(root)) - {"xmailuser", "xmail", "test"}
    plan = tmp_path / "plan.json"
    texts: list[str] = []

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)

        async def look(*keys: str) -> None:
            await pressed(pilot, *keys)
            texts.extend(_all_of(app))

        for place in PLACES:
            await look(place.key, "c")
        await look("2", "enter")
        assert app.desk.report is not None
        for _finding in app.desk.report.counted[1:]:
            await look("n")
        for table in sorted(root.rglob("*.tab")):
            app.push_screen(FileScreen(table.relative_to(root).as_posix(), None))
            await settled(pilot)
            await look()
        await look("3", "u")
        if app.desk.planned is not None:
            app.write_new(str(plan), app.desk.kept_plan(app.desk.planned))
            texts.append(plan.read_text())
        await look("a", "n", "t")
        await look("y")
        await look("8", "u")

    drive(root, steps)
    shown = "\n".join(texts).replace(SPEAKS_OF_SECRETS, "")
    assert not [secret for secret in secrets if secret in shown]
