"""Accepting a finding from the terminal UI: the profile, the audit by it, the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import xmailaudit
from tests.tui.driving import home, pressed, screen_text
from xmailaudit.audit.report import Reported
from xmailaudit.tui.screens.findings import FindingsScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive
    from xmailaudit.tui.app import Application

    Root = Callable[[str], Path]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nobody has this shell there")

PROFILE = "xmailaudit.toml"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where somebody works."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)


async def written(pilot: Pilot[int], text: str) -> None:
    """Type a text where the cursor is, in place of what is there."""
    await pilot.press("end", "ctrl+u")
    await pilot.press(*("space" if one == " " else one for one in text))


def findings(app: Application) -> FindingsScreen:
    """The screen on top."""
    page = app.pages()[-1]
    assert isinstance(page, FindingsScreen)
    return page


def suppressed(app: Application) -> list[str]:
    """What the audit of now hides."""
    assert app.desk.report is not None
    return [one.fingerprint for one in app.desk.report.findings if one.suppressed]


def test_a_finding_is_accepted_and_the_command_does_the_same(
    drive: Drive, fixture_root: Root
) -> None:
    """From the list; the profile is made, named in every command, and judged by."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "down")
        wanted = findings(app).rows.current
        assert isinstance(wanted, Reported)
        await pressed(pilot, "i")
        assert f"Suppress {wanted.finding.rule.id}" in screen_text(app)
        assert "2027-02-22" in screen_text(app)
        await written(pilot, 'it\'s -we- "move"')
        await pressed(pilot, "tab")
        await written(pilot, "-ops")
        await pressed(pilot, "enter")
        assert suppressed(app) == [wanted.fingerprint]
        assert app.desk.command("audit")[3:5] == ("--profile", PROFILE)

    app = drive(fixture_root("fixed-ip-sender"), steps, profile="strict")
    made = Path(PROFILE).read_bytes()
    Path(PROFILE).unlink()
    run_as_told(app.clipboard)
    assert Path(PROFILE).read_bytes() == made
    assert b'extends = "strict"' in made


def run_as_told(line: str) -> None:
    """Run a copied command in a shell."""
    command = f'"{sys.executable}" -m {line}'
    environment = {**os.environ, "PYTHONPATH": str(Path(xmailaudit.__file__).parents[1])}
    subprocess.run(["/bin/sh", "-c", command], check=True, env=environment)


def test_the_profile_in_use_is_added_to(drive: Drive, fixture_root: Root) -> None:
    """From a finding, for ever; no other file is asked for, and the finding is left."""
    Path(PROFILE).write_bytes(b'extends = "default"\r\n# ours\r\n')

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "enter", "i")
        assert "New profile" not in screen_text(app)
        await written(pilot, "known")
        await pressed(pilot, "tab", "tab", "tab")
        assert "[ ] for ever" in screen_text(app)
        await pressed(pilot, "space")
        assert "[x] for ever" in screen_text(app)
        await pressed(pilot, "enter")
        assert len(suppressed(app)) == 1
        assert " --permanent --profile xmailaudit.toml --at " in app.clipboard
        assert findings(app).rows.has_focus

        await pressed(pilot, "i")
        await written(pilot, "known, too")
        await pressed(pilot, "enter")
        assert len(suppressed(app)) == 2

    drive(fixture_root("fixed-ip-sender"), steps, profile=PROFILE)
    assert Path(PROFILE).read_bytes().startswith(b'extends = "default"\r\n# ours\r\n')


def test_what_makes_no_sense_is_said_and_nothing_is_lost(drive: Drive, fixture_root: Root) -> None:
    """In the dialog, whose fields stay as they were; Escape changes nothing."""
    Path("other.toml").write_bytes(b'extends = "default"\n')

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "i", "enter")
        assert "reason must be a text that is not empty" in screen_text(app)
        await written(pilot, "known")
        await pressed(pilot, "tab", "tab")
        await written(pilot, "soon")
        await pressed(pilot, "enter")
        assert "soon is no date like 2027-03-31" in screen_text(app)
        await written(pilot, "2020-01-01")
        await pressed(pilot, "enter")
        assert "2020-01-01 is over" in screen_text(app)
        await written(pilot, "2027-01-01")
        await pressed(pilot, "tab", "tab")
        await written(pilot, "other.toml")
        await pressed(pilot, "enter")
        assert "other.toml is not the profile that was judged by" in screen_text(app)
        assert "2027-01-01" in screen_text(app)
        await pressed(pilot, "escape")
        assert suppressed(app) == []

    drive(fixture_root("fixed-ip-sender"), steps)
    assert [one.name for one in Path().iterdir()] == ["other.toml"]


def test_what_cannot_be_accepted_is_said_at_once(drive: Drive, fixture_root: Root) -> None:
    """What is suppressed already, and what is about suppressions."""
    over = b'[[suppress]]\nrule = "ACL003"\nreason = "moving"\nexpires = 2020-01-01\n'
    known = b'[[suppress]]\nrule = "SRV007"\nreason = "small"\npermanent = true\n'
    Path(PROFILE).write_bytes(b'extends = "default"\n' + over + known)

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "h", "i")
        assert "it is suppressed already" in screen_text(app)
        await pressed(pilot, "h")
        rows = findings(app).rows
        rules = [one.finding.rule.id for one in rows.items if isinstance(one, Reported)]
        rows.move(next(row for row, rule in enumerate(rules) if rule.startswith("SUP")))
        await pressed(pilot, "i")
        assert "cannot be suppressed" in screen_text(app)
        assert len(app.screen_stack) == 2

    drive(fixture_root("fixed-ip-sender"), steps, profile=PROFILE)


def test_it_fits_a_small_terminal_in_japanese(drive: Drive, fixture_root: Root) -> None:
    """The field that is written in is to be seen."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "2", "i")
        await written(pilot, "known")
        assert "known" in screen_text(home(pilot))
        await pressed(pilot, "tab", "tab", "tab", "tab")
        assert PROFILE in screen_text(home(pilot))

    drive(fixture_root("fixed-ip-sender"), steps, size=(40, 12), language="ja")
