"""A file of the MailRoot, its passwords masked, with the row in question marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from xmailaudit.messages import _
from xmailaudit.tui.page import Page
from xmailaudit.tui.widgets.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

__all__ = ["FileScreen"]


class FileScreen(Page):
    """The lines of a file; `line` counts from 1."""

    tab = "findings"
    about = _(
        "A file of the MailRoot as it was read, with passwords masked. The row in question is "
        "marked with >."
    )
    DEFAULT_CSS = """
    FileScreen #name { height: 1; padding: 0 1; text-style: bold; }
    """

    def __init__(self, file: str, line: int | None) -> None:
        super().__init__()
        self._file = file
        self._line = line
        self._source = Source()

    def body(self) -> Iterable[Widget]:
        """The lines."""
        yield Static(Content(self.words.show(self._file)), id="name", markup=False)
        yield self._source

    def refreshed(self) -> None:
        """Read it, and go to the line."""
        self._source.show_file(self.desk.session.root, self._file, self._line)
        self._source.focus()

    def plain(self, width: int) -> Iterable[str]:
        """All lines with their numbers."""
        yield self.words.show(self._file)
        yield from self._source.plain_lines(width)
