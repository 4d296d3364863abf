"""`Rows`: a list of any length, of which only the lines to be seen are ever made.

A row is one line.  The rows themselves are any sequence; `draw` words one of them for a width.
"""

from __future__ import annotations

from asyncio import sleep
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from xmailaudit.messages import _
from xmailaudit.tui.look import plain, styled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.style import Style as VisualStyle

T = TypeVar("T")

#: So many rows are worded before others have their turn.
_AT_ONCE = 200

__all__ = ["Rows"]


class Rows(ScrollView, Generic[T], can_focus=True):
    """One row of `items` is the one the cursor stands on."""

    DEFAULT_CSS = """
    Rows { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    Rows > .rows--cursor { background: $background; color: $primary; }
    Rows > .rows--blurred { background: $panel; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor", "rows--blurred"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", _("up"), show=False, id="up"),
        Binding("down,j", "move(1)", _("down"), show=False, id="down"),
        Binding("pageup", "move_page(-1)", _("page up"), show=False, id="page-up"),
        Binding("pagedown", "move_page(1)", _("page down"), show=False, id="page-down"),
        Binding("home,g", "move_to(0)", _("first"), show=False, id="first"),
        Binding("end,G", "move_to(-1)", _("last"), show=False, id="last"),
        Binding("enter", "choose", _("open it"), show=False, id="open"),
    ]

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, rows: Rows[Any]) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> Rows[Any]:
            """The list."""
            return self.rows

    class Chosen(Moved):
        """Somebody wants what the cursor stands on."""

    def __init__(self, draw: Callable[[T, int], str], *, id: str | None = None) -> None:  # noqa: A002  # as all widgets
        super().__init__(id=id)
        self._draw = draw
        self._items: Sequence[T] = ()
        self._cursor = 0

    # ------------------------------------------------------------ what is in it

    @property
    def items(self) -> Sequence[T]:
        """The rows."""
        return self._items

    def show(self, items: Sequence[T], cursor: int | None = None) -> None:
        """Show other rows; the cursor stays on its line unless another one is named."""
        self._items = items
        wanted = self._cursor if cursor is None else cursor
        self._cursor = max(0, min(wanted, len(items) - 1))
        self._lay_out()
        self._reveal()

    @property
    def cursor(self) -> int:
        """The number of the row the cursor stands on, from 0."""
        return self._cursor

    @property
    def current(self) -> T | None:
        """The row the cursor stands on; None where there is none."""
        return self._items[self._cursor] if self._cursor < len(self._items) else None

    def plain_lines(self, width: int) -> list[str]:
        """All rows as text."""
        return [plain(self._draw(item, width)) for item in self._items]

    async def find(self, text: str) -> bool:
        """Go to the next row that holds a text, in any case; from the end on to the beginning.

        Keys are heard meanwhile: wording all rows of a long list takes a while.
        """
        wanted, items, start = text.lower(), self._items, self._cursor
        for step in range(1, len(items) + 1):
            row = (start + step) % len(items)
            if wanted in plain(self._draw(items[row], self.size.width)).lower():
                self.move(row)
                return True
            if not step % _AT_ONCE:
                await sleep(0)
        return False

    # ------------------------------------------------------------ moving

    def move(self, row: int) -> None:
        """Put the cursor on a row, the nearest there is."""
        wanted = max(0, min(row, len(self._items) - 1))
        if wanted == self._cursor:
            return
        before, self._cursor = self._cursor, wanted
        scrolled = self._reveal()
        if not scrolled:
            for changed in (before, wanted):
                self.refresh_row(changed)
        self.post_message(self.Moved(self))

    def refresh_row(self, row: int) -> None:
        """Draw a row anew."""
        self.refresh(Region(0, row - self.scroll_offset.y, self.size.width, 1))

    def action_move(self, by: int) -> None:
        """Some rows down."""
        self.move(self._cursor + by)

    def action_move_page(self, by: int) -> None:
        """Some screens full down."""
        self.move(self._cursor + by * max(1, self.size.height - 1))

    def action_move_to(self, row: int) -> None:
        """To a row; a negative one counts from the end."""
        self.move(row if row >= 0 else len(self._items) + row)

    def action_choose(self) -> None:
        """Tell that somebody wants this row."""
        if self._items:
            self.post_message(self.Chosen(self))

    def _reveal(self) -> bool:
        """Scroll so that the cursor is to be seen; whether that was needed."""
        top, height = round(self.scroll_y), self.size.height
        if not height or top <= self._cursor < top + height:
            return False
        target = self._cursor if self._cursor < top else self._cursor - height + 1
        self.scroll_to(y=target, animate=False, force=True)
        return True

    # ------------------------------------------------------------ the screen

    def _lay_out(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._items))
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """The width is another one."""
        del event
        self._lay_out()
        self._reveal()

    def on_click(self, event: events.Click) -> None:
        """A mouse is no need, but no harm either."""
        row = event.y + self.scroll_offset.y
        if row >= len(self._items):
            return
        if row == self._cursor:
            self.action_choose()
        self.move(row)

    def render_line(self, y: int) -> Strip:
        """One line of what is to be seen."""
        row = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        style = self._look(row)
        if row >= len(self._items):
            return Strip.blank(width, style.rich_style)
        content = styled(self._draw(self._items[row], width)).truncate(width, ellipsis=True)
        if row == self._cursor and self._is_lit:
            # One look for all of the line, which a terminal without colours has, too.
            line = Content(content.plain).pad_right(width - content.cell_length)
            content = line.stylize("reverse")
        strips = Visual.to_strips(self, content, width, 1, style, pad=True)
        return strips[0] if strips else Strip.blank(width, style.rich_style)

    def _look(self, row: int) -> VisualStyle:
        if row != self._cursor or not self._items:
            return self.visual_style
        return self.get_visual_style("rows--cursor" if self._is_lit else "rows--blurred")

    @property
    def _is_lit(self) -> bool:
        """Whether keys move its cursor, be it from another field."""
        return self.has_focus or not self.can_focus
