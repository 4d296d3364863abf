"""From opening to undo on every fixture, by keys; the copied commands do the same to the files."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import materialise, names
from tests.fix.made import seen
from tests.tui.driving import home, pressed, screen_text
from tests.tui.journeys import CHOICES, applied, copied, in_a_shell, plan_of, taken_back
from xmailaudit.session import history

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.fix.made import Seen
    from tests.tui.conftest import Drive
    from xmailaudit.audit.report import Report
    from xmailaudit.rules.finding import Severity

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nobody changes a folder there yet")

Files = dict[str, "Seen"]


@pytest.fixture(autouse=True)
def _own_journals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XMAILAUDIT_STATE", str(tmp_path / "state"))


@pytest.fixture
def root(fixture_root: Callable[[str], Path], name: str) -> Path:
    """A fixture's MailRoot."""
    return fixture_root(name)


def _same_in_a_shell(root: Path, planning: str, applying: str, undoing: str) -> Files:
    """A new MailRoot in the old one's place, changed by the copied lines and changed back."""
    theirs = history(root).past[0].id
    root.rename(root.with_name("aside"))
    before = seen(materialise(root.name, root))
    told = in_a_shell(planning, root.parent)
    assert told.returncode in (0, 1), told.stderr
    assert seen(root) == before

    told = in_a_shell(applying, root.parent)
    assert told.returncode in (0, 1), told.stderr
    after = seen(root)

    _name, _undo, undone, *options = shlex.split(undoing)
    assert undone == theirs
    newest = history(root).past[-1].id
    told = in_a_shell(shlex.join(["xmailaudit", "undo", newest, *options]), root.parent)
    assert told.returncode == 0, told.stderr
    assert seen(root) == before
    return after


def _different(before: Files, after: Files) -> set[str]:
    return {path for path in {*before, *after} if before.get(path) != after.get(path)}


def _judged(report: Report) -> list[tuple[str, Severity]]:
    return sorted((one.fingerprint, one.severity) for one in report.counted)


async def _by_choice(pilot: Pilot[int], name: str) -> None:
    await plan_of(pilot, CHOICES[name])


async def _all_safe(pilot: Pilot[int], name: str) -> None:
    del name
    await pressed(pilot, "3", "s")


async def _all(pilot: Pilot[int], name: str) -> None:
    del name
    await pressed(pilot, "3", "u")


#: Left out, for time: what is safe there is among what the other ways choose.
_LEFT_OUT = {("all that are safe", "hostile"), ("all that are safe", "japanese-windows")}
_WAYS = {"by choice": _by_choice, "all that are safe": _all_safe, "all": _all}


def test_every_fixture_has_a_journey() -> None:
    """A new one needs its choices here."""
    assert sorted(CHOICES) == names()


@pytest.mark.parametrize(
    ("name", "how"),
    [
        (name, how)
        for name in names()
        for how in _WAYS
        if CHOICES[name] and (how, name) not in _LEFT_OUT
    ],
)
def test_fixes_are_applied_and_taken_back(drive: Drive, root: Path, how: str) -> None:
    """Just what was previewed changes; undone, all is as it was, byte for byte; a shell agrees."""
    before = seen(root)
    lines: list[str] = []
    after: Files = {}

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await _WAYS[how](pilot, root.name)
        lines.append(await copied(pilot))
        planned = app.desk.planned
        assert planned is not None
        assert seen(root) == before

        lines.append(await applied(pilot))
        assert "is carried out" in screen_text(app)
        after.update(seen(root))
        assert _different(before, after) == {one.path or "." for one in planned.plan.changes}
        assert not app.desk.picks
        assert app.desk.report is not None
        assert _judged(app.desk.report) == _judged(planned.preview.after)

        lines.append(await taken_back(pilot))
        assert seen(root) == before
        assert _judged(app.desk.report) == _judged(planned.preview.before)

    drive(root, steps)
    assert _same_in_a_shell(root, *lines) == after
