"""MailRoots in which nothing can be changed, or that somebody else changes meanwhile."""

from __future__ import annotations

import io
import os
import stat
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.exports import tree
from tests.fix.made import seen
from tests.mailroot.xmailcfg.pasting import POST
from tests.tui.driving import home, pressed, screen_text
from tests.tui.journeys import CHOICES, applied, copied, in_a_shell, plan_of, typed
from xmailaudit.fix import hindrance
from xmailaudit.messages import _, say
from xmailaudit.tui.screens.plan import PlanScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive
    from xmailaudit.fix.state_folder import StateFolder
    from xmailaudit.messages import Message

    Root = Callable[[str], Path]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the lines are for this system's shell")

SEED = "fixed-ip-sender"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder somebody works in, and a place for journals."""
    monkeypatch.setenv("XMAILAUDIT_STATE", str(tmp_path / "state"))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def _archive(root: Path) -> Path:
    packed = root.with_suffix(".tar")
    with tarfile.open(packed, "w") as archive:
        archive.add(root, "MailRoot")
    return packed


def _text(root: Path) -> Path:
    copied_page = root.with_suffix(".txt")
    copied_page.write_bytes(POST.read_bytes())
    return copied_page


def _read_only(root: Path) -> Path:
    for table in root.glob("*.tab"):
        table.chmod(0o444)
    root.chmod(0o555)
    return root


@pytest.fixture
def _rights_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where root runs the tests, who may write everywhere."""
    really = hindrance.hindrance

    def told(folder: Path, state: Callable[[], StateFolder]) -> Message | None:
        if folder.stat().st_mode & stat.S_IWUSR:
            return really(folder, state)
        return say(_("you may not write in {folder}"), folder=str(folder))

    if os.geteuid() == 0:
        monkeypatch.setattr(hindrance, "hindrance", told)


@pytest.mark.usefixtures("_rights_count")
@pytest.mark.parametrize("make", [_read_only, _archive, _text])
def test_where_nothing_can_be_written_fixes_are_exported(
    drive: Drive,
    fixture_root: Root,
    here: Path,
    make: Callable[[Path], Path],
) -> None:
    """It says so, applies nothing, and the copied line exports the same."""
    root = fixture_root(SEED)
    target = make(root)
    before = seen(root)
    lines: list[str] = []

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "3", "u")
        assert "fixes can only be exported" in " ".join(screen_text(app).split())
        await pressed(pilot, "a")
        assert isinstance(app.screen, PlanScreen)
        await pressed(pilot, "x")
        await typed(pilot, "out")
        lines.append(app.clipboard)

    drive(target, steps)
    exported = tree(here / "out")
    assert b"CHANGES.md" in exported
    (here / "out").rename(here / "theirs")
    told = in_a_shell(lines[0], here)
    assert told.returncode in (0, 1), told.stderr
    assert tree(here / "out") == exported
    assert seen(root) == before
    root.chmod(0o755)


def test_a_written_plan_is_applied_by_the_copied_line(
    drive: Drive, fixture_root: Root, here: Path
) -> None:
    """It does what applying it from here does."""
    root = fixture_root(SEED)
    before = seen(root)
    lines: list[str] = []

    async def steps(pilot: Pilot[int]) -> None:
        await plan_of(pilot, CHOICES[SEED][:3])
        await pressed(pilot, "w")
        await typed(pilot, "-it's a plan.json")
        lines.append(home(pilot).clipboard)
        assert seen(root) == before
        await applied(pilot)
        lines.append("applied")

    drive(root, steps)
    after = seen(root)
    root.rename(root.with_name("aside"))
    fixture_root(SEED)
    told = in_a_shell(lines[0], here)
    assert told.returncode in (0, 1), told.stderr
    assert seen(root) == after


def test_nothing_is_written_over_what_somebody_else_changed(
    drive: Drive, fixture_root: Root
) -> None:
    """Neither file of the plan is touched; read again, what is still to be done can be applied."""
    root = fixture_root(SEED)
    table = root / "ctrl.ipmap.tab"

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "3", "s", "a")
        table.write_bytes(table.read_bytes() + b'"192.0.2.1"\t"255.255.255.255"\t"ALLOW"\t"9"\r\n')
        changed = seen(root)
        await pressed(pilot, "y")
        text = screen_text(app)
        assert "Nothing was changed." in text
        assert "ctrl.ipmap.tab" in text
        assert seen(root) == changed

        await pressed(pilot, "escape", "r", "3", "s")
        await applied(pilot)
        assert "is carried out" in screen_text(app)
        assert b'"192.0.2.1"' in table.read_bytes()

    drive(root, steps)


def test_a_mailroot_that_is_away_is_told(drive: Drive, fixture_root: Root) -> None:
    """And what was read is still shown."""
    root = fixture_root(SEED)

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        root.rename(root.with_name("away"))
        await pressed(pilot, "r")
        assert app.is_running
        assert str(root)[:20] in "".join(screen_text(app).split())
        await pressed(pilot, "3", "s", "a")
        if "Nothing speaks against it" in screen_text(app):
            await pressed(pilot, "y")
            assert "Nothing was changed." in screen_text(app)
        root.with_name("away").rename(root)

    drive(root, steps)


@pytest.mark.parametrize("key", ["s", "u"])
def test_where_nothing_is_to_be_mended_nothing_is_applied(
    drive: Drive, fixture_root: Root, here: Path, key: str
) -> None:
    """It says so, and the copied line changes nothing either."""
    root = fixture_root("hardened")
    before = seen(root)
    lines: list[str] = []

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "3", key)
        assert "No fix is chosen." in screen_text(app)
        await pressed(pilot, "a")
        assert "there is no such fix" in screen_text(app)
        assert isinstance(app.screen, PlanScreen)
        lines.append(await copied(pilot))

    drive(root, steps)
    told = in_a_shell(f"{lines[0]} --apply", here)
    assert told.returncode == 0, told.stderr
    assert seen(root) == before


def test_standard_input_is_read_once(drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading again judges the same text again: nobody types it a second time."""
    text = io.TextIOWrapper(io.BytesIO(POST.read_bytes()), encoding="utf-8")
    monkeypatch.setattr("sys.stdin", text)

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        before, session = app.desk.report, app.desk.session
        await pressed(pilot, "r")
        assert app.desk.session.root is session.root
        assert app.desk.report is not before
        assert before is not None
        assert app.desk.report is not None
        assert app.desk.report.findings == before.findings

    drive(Path("-"), steps)
