"""What each screen looks like, in the smallest size and in a large one."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import time
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.screen import Screen
from textual.widgets import Input

from docs.screen import svg_of
from fixtures.materialise import materialise
from tests.tui.conftest import AT
from tests.tui.driving import home, settled
from tests.tui.tour import CHANGING, LOOKING, THEMED, walk
from xmailaudit.report.language import Words, translator
from xmailaudit.tui import dialogs
from xmailaudit.tui import screens as screens_of
from xmailaudit.tui.app import Application
from xmailaudit.tui.desk import Desk
from xmailaudit.tui.dialogs.frame import Dialog
from xmailaudit.tui.opening import Opening

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from syrupy.assertion import SnapshotAssertion
    from textual.pilot import Pilot

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="nobody changes a folder there yet"),
    pytest.mark.xdist_group("snapshots"),
]

STOPS = LOOKING + CHANGING + THEMED
SIZES = ((80, 24), (120, 40))

#: Names that go by what is drawn, so that each of them is another one whenever a word is.
_NAME = re.compile(r"terminal-\d+-")


#: The folder the MailRoot lies in; in a picture its random letters are others, as many.
_PREFIX = "xmailaudit-"
_FOLDER = f"{_PREFIX}snapshot"


class Svg(SingleFileSnapshotExtension):
    """One file a screen."""

    _write_mode = WriteMode.TEXT
    file_extension = "svg"


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def screens(
    request: pytest.FixtureRequest,
) -> Mapping[str, str]:
    """Each screen as an SVG, by its name; a walk through all of them."""
    shots: dict[str, str] = {}

    async def run(folder: Path) -> None:
        app = Application(Desk(Opening("MailRoot", at=AT), Words(translator("en"))))
        async with app.run_test(size=request.param) as pilot:
            await settled(pilot)
            await walk(pilot, STOPS, shoot(pilot, folder))

    def shoot(pilot: Pilot[int], folder: Path) -> Callable[[str], None]:
        def look(name: str) -> None:
            app = home(pilot)
            for field in app.screen.query(Input):
                field.cursor_blink = False
            drawn = _NAME.sub("", svg_of(app))
            shots[name] = drawn.replace(folder.name, _FOLDER)

        return look

    # Where a line is broken goes by the length of the path.
    random = tempfile.TemporaryDirectory(prefix=_PREFIX, dir="/tmp")
    with random as made, pytest.MonkeyPatch.context() as patch:
        folder = Path(made)
        patch.chdir(folder)
        patch.setenv("XMAILAUDIT_STATE", str(folder / "state"))
        patch.setattr(time, "time", lambda: AT)
        materialise("fixed-ip-sender", folder / "MailRoot")
        asyncio.run(run(folder))
    return shots


@pytest.mark.parametrize("name", [stop.name for stop in STOPS])
def test_a_screen_looks_as_it_did(
    screens: Mapping[str, str], snapshot: SnapshotAssertion, name: str
) -> None:
    """Look at the picture in a browser before you take another one for right."""
    assert screens[name] == snapshot(extension_class=Svg)


def test_every_screen_and_dialog_has_a_picture() -> None:
    """A new one is walked to."""
    shown = {
        name
        for package in (screens_of, dialogs)
        for module in iter_modules(package.__path__, f"{package.__name__}.")
        for name, kind in vars(import_module(module.name)).items()
        if isinstance(kind, type)
        and issubclass(kind, Screen)
        and kind.__module__ == module.name
        and kind is not Dialog
    }
    assert shown == {stop.screen for stop in STOPS}
