"""The terminal UI under test: on a fixture's MailRoot, driven by keys, its screen read as text."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.tui.driving import settled
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

    from xmailaudit.tui.settings import Settings

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
            settings: Settings | None = None,
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
        settings: Settings | None = None,
    ) -> Application:
        words = Words(translator(language))
        app = Application(Desk(Opening(str(root), profile, at=AT), words), settings)

        async def run() -> None:
            async with app.run_test(size=size, notifications=True) as pilot:
                await settled(pilot)
                await steps(pilot)

        asyncio.run(run())
        return app

    return driven
