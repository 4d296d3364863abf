"""Somebody ends it from outside: what is begun whole is done, and the status says which signal."""

from __future__ import annotations

import os
import signal
from threading import Event
from typing import TYPE_CHECKING

import pytest

from tests.tui.driving import home
from xmailaudit.messages import say
from xmailaudit.tui.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive

    Root = Callable[[str], Path]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_ends_it(drive: Drive, fixture_root: Root, name: str) -> None:
    """With the status that shells know; later signals are as they were."""
    number = signal.Signals[name]
    before = signal.getsignal(number)

    async def steps(pilot: Pilot[int]) -> None:
        os.kill(os.getpid(), number)
        await _ended(pilot)

    app = drive(fixture_root("hardened"), steps)
    assert app.return_value == 128 + number
    assert signal.getsignal(number) == before


def test_what_is_to_be_done_whole_is_done_first(drive: Drive, fixture_root: Root) -> None:
    """A plan is never half carried out for that."""
    go_on, done = Event(), Event()

    def work(_watching: object) -> None:
        go_on.wait(20)
        done.set()

    async def steps(pilot: Pilot[int]) -> None:
        home(pilot).start(Job(say("working"), work, lambda _: None, whole=True))
        os.kill(os.getpid(), signal.SIGTERM)
        await pilot.pause(0.2)
        assert home(pilot).is_running
        go_on.set()
        await _ended(pilot)

    app = drive(fixture_root("hardened"), steps)
    assert done.is_set()
    assert app.return_value == 128 + signal.SIGTERM


async def _ended(pilot: Pilot[int]) -> None:
    for _turn in range(200):
        if pilot.app.return_value is not None:
            return
        await pilot.pause(0.05)
