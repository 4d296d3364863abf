"""Many findings and many accounts: only what is seen is worded, and the keys are heard meanwhile.

`benchmarks/paging.py` measures the same on a hundred thousand accounts.
"""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING

import pytest

from fixtures.large import make
from tests.tui.driving import home, pressed, screen_text, settled
from xmailaudit.messages import say
from xmailaudit.tui.calm import Calm
from xmailaudit.tui.jobs import Job
from xmailaudit.tui.list_page import ListPage
from xmailaudit.tui.screens.access import AccessScreen
from xmailaudit.tui.screens.file import FileScreen
from xmailaudit.tui.widgets.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive
    from xmailaudit.rules.finding import Finding, Severity
    from xmailaudit.tui.jobs import Watching

HEIGHT = 24
PAGES = 20
#: A machine that does nothing else takes a hundredth of it for a page.
SECONDS_A_PAGE = 2.0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Some hundred accounts and slips: more than is worth wording at each key."""
    return make(tmp_path / "MailRoot", accounts=400, rows=5, findings=150)


@pytest.mark.parametrize("key", ["2", "5"])
def test_a_page_words_only_what_is_seen(
    drive: Drive, root: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Be it of findings or of accounts."""
    worded: list[object] = []

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, key)
        page = home(pilot).screen
        assert isinstance(page, ListPage)
        draw = page.rows._draw

        def counted(item: object, width: int) -> str:
            worded.append(item)
            return draw(item, width)

        monkeypatch.setattr(page.rows, "_draw", counted)
        assert len(page.rows.items) > (PAGES // 4) * HEIGHT
        start = time.perf_counter()
        for _page in range(PAGES):
            worded.clear()
            await pilot.press("pagedown")
            await settled(pilot)
            # Once for what scrolled, once more for what stands elsewhere then.
            assert len(worded) <= 3 * HEIGHT
        assert time.perf_counter() - start < PAGES * SECONDS_A_PAGE

    drive(root, steps)


def test_words_are_looked_for_in_a_thread(drive: Drive, root: Path) -> None:
    """What is typed is there at once; what comes of the first letters is not shown any more."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "2", "slash")
        page = home(pilot).screen
        assert isinstance(page, ListPage)
        every = len(page.rows.items)
        go_on: list[bool] = []

        def work(_watching: Watching) -> None:
            while not go_on:
                time.sleep(0.01)

        home(pilot).start(Job(say("working"), work, lambda _: None))
        await pilot.press(*"usr011")
        assert len(page.rows.items) == every
        go_on.append(True)
        await settled(pilot)
        found = page.rows.items
        assert 0 < len(found) < every
        assert {one.finding.rule.id for one in found} == {"USR011"}
        await pressed(pilot, "enter", "escape")
        assert len(page.rows.items) == every

    drive(root, steps)


def test_a_search_that_was_left_is_not_shown(drive: Drive, root: Path) -> None:
    """All accounts are there again, however late the answer comes."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "5", "slash")
        page = home(pilot).screen
        assert isinstance(page, ListPage)
        every = len(page.rows.items)
        go_on: list[bool] = []

        def work(_watching: Watching) -> None:
            while not go_on:
                time.sleep(0.01)

        home(pilot).start(Job(say("working"), work, lambda _: None))
        await pilot.press(*"user39", "enter", "escape")
        go_on.append(True)
        await settled(pilot)
        assert len(page.rows.items) == every

    drive(root, steps)


def test_what_is_found_is_told_together(drive: Drive, root: Path) -> None:
    """Thousands of findings of one rule are no thousand screens."""
    told: list[int] = []

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        report = app.desk.report
        assert report is not None
        one = report.findings[0]
        take = app.desk.find

        def find(*found: object) -> None:
            told.append(len(found))
            take(*[one] * len(found))

        app.desk.find = find  # type: ignore[method-assign]
        app.desk.report = None

        def work(watching: Watching) -> None:
            _many(watching.found, one.finding, one.severity)
            time.sleep(0.2)
            watching.tell(say("working"))

        app.start(Job(say("working"), work, lambda _: app.desk.take(report)))
        await settled(pilot)

    drive(root, steps)
    assert told == [1, 4999]


def _many(found: Callable[[Finding, Severity], None], finding: Finding, severity: Severity) -> None:
    for _number in range(5000):
        found(finding, severity)


def test_a_long_file_is_searched_while_keys_are_heard(drive: Drive, root: Path) -> None:
    """And what is looked for is shown."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "5")
        home(pilot).push_screen(FileScreen("mailusers.tab", 1))
        await settled(pilot)
        await pressed(pilot, "slash", *"user377", "enter")
        await home(pilot).workers.wait_for_complete()
        await settled(pilot)
        assert home(pilot).screen.query_one(Source).cursor == 377
        assert "user377" in screen_text(home(pilot))

    drive(root, steps)


def test_networks_are_worded_in_a_thread(
    drive: Drive, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has which share is worked out on the way, and a table may be long."""
    from threading import current_thread, main_thread

    from xmailaudit.report import text_access

    threads: list[object] = []
    shares = text_access.effective_shares

    def counted(*parts: object) -> object:
        threads.append(current_thread())
        return shares(*parts)  # type: ignore[arg-type]

    monkeypatch.setattr(text_access, "effective_shares", counted)

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "6", "right", "left")
        assert isinstance(home(pilot).screen, AccessScreen)
        assert "Let in to" in screen_text(home(pilot))
        await pilot.resize_terminal(100, 30)
        await settled(pilot)
        assert "Let in to" in screen_text(home(pilot))

    drive(root, steps)
    assert threads
    assert main_thread() not in threads


@pytest.fixture
def as_before() -> Iterator[None]:
    """Whatever a test does, the process goes on as it was."""
    before, turn = gc.get_threshold(), sys.getswitchinterval()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)
    sys.setswitchinterval(turn)


@pytest.mark.usefixtures("as_before")
def test_calm_leaves_nothing_behind() -> None:
    """What is kept is let go, and the process is as it was."""
    before, turn, frozen = gc.get_threshold(), sys.getswitchinterval(), gc.get_freeze_count()
    calm = Calm()
    calm.keep()
    assert gc.get_freeze_count() == frozen
    calm.begin()
    calm.begin()
    calm.keep()
    assert gc.get_freeze_count() > 0
    calm.let_go()
    assert gc.get_freeze_count() == 0
    assert sys.getswitchinterval() < turn
    calm.keep()
    calm.end()
    calm.end()
    calm.begin()
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
    assert sys.getswitchinterval() == pytest.approx(turn)
