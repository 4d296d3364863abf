"""The terminal UI under test: on a fixture's MailRoot, driven by keys, its screen read as text."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import pytest

from xmailaudit.report.language import Words, translator
from xmailaudit.tui.app import Application
from xmailaudit.tui.desk import Desk
from xmailaudit.tui.opening import Opening

#: The moment each test judges for.
AT = datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp()

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from textual.pilot import Pilot

    class Drive(Protocol):
        """Runs an application and gives it back when the steps are done."""

        def __call__(
            self,
            root: Path,
            steps: Callable[[Pilot[int]], Awaitable[None]],
            *,
            size: tuple[int, int] = (80, 24),
            language: str = "en",
            profile: str = "default",
        ) -> Application:
            """Open `root`, wait for the audit, do the steps."""


@pytest.fixture
def drive() -> Drive:
    """Open a MailRoot, wait for its audit, and do the steps of a test."""

    def driven(
        root: Path,
        steps: Callable[[Pilot[int]], Awaitable[None]],
        *,
        size: tuple[int, int] = (80, 24),
        language: str = "en",
        profile: str = "default",
    ) -> Application:
        words = Words(translator(language))
        app = Application(Desk(Opening(str(root), profile, at=AT), words))

        async def run() -> None:
            async with app.run_test(size=size) as pilot:
                await settled(pilot)
                await steps(pilot)

        asyncio.run(run())
        return app

    return driven


async def settled(pilot: Pilot[int]) -> None:
    """Wait until nothing is worked at and all of it is drawn."""
    app = pilot.app
    assert isinstance(app, Application)
    for _turn in range(600):
        await pilot.pause()
        if app.at_work is None:
            break
        await asyncio.sleep(0.02)
    assert app.at_work is None, "the work does not end"
    await pilot.pause()


async def pressed(pilot: Pilot[int], *keys: str) -> None:
    """Press keys one by one, and wait for what each of them brings."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def screen_text(app: Application) -> str:
    """What stands on the screen, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)
