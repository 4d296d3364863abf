"""A question that is answered by a line of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widgets import Input

from xmailaudit.messages import _

from .frame import Dialog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.messages import Message

__all__ = ["QuestionDialog"]


class QuestionDialog(Dialog[str]):
    """`before` stands in the field already."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", _("answer"), id="answer"),
    ]

    def __init__(self, question: Message, before: str = "") -> None:
        super().__init__(question)
        self._before = before

    def fields(self) -> Iterable[Widget]:
        """One field."""
        yield Input(self._before, compact=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter answers."""
        self.dismiss(event.value)

    def action_answer(self) -> None:
        """Enter outside of the field."""
        self.dismiss(self.query_one(Input).value)
