"""A file of the MailRoot, its passwords masked, with the row in question marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from xmailaudit.mailroot.source import Unseen
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
        "marked with >; left and right move long rows."
    )
    DEFAULT_CSS = """
    FileScreen #name { height: 1; padding: 0 1; text-style: bold; }
    """

    def __init__(self, file: str, line: int | None) -> None:
        super().__init__()
        self._file = file
        self._line = line
        self._named = Static(id="name", markup=False)
        self._source = Source()

    def body(self) -> Iterable[Widget]:
        """The lines; or why there are none."""
        yield self._named
        yield self._source

    def on_mount(self) -> None:
        """It belongs to the screen it was opened from."""
        below = self.home.pages()[:-1]
        if below:
            self.tab = below[-1].tab

    @property
    def _heading(self) -> str:
        """The file; where none of its bytes can be shown, why."""
        content = self.desk.session.root.content(self._file)
        if isinstance(content, Unseen):
            template = _("{file} could not be read: {reason}")
            return self.words(template, file=self._file, reason=content.reason)
        template = _("{file}") if isinstance(content, bytes) else _("{file}: there is no such file")
        return self.words(template, file=self._file)

    def refreshed(self) -> None:
        """Read it, and go to the line."""
        self._named.update(Content(self._heading))
        self._source.show_file(self.desk.session.root, self._file, self._line)
        self._source.focus()

    def plain(self, width: int) -> Iterable[str]:
        """All lines with their numbers."""
        yield self._heading
        yield from self._source.plain_lines(width)
