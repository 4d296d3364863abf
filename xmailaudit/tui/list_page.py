"""`ListPage`: a page with a list of any length, a line on what is shown, and a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from textual.widgets import Input, Static

from xmailaudit.messages import _

from .look import plain, styled
from .page import Page
from .widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

T = TypeVar("T")

__all__ = ["ListPage"]


class ListPage(Page, Generic[T]):
    """`T` is what a row stands for."""

    DEFAULT_CSS = """
    ListPage #state { height: 1; padding: 0 1; color: $text-muted; }
    ListPage #search { height: 1; border: none; padding: 0 1; display: none; }
    ListPage #search.-shown { display: block; }
    """

    # ------------------------------------------------------------ for each list to fill

    def draw(self, item: T, width: int) -> str:
        """One row, marked."""
        raise NotImplementedError

    def state(self) -> str:
        """What is shown, and by which filters, marked."""
        raise NotImplementedError

    def seek(self, text: str) -> None:
        """Show only what holds these words."""
        raise NotImplementedError

    def open_row(self) -> None:
        """Show what the cursor stands on whole."""
        raise NotImplementedError

    def unfilter(self) -> bool:
        """Show all again; whether anything was filtered."""
        raise NotImplementedError

    # ------------------------------------------------------------ the page

    def body(self) -> Iterable[Widget]:
        """What is shown, the search, the list."""
        yield Static(id="state", markup=False)
        yield Input(id="search", placeholder=self.words(_("words to look for")), compact=True)
        yield Rows(self.draw)

    def on_mount(self) -> None:
        """The list is what keys are for."""
        self.rows.focus()

    @property
    def rows(self) -> Rows[T]:
        """The list."""
        return self.query_one(Rows)

    def refresh_state(self) -> None:
        """What is shown may be another."""
        self.query_one("#state", Static).update(styled(self.state()))

    def plain(self, width: int) -> Iterable[str]:
        """The state and the list."""
        yield plain(self.state())
        yield from self.rows.plain_lines(width)

    # ------------------------------------------------------------ what somebody does

    def action_open(self) -> None:
        """Show a row whole."""
        self.open_row()

    def on_rows_chosen(self) -> None:
        """Enter opens."""
        self.open_row()

    def action_search(self) -> None:
        """Look for words."""
        search = self.query_one(Input)
        search.add_class("-shown")
        search.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while somebody types."""
        self.seek(event.value)

    def on_input_submitted(self) -> None:
        """Back to the list; the words stay in force."""
        self._leave_search()

    def action_clear(self) -> None:
        """Out of the search, then out of all filters, then back."""
        search = self.query_one(Input)
        if search.has_focus:
            self._leave_search()
        elif self.unfilter():
            search.value = ""
            search.remove_class("-shown")
        else:
            self.home.action_out()

    def _leave_search(self) -> None:
        search = self.query_one(Input)
        if not search.value:
            search.remove_class("-shown")
        self.rows.focus()
