"""From opening to undo on every fixture, by keys; the copied commands do the same to the files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import materialise, names
from tests.fix.made import seen
from tests.tui.driving import home, screen_text
from tests.tui.journeys import CHOICES, applied, copied, in_a_shell, plan_of
from xmailaudit.session import history, undo

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
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


def _same_in_a_shell(root: Path, planning: str, applying: str) -> Files:
    """A new MailRoot in the old one's place, changed by the copied lines and changed back."""
    root.rename(root.with_name("aside"))
    before = seen(materialise(root.name, root))
    told = in_a_shell(planning, root.parent)
    assert told.returncode in (0, 1), told.stderr
    assert seen(root) == before

    told = in_a_shell(applying, root.parent)
    assert told.returncode in (0, 1), told.stderr
    after = seen(root)

    newest = history(root).past[-1].id
    told = in_a_shell(f"xmailaudit undo {newest}", root.parent)
    assert told.returncode == 0, told.stderr
    assert seen(root) == before
    return after


def _judged(report: Report) -> list[tuple[str, Severity]]:
    return sorted((one.fingerprint, one.severity) for one in report.counted)


def test_every_fixture_has_a_journey() -> None:
    """A new one needs its choices here."""
    assert sorted(CHOICES) == names()


@pytest.mark.parametrize("name", [name for name in names() if CHOICES[name]])
def test_chosen_fixes_are_applied_and_taken_back(
    drive: Drive, fixture_root: Callable[[str], Path], name: str
) -> None:
    """Just the files that were previewed change; undone, each is as it was, byte for byte."""
    root = fixture_root(name)
    before = seen(root)
    lines: list[str] = []
    promised: dict[str, bytes | None] = {}

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await plan_of(pilot, CHOICES[name])
        lines.append(await copied(pilot))
        planned = app.desk.planned
        assert planned is not None
        promised.update((change.path, change.new) for change in planned.plan.changes)
        assert seen(root) == before

        lines.append(await applied(pilot))
        assert "is carried out" in screen_text(app)
        assert not app.desk.picks
        assert app.desk.report is not None
        assert _judged(app.desk.report) == _judged(planned.preview.after)

    drive(root, steps)
    after = seen(root)
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    assert changed == set(promised)
    undo()
    assert seen(root) == before

    assert _same_in_a_shell(root, *lines) == after
