"""`Source`: the lines of a file of the MailRoot, its passwords masked, one row marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.report.escape import escaped
from xmailaudit.tables.document import TabDocument
from xmailaudit.tables.shown import shown_line
from xmailaudit.tui.look import MARKED

from .rows import Rows

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

__all__ = ["Source"]

_TAB = 8

#: The number of a line, from 1, and its bytes.
Line = tuple[int, bytes]


class Source(Rows[Line]):
    """The physical lines of one file; a line is worded when it is seen."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # as all widgets
        super().__init__(self._worded, id=id)
        self._file = ""
        self._marked: int | None = None

    def show_file(self, root: MailRoot, file: str, line: int | None) -> None:
        """Read a file and go to a line, from 1, with what stands around it."""
        content = root.content(file)
        data = content if isinstance(content, bytes) else b""
        self._file, self._marked = file, line
        self.show(list(enumerate(TabDocument.parse(data).physical, 1)), (line or 1) - 1)
        self.call_after_refresh(self._centre)

    def _centre(self) -> None:
        self.scroll_to(y=self.cursor - self.size.height // 2, animate=False, force=True)

    def _worded(self, line: Line, width: int) -> str:
        del width
        number, physical = line
        shown = shown_line(self._file, physical)
        text = "\t".join(map(escaped, shown.split("\t"))).expandtabs(_TAB)
        if number == self._marked:
            return f"{MARKED('bold', f'{number:>5} >')} {MARKED('row', text)}"
        return f"{MARKED('faint', f'{number:>5}  ')} {text}"
