"""Accepting a finding: why, who, how long, and in which profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, Static

from xmailaudit.messages import _
from xmailaudit.tui.accepting import Acceptance
from xmailaudit.tui.widgets.toggle import Toggle

from .frame import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.messages import Message

__all__ = ["SuppressDialog"]

_LABELS = {
    "reason": _("Why it is accepted:"),
    "owner": _("Who accepts it (may stay empty):"),
    "until": _("Last day:"),
    "file": _("New profile of your own, which extends the one in use:"),
}


class SuppressDialog(Dialog[Acceptance]):
    """`before` stands in the fields already; without a file in it none is asked for.

    `check` says what is wrong with an answer, if anything is.
    """

    DEFAULT_CSS = """
    SuppressDialog #box { overflow-y: auto; }
    SuppressDialog #trouble { text-style: bold; display: none; }
    SuppressDialog #trouble.-shown { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", _("suppress"), id="suppress-now"),
    ]

    def __init__(
        self,
        question: Message,
        before: Acceptance,
        check: Callable[[Acceptance], Message | None],
        trouble: Message | None = None,
    ) -> None:
        super().__init__(question)
        self._before = before
        self._check = check
        self._trouble = trouble

    def fields(self) -> Iterable[Widget]:
        """A line each."""
        before = self._before
        yield Static(id="trouble", markup=False)
        yield from self._field("reason", before.reason)
        yield from self._field("owner", before.owner)
        yield from self._field("until", before.until)
        yield Toggle(self.words(_("for ever")), value=before.permanent)
        if before.file is not None:
            yield from self._field("file", before.file)

    def _field(self, name: str, value: str) -> Iterable[Widget]:
        yield Static(self.words(_LABELS[name]), markup=False)
        yield Input(value, id=name, compact=True)

    def on_mount(self) -> None:
        """Why, first of all."""
        self._say(self._trouble)
        self.query_one("#reason").focus()

    def on_input_submitted(self) -> None:
        """Enter in any field."""
        self.action_answer()

    def action_answer(self) -> None:
        """Answer, unless something is wrong with it."""
        value = {field.id: field.value for field in self.query(Input)}
        answer = Acceptance(
            reason=value["reason"].strip(),
            owner=value["owner"].strip(),
            until=value["until"].strip(),
            permanent=self.query_one(Toggle).value,
            file=value.get("file"),
        )
        trouble = self._check(answer)
        if trouble is None:
            self.dismiss(answer)
        else:
            self._say(trouble)

    def _say(self, trouble: Message | None) -> None:
        shown = self.query_one("#trouble", Static)
        shown.set_class(trouble is not None, "-shown")
        if trouble is not None:
            shown.update(Content(self.words.message(trouble)))
