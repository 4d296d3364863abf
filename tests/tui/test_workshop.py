"""Long work, files that change under it, and defects."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from tests.tui.driving import home, pressed, screen_text, settled
from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.tui.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive
    from xmailaudit.tui.jobs import Watching

    Root = Callable[[str], Path]

_DEFECT = "a defect made for this test"


def test_the_audit_is_shown_when_it_is_done(drive: Drive, fixture_root: Root) -> None:
    """Grade and counts stand in the first line on every screen."""

    async def steps(pilot: Pilot[int]) -> None:
        title = screen_text(home(pilot)).splitlines()[0]
        assert "grade F · 1 critical" in title
        await pressed(pilot, "2")
        assert screen_text(home(pilot)).splitlines()[0] == title

    drive(fixture_root("fixed-ip-sender"), steps)


def test_work_can_be_stopped(drive: Drive, fixture_root: Root) -> None:
    """Escape ends it at the next word about how far it is; nothing it gave is taken."""
    given: list[object] = []

    def work(watching: Watching) -> object:
        while True:
            watching.tell(say(_("stopped")))

    async def steps(pilot: Pilot[int]) -> None:
        home(pilot).start(Job(say(_("judging")), work, given.append))
        await pilot.press("escape")
        await settled(pilot)

    drive(fixture_root("hardened"), steps)
    assert given == []


def test_an_audit_that_was_stopped_can_be_begun_again(drive: Drive, fixture_root: Root) -> None:
    """The first line says that it was stopped, and the key."""
    stuck = [True]

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)

        def work(watching: Watching) -> object:
            while stuck:
                watching.tell(say(_("judging")))
            return None

        app.desk.reopen()
        app.start(Job(say(_("judging")), work, lambda _: None))
        await pressed(pilot, "escape")
        assert "STOPPED: r reads and judges again" in screen_text(app).splitlines()[0]
        stuck.clear()
        await pressed(pilot, "r")
        assert "grade A" in screen_text(app).splitlines()[0]

    drive(fixture_root("hardened"), steps)


def test_what_is_to_be_done_whole_is_not_stopped(drive: Drive, fixture_root: Root) -> None:
    """Neither by Escape, nor by other work, nor by quitting."""
    given: list[object] = []
    go_on: list[bool] = []

    def work(_watching: Watching) -> object:
        import time

        while not go_on:
            time.sleep(0.01)
        return "whole"

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        app.start(Job(say(_("applying")), work, given.append, whole=True))
        await pilot.press("escape", "r", "q")
        await pilot.pause()
        assert app.is_running
        assert app.at_work is not None
        go_on.append(True)
        await settled(pilot)

    drive(fixture_root("hardened"), steps)
    assert given == ["whole"]


def test_what_is_short_is_done_in_between(drive: Drive, fixture_root: Root) -> None:
    """In the thread of the longer work, which goes on."""
    given: list[str] = []

    def work(watching: Watching) -> object:
        while given != ["short"]:
            watching.tell(say(_("judging")))
        return "long"

    def short(_watching: Watching) -> object:
        return "short"

    async def steps(pilot: Pilot[int]) -> None:
        home(pilot).start(Job(say(_("judging")), work, given.append))
        home(pilot).start(Job(say(_("applying")), short, given.append, aside=True))
        await settled(pilot)

    drive(fixture_root("hardened"), steps)
    assert given == ["short", "long"]


def test_the_same_work_is_begun_anew_and_other_work_waits(drive: Drive, fixture_root: Root) -> None:
    """Nothing is lost, and nothing is done twice."""
    given: list[str] = []

    def endless(watching: Watching) -> object:
        while True:
            watching.tell(say(_("judging")))

    async def steps(pilot: Pilot[int]) -> None:
        start = home(pilot).start
        start(Job(say(_("judging")), endless, given.append))
        start(Job(say(_("applying")), lambda _watching: "another", given.append))
        start(Job(say(_("judging")), lambda _watching: "anew", given.append))
        await settled(pilot)

    drive(fixture_root("hardened"), steps)
    assert given == ["another", "anew"]


def test_an_error_of_ours_is_said_and_ends_nothing(drive: Drive, fixture_root: Root) -> None:
    """It is on the screen; foreign text in it is harmless."""

    def work(_watching: Watching) -> Any:
        raise XMailAuditError(say(_("{file} is missing"), file="a[red]\x1b[31m"))

    async def steps(pilot: Pilot[int]) -> None:
        home(pilot).start(Job(say(_("judging")), work, lambda _: None))
        await settled(pilot)
        await pilot.pause(0.1)
        assert r"a[red]\x1b[31m is missing" in screen_text(home(pilot))

    drive(fixture_root("hardened"), steps)


def test_a_defect_ends_it_and_is_handed_on(drive: Drive, fixture_root: Root) -> None:
    """Whoever ran it gets what was raised."""

    def work(_watching: Watching) -> Any:
        raise ZeroDivisionError(_DEFECT)

    async def steps(pilot: Pilot[int]) -> None:
        home(pilot).start(Job(say(_("judging")), work, lambda _: None))
        for _turn in range(100):
            await pilot.pause(0.01)

    with pytest.raises(ZeroDivisionError, match=_DEFECT):
        drive(fixture_root("hardened"), steps)


def test_files_that_change_under_it_are_told(drive: Drive, fixture_root: Root) -> None:
    """And read again by one key."""
    root = fixture_root("fixed-ip-sender")

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        table = root / "ctrl.ipmap.tab"
        table.write_bytes(table.read_bytes() + b'"192.0.2.1"\t"255.255.255.255"\t"ALLOW"\t"9"\r\n')
        app._look_at_files()
        await app.workers.wait_for_complete()
        await settled(pilot)
        assert list(app.desk.stale) == ["ctrl.ipmap.tab"]
        assert "CHANGED on the disk: r re-reads" in screen_text(app)

        await pressed(pilot, "r")
        assert not app.desk.stale
        assert app.desk.session.root.data("ctrl.ipmap.tab") == table.read_bytes()

    drive(root, steps)


def test_a_signal_waits_for_what_is_to_be_done_whole(drive: Drive, fixture_root: Root) -> None:
    """Then it ends with the status of the signal."""
    go_on = Event()
    done: list[str] = []

    def work(_watching: Watching) -> None:
        go_on.wait(20)
        done.append("whole")

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        app.start(Job(say(_("applying")), work, lambda _: None, whole=True))
        app.end(143)
        await pilot.pause()
        assert app.is_running
        go_on.set()
        for _turn in range(500):
            if app.return_value is not None:
                break
            await asyncio.sleep(0.01)

    assert drive(fixture_root("hardened"), steps).return_value == 143
    assert done == ["whole"]
