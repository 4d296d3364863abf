"""A question that is answered by a line of text."""

from __future__ import annotations

from asyncio import to_thread
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.suggester import Suggester
from textual.widgets import Input

from xmailaudit.messages import _

from .frame import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.messages import Message

__all__ = ["QuestionDialog"]


class _Known(Suggester):
    """Completes what is written, in a thread: the first time many names are read."""

    def __init__(self, complete: Callable[[str], Sequence[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        """The first that begins so."""
        found = await to_thread(self._complete, value) if value else ()
        return next(iter(found), None)


class QuestionDialog(Dialog[str]):
    """`before` stands in the field already; `complete` knows how what is written may go on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", _("answer"), id="answer"),
    ]

    def __init__(
        self,
        question: Message,
        before: str = "",
        complete: Callable[[str], Sequence[str]] | None = None,
    ) -> None:
        super().__init__(question)
        self._before = before
        self._complete = complete

    def fields(self) -> Iterable[Widget]:
        """One field."""
        suggester = None if self._complete is None else _Known(self._complete)
        yield Input(self._before, compact=True, suggester=suggester)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter answers."""
        self.dismiss(event.value)

    def action_answer(self) -> None:
        """Enter outside of the field."""
        self.dismiss(self.query_one(Input).value)
