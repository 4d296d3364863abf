"""Driving the terminal UI: waiting, pressing keys, reading the screen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from xmailaudit.tui.app import Application

if TYPE_CHECKING:
    from textual.pilot import Pilot

__all__ = ["home", "pressed", "screen_text", "settled"]


async def settled(pilot: Pilot[int]) -> None:
    """Wait until nothing is worked at and all of it is drawn."""
    app = home(pilot)
    for _turn in range(600):
        await pilot.pause(0)
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


def home(pilot: Pilot[int]) -> Application:
    """The application, as what it is."""
    assert isinstance(pilot.app, Application)
    return pilot.app
