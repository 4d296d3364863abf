"""`Pane`: a text to read, laid out for the width there is, of which only what is seen is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from xmailaudit.messages import _
from xmailaudit.tui.look import folded, plain, styled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual import events
    from textual.binding import BindingType

__all__ = ["Pane"]


class Pane(ScrollView, can_focus=True):
    """`make` gives the lines, marked, for a width in columns."""

    DEFAULT_CSS = """
    Pane { height: 1fr; padding: 0 0 0 1; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", _("up"), show=False, id="up"),
        Binding("down,j", "scroll_down", _("down"), show=False, id="down"),
        Binding("pageup", "page_up", _("page up"), show=False, id="page-up"),
        Binding("pagedown,space", "page_down", _("page down"), show=False, id="page-down"),
        Binding("home,g", "scroll_home", _("first"), show=False, id="first"),
        Binding("end,G", "scroll_end", _("last"), show=False, id="last"),
    ]

    def __init__(
        self,
        make: Callable[[int], Iterable[str]] | None = None,
        *,
        id: str | None = None,  # noqa: A002  # as all widgets
    ) -> None:
        super().__init__(id=id)
        self._make = make
        self._lines: list[str] = []
        self._width = 0
        self._found: int | None = None

    def show(self, make: Callable[[int], Iterable[str]], *, top: bool = True) -> None:
        """Show another text, from its top."""
        self._make = make
        self._lay_out(force=True)
        if top:
            self.scroll_home(animate=False)

    def lay_out_anew(self) -> None:
        """Word the text anew; the place where somebody reads stays."""
        self._lay_out(force=True)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines as they are laid out now, marked."""
        return tuple(self._lines)

    def plain_lines(self, width: int) -> list[str]:
        """All of it as text."""
        return [] if self._make is None else [plain(line) for line in self._make(width)]

    async def find(self, text: str) -> bool:
        """Go to the next line that holds a text, in any case; from the end on to the beginning."""
        wanted, count = text.lower(), len(self._lines)
        start = round(self.scroll_y) - 1 if self._found is None else self._found
        for step in range(1, count + 1):
            line = (start + step) % count
            if wanted in plain(self._lines[line]).lower():
                self._found = line
                self.centre(line)
                self.refresh()
                return True
        return False

    def centre(self, line: int) -> None:
        """Scroll so that a line (from 0) stands in the middle."""
        self.scroll_to(y=max(0, line - self.size.height // 2), animate=False, force=True)

    def on_resize(self, event: events.Resize) -> None:
        """The width is another one."""
        del event
        self._lay_out()

    def _lay_out(self, *, force: bool = False) -> None:
        # The bar is as if it were always there: else it would change what it depends on.
        width = self.content_region.width - self.styles.scrollbar_size_vertical
        if self._make is None or width <= 0 or (width == self._width and not force):
            return
        self._width, self._found = width, None
        self._lines = [part for line in self._make(width) for part in folded(line, width)]
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of what is to be seen."""
        row = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        style = self.visual_style
        if row >= len(self._lines):
            return Strip.blank(width, style.rich_style)
        content = styled(self._lines[row])
        if row == self._found:
            content = content.stylize("reverse")
        strips = Visual.to_strips(self, content.truncate(width), width, 1, style, pad=True)
        return strips[0] if strips else Strip.blank(width, style.rich_style)
