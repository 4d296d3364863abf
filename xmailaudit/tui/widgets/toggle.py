"""`Toggle`: yes or no, told by a mark and not by a colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from xmailaudit.messages import _

if TYPE_CHECKING:
    from textual.binding import BindingType

__all__ = ["Toggle"]


class Toggle(Widget, can_focus=True):
    """A mark with a label behind it."""

    DEFAULT_CSS = """
    Toggle { height: auto; width: 1fr; }
    Toggle:focus { background: $background; color: $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "toggle_it", _("yes or no"), id="toggle"),
    ]

    def __init__(self, label: str, *, value: bool) -> None:
        super().__init__()
        self._label = label
        self.value = value

    def render(self) -> Content:
        """The mark tells which."""
        content = Content(f"{'[x]' if self.value else '[ ]'} {self._label}")
        return content.stylize("reverse") if self.has_focus else content

    def action_toggle_it(self) -> None:
        """The other one."""
        self.value = not self.value
        self.refresh()

    def on_click(self) -> None:
        """A mouse does it, too."""
        self.action_toggle_it()
