"""What every dialog has in common: a box in the middle, a question, and Escape to go away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from xmailaudit.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.messages import Message
    from xmailaudit.report.language import Words
    from xmailaudit.tui.app import Application

T = TypeVar("T")

__all__ = ["Dialog"]


class Dialog(ModalScreen[T | None]):
    """A box with a question; it gives an answer, or None where somebody goes away."""

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog #box {
        width: 72; max-width: 100%; height: auto; max-height: 100%;
        background: $panel; border: solid $primary; padding: 0 1;
    }
    Dialog Static { width: 1fr; height: auto; }
    Dialog #keys { color: $text-muted; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", _("cancel"), id="cancel"),
    ]

    def __init__(self, question: Message) -> None:
        super().__init__()
        self._question = question

    @property
    def words(self) -> Words:
        """The language."""
        return cast("Application", self.app).desk.words

    def fields(self) -> Iterable[Widget]:
        """What stands under the question."""
        return ()

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="box"):
            yield Static(self.words.message(self._question), id="question", markup=False)
            yield from self.fields()
            yield Static(self._hints(), id="keys", markup=False)

    def _hints(self) -> str:
        bindings = (
            binding for _node, binding, enabled, _tip in self.active_bindings.values() if enabled
        )
        return "  ".join(
            f"{self.app.get_key_display(one)} {self.words(one.description)}"
            for one in bindings
            if one.show and one.description
        )
