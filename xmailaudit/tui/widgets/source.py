"""`Source`: the lines of a file of the MailRoot, its passwords masked, one row marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from xmailaudit.messages import _
from xmailaudit.report.escape import escaped
from xmailaudit.tables.document import TabDocument
from xmailaudit.tables.shown import shown_line
from xmailaudit.tui.look import MARKED

from .rows import Rows

if TYPE_CHECKING:
    from textual.binding import BindingType

    from xmailaudit.mailroot.root import MailRoot

__all__ = ["Source"]

_TAB = 8
#: So many columns are gone to the side at a time.
_SHIFT = 16

#: The number of a line, from 1, and its bytes.
Line = tuple[int, bytes]


class Source(Rows[Line]):
    """The physical lines of one file; a line is worded when it is seen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "shift(1)", _("further right"), id="shift-right"),
        Binding("left", "shift(-1)", _("further left"), id="shift-left"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # as all widgets
        super().__init__(self._worded, id=id)
        self._file = ""
        self._marked: int | None = None
        self._left = 0

    def show_file(self, root: MailRoot, file: str, line: int | None) -> None:
        """Read a file and go to a line, from 1, with what stands around it."""
        content = root.content(file)
        data = content if isinstance(content, bytes) else b""
        self._file, self._marked, self._left = file, line, 0
        self.show(list(enumerate(TabDocument.parse(data).physical, 1)), (line or 1) - 1)
        self.call_after_refresh(self._centre)

    def action_shift(self, by: int) -> None:
        """Show what stands further right or left in rows that have no room."""
        self._left = max(0, self._left + by * _SHIFT)
        self.refresh()

    def _centre(self) -> None:
        self.scroll_to(y=self.cursor - self.size.height // 2, animate=False, force=True)

    def _worded(self, line: Line, width: int) -> str:
        del width
        number, physical = line
        shown = shown_line(self._file, physical)
        text = "\t".join(map(escaped, shown.split("\t"))).expandtabs(_TAB)[self._left :]
        if number == self._marked:
            return f"{MARKED('bold', f'{number:>5} >')} {MARKED('row', text)}"
        return f"{MARKED('faint', f'{number:>5}  ')} {text}"
