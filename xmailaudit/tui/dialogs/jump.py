"""Jump keys: a letter on every part of a screen that keys can be for, and on every row in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widgets import Static

from xmailaudit.messages import _
from xmailaudit.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget

    from xmailaudit.tui.app import Application
    from xmailaudit.tui.page import Page

__all__ = ["Goal", "JumpDialog", "goals_of"]

#: The nearest to the fingers first.
_LETTERS = "asdfghjklqwertyuiopzxcvbnm1234567890ASDFGHJKLQWERTYUIOPZXCVBNM"


class Goal(NamedTuple):
    """A part of a screen, or a row of a list in it, and where its letter stands."""

    part: Widget
    row: int | None
    place: Offset

    def reach(self) -> None:
        """Go there."""
        self.part.focus()
        if isinstance(self.part, Rows) and self.row is not None:
            self.part.move(self.row)


def goals_of(page: Page) -> Iterator[Goal]:
    """The parts of a page, and of its lists the rows that can be seen, from the top."""
    for part in page.focus_chain:
        region = part.content_region
        rows = _rows_of(part)
        if not rows:
            yield Goal(part, None, region.offset)
        for line, row in enumerate(rows):
            yield Goal(part, row, Offset(region.x, region.y + line))


def _rows_of(part: Widget) -> range:
    """The numbers of the rows in sight."""
    if not isinstance(part, Rows):
        return range(0)
    top = round(part.scroll_y)
    return range(top, min(top + part.size.height, len(part.items)))


class JumpDialog(ModalScreen[Goal]):
    """A letter on each goal."""

    DEFAULT_CSS = """
    JumpDialog { background: transparent; }
    JumpDialog Static {
        width: auto; height: 1; background: $key; color: $background; text-style: bold;
    }
    JumpDialog .letter { position: absolute; }
    JumpDialog #hint { dock: bottom; width: 100%; padding: 0 1; }
    """

    def __init__(self, goals: Iterable[Goal]) -> None:
        super().__init__()
        self._goals = dict(zip(_LETTERS, goals, strict=False))

    def compose(self) -> ComposeResult:
        """The letters, and what to do with them."""
        for letter, goal in self._goals.items():
            label = Static(letter, classes="letter", markup=False)
            label.styles.offset = goal.place
            yield label
        words = cast("Application", self.app).desk.words
        yield Static(words(_("A letter jumps to where it stands.")), id="hint", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Any key ends it; a letter that stands somewhere leads there."""
        event.stop()
        self.dismiss(self._goals.get(event.character or ""))
