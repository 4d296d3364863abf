"""A list of any length: the cursor, and that only what is seen is drawn."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from textual.app import App

from xmailaudit.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

HEIGHT = 10
MANY = 100_000


class _Shown(App[None]):
    def __init__(self, items: Sequence[int]) -> None:
        super().__init__()
        self.items = items
        self.drawn: list[int] = []

    def compose(self) -> ComposeResult:
        yield Rows(self._draw)

    def on_mount(self) -> None:
        rows = self.query_one(Rows)
        rows.show(self.items)
        rows.focus()

    def _draw(self, item: int, width: int) -> str:
        assert width > 0
        self.drawn.append(item)
        return f"row {item}"


def _after(keys: Sequence[str], count: int = MANY) -> tuple[int, set[int]]:
    """Where the cursor stands after some keys, and which rows were drawn for the last of them."""

    async def run() -> tuple[int, set[int]]:
        app = _Shown(range(count))
        async with app.run_test(size=(40, HEIGHT)) as pilot:
            await pilot.pause()
            for key in keys:
                app.drawn.clear()
                await pilot.press(key)
                await pilot.pause()
            return app.query_one(Rows).cursor, set(app.drawn)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        (["down"], 1),
        (["j", "j", "k"], 1),
        (["up"], 0),
        (["pagedown"], HEIGHT - 1),
        (["end"], MANY - 1),
        (["end", "pageup"], MANY - HEIGHT),
        (["end", "down", "home"], 0),
    ],
)
def test_keys_move_the_cursor(keys: list[str], cursor: int) -> None:
    """By a row, a page, to either end, and never beyond."""
    assert _after(keys)[0] == cursor


def test_only_what_is_seen_is_drawn() -> None:
    """However long the list is."""
    _cursor, drawn = _after(["end"])

    assert drawn == set(range(MANY - HEIGHT, MANY))


@pytest.mark.parametrize("keys", [["down"], ["enter"], ["pagedown", "end"], []])
def test_an_empty_list_takes_keys(keys: list[str]) -> None:
    """And has no current row."""
    assert _after(keys, count=0)[0] == 0
