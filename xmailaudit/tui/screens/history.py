"""History: what was changed in this MailRoot, to be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding

from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.report.text_layout import padded, wrap
from xmailaudit.report.text_style import styled
from xmailaudit.tui.jobs import Job
from xmailaudit.tui.look import MARKED, plain
from xmailaudit.tui.page import Page
from xmailaudit.tui.widgets.pane import Pane
from xmailaudit.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.messages import Message
    from xmailaudit.report.text_history import PastLine
    from xmailaudit.session import Session

__all__ = ["HistoryScreen"]

_STATE_ROOM = 12
_IN_FORCE = "done"


class _Told(NamedTuple):
    """The transactions, the newest first, and what could not be put right of the interrupted."""

    past: tuple[PastLine, ...] = ()
    troubles: tuple[Message, ...] = ()


class HistoryScreen(Page):
    """The transactions, and under them the one the cursor stands on."""

    tab = "history"
    about = _(
        "What was applied to this MailRoot, the newest first, and what became of it. Each can be "
        "taken back: first it is shown what that would do."
    )
    DEFAULT_CSS = """
    HistoryScreen Rows { height: 2fr; }
    HistoryScreen Pane { border-top: solid $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u,enter", "undo", _("preview of the undo"), id="preview-undo"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._told: _Told | None = None
        self._of: Session | None = None

    def body(self) -> Iterable[Widget]:
        """The list, and one text."""
        yield Rows(self._draw)
        yield Pane()

    @property
    def rows(self) -> Rows[PastLine]:
        """The list."""
        return self.query_one(Rows)

    def on_screen_resume(self) -> None:
        """Begin again what somebody stopped."""
        if self._told is None and self.home.at_work is None:
            self._of = None
            self.refreshed()

    def refreshed(self) -> None:
        """Read the journals, where that was not done since the MailRoot was read."""
        session = self.desk.session
        if self._of is not session:
            self._of, self._told = session, None
            title = say(_("reading what was changed"))
            job = Job(title, lambda _watching: _history(session), self._took, self._failed)
            self.home.start(job._replace(aside=True))
        self._show()

    def _took(self, told: _Told) -> None:
        self._told = told
        self._show()

    def _failed(self, error: XMailAuditError) -> None:
        self._took(_Told(troubles=(error.message,)))

    def _show(self) -> None:
        past = () if self._told is None else self._told.past
        self.rows.display = bool(past)
        self.rows.show(past)
        if past and not self.query_one(Pane).has_focus:
            self.rows.focus()
        self._show_one()

    def _show_one(self) -> None:
        self.query_one(Pane).show(self._lines)
        self.refresh_bindings()

    def on_rows_moved(self) -> None:
        """Another one is told whole."""
        self._show_one()

    # ------------------------------------------------------------ what is shown

    def _draw(self, one: PastLine, width: int) -> str:
        from xmailaudit.report.text_history import state_of

        del width
        words = self.words
        state = padded(words(state_of(one)), _STATE_ROOM)
        if one.state == _IN_FORCE:
            state = MARKED("bold", state)
        if one.undoes is not None:
            what = words(_("takes {id} back"), id=one.undoes)
        else:
            what = ", ".join(map(words.show, one.label))
        return f"{one.id}  {state}  {what}"

    def _lines(self, width: int) -> Iterator[str]:
        from xmailaudit.report.text_history import past_lines

        words, told, one = self.words.wide(width), self._told, self.rows.current
        if told is None:
            yield words(_("The journals are being read."))
            return
        for trouble in told.troubles:
            yield from styled("bold", words.message(trouble), words, MARKED)
        if one is not None:
            yield from past_lines(one, words)
        elif not told.troubles:
            template = _(
                "Nothing was changed here by xmailaudit so far, or its journals are gone. What is "
                "applied is listed here, and can be taken back."
            )
            yield from wrap(words(template), width)

    # ------------------------------------------------------------ what somebody does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is in force can be taken back."""
        del parameters
        return action != "undo" or self._can_undo()

    def _can_undo(self) -> bool:
        one = self.rows.current if self.is_mounted else None
        return one is not None and one.state == _IN_FORCE

    def action_undo(self) -> None:
        """Show what taking it back would do."""
        from .undoing import UndoScreen

        one = self.rows.current
        if one is not None and self._can_undo():
            self.app.push_screen(UndoScreen(one.id))
        elif one is not None:
            self.home.tell(_("{id} is not in force: there is nothing to take back"), id=one.id)

    def on_rows_chosen(self) -> None:
        """Enter on a transaction."""
        self.action_undo()

    # ------------------------------------------------------------ elsewhere

    def twin(self) -> tuple[str, ...]:
        """The command that lists the same."""
        return ("xmailaudit", "history", self.desk.target)

    def plain(self, width: int) -> Iterable[str]:
        """All of them whole."""
        from xmailaudit.report.text_history import past_lines

        words, told = self.words.wide(width), self._told
        if told is None or not told.past:
            return map(plain, self._lines(width))
        return (line for one in told.past for line in past_lines(one, words))


def _history(session: Session) -> _Told:
    """What was done to a MailRoot.  Raises JournalError."""
    from xmailaudit.session import history, past_line

    if session.folder is None:
        hindrance = session.hindrance()
        return _Told(troubles=() if hindrance is None else (hindrance,))
    found = history(session.folder)
    troubles = tuple(error.message for error in found.troubles)
    return _Told(tuple(map(past_line, reversed(found.past))), troubles)
