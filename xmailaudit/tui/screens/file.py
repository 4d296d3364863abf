"""A file of the MailRoot, its passwords masked, with the row in question marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.report.escape import escaped
from xmailaudit.tables.document import TabDocument
from xmailaudit.tables.shown import shown_line
from xmailaudit.tui.look import MARKED
from xmailaudit.tui.page import Page
from xmailaudit.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

__all__ = ["FileScreen"]

_TAB = 8


class FileScreen(Page):
    """The lines of a file as XMail's reader meets them; `line` counts from 1."""

    tab = "findings"

    def __init__(self, file: str, line: int | None) -> None:
        super().__init__()
        self._file = file
        self._line = line

    def body(self) -> Iterable[Widget]:
        """The lines."""
        yield Rows(self._draw)

    def on_mount(self) -> None:
        """It is there to be scrolled."""
        super().on_mount()
        self.query_one(Rows).focus()

    def refreshed(self) -> None:
        """Read it, and go to the line."""
        content = self.desk.session.root.content(self._file)
        data = content if isinstance(content, bytes) else b""
        physical = TabDocument.parse(data).physical
        rows: Rows[tuple[int, bytes]] = self.query_one(Rows)
        rows.show(list(enumerate(physical, 1)), None if self._line is None else self._line - 1)

    def _draw(self, row: tuple[int, bytes], width: int) -> str:
        del width
        number, line = row
        text = "\t".join(map(escaped, shown_line(self._file, line).split("\t"))).expandtabs(_TAB)
        if number == self._line:
            text = MARKED("row", text)
        return f"{MARKED('faint', f'{number:>6}')} {text}"

    def plain(self, width: int) -> Iterable[str]:
        """All lines with their numbers."""
        yield self.words.show(self._file)
        yield from self.query_one(Rows).plain_lines(width)
