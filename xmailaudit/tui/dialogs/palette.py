"""The command palette: everything that can be done now, to be found by its words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding
from textual.widgets import Input

from xmailaudit.messages import _, say
from xmailaudit.report.text_layout import padded
from xmailaudit.tui.places import PLACES
from xmailaudit.tui.themes import THEMES, TITLES
from xmailaudit.tui.widgets.rows import Rows

from .frame import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.messages import Message
    from xmailaudit.report.language import Words
    from xmailaudit.tui.app import Application
    from xmailaudit.tui.page import Page

__all__ = ["Command", "PaletteDialog", "commands_of"]

_KEY_ROOM = 12
#: What one sees how to do anyway while one looks for something else to do.
_LEFT_OUT = frozenset({"palette", "jump", *(place.name for place in PLACES)})


class Command(NamedTuple):
    """Something that can be done; `name` is the same in every language."""

    name: str
    title: Message
    key: str
    do: Callable[[], object]


def commands_of(page: Page) -> Iterator[Command]:
    """What can be done on a page now: what is its own, then what can be done on all of them."""
    home = page.home
    for name, (node, binding) in _acts_of(page).items():
        if name not in _LEFT_OUT:
            do = partial(home.run_action, binding.action, node)
            yield Command(name, say(binding.description), home.get_key_display(binding), do)
    keys = page.keys_of(place.name for place in PLACES)
    for place in PLACES:
        title = say(_("go to {screen}"), screen=say(place.title))
        yield Command(place.name, title, keys[place.name], partial(home.action_go, place.name))
    for theme in THEMES:
        choose = partial(setattr, home, "theme", theme.name)
        yield Command(theme.name, say(TITLES[theme.name]), "", choose)


def _acts_of(page: Page) -> dict[str, tuple[Page | Application, Binding]]:
    """The bindings of the page and the application by name, those on the bar first."""
    active = sorted(page.active_bindings.values(), key=lambda one: not one.binding.show)
    found: dict[str, tuple[Page | Application, Binding]] = {}
    for node, binding, enabled, _tooltip in active:
        of_page = node is page or node is page.home
        if of_page and enabled and binding.id is not None and binding.description:
            found.setdefault(binding.id, (page if node is page else page.home, binding))
    return found


class PaletteDialog(Dialog[Command]):
    """Some commands, to choose one from."""

    DEFAULT_CSS = """
    PaletteDialog Rows { height: 14; max-height: 100%; background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", _("previous"), show=False, id="previous-command"),
        Binding("down", "move(1)", _("next"), show=False, id="next-command"),
        Binding("pageup", "move(-10)", _("page up"), show=False, id="commands-up"),
        Binding("pagedown", "move(10)", _("page down"), show=False, id="commands-down"),
        Binding("enter", "answer", _("do it"), id="do-command"),
    ]

    def __init__(self, commands: Iterable[Command]) -> None:
        super().__init__(say(_("What is to be done?")))
        self._commands = tuple(commands)

    def fields(self) -> Iterable[Widget]:
        """The words to look for, and what is found by them."""
        yield Input(compact=True, placeholder=self.words(_("words to look for")))
        rows: Rows[Command] = Rows(self._draw)
        rows.can_focus = False
        yield rows

    def on_mount(self) -> None:
        """All of them."""
        self.rows.show(self._commands)

    @property
    def rows(self) -> Rows[Command]:
        """What is found."""
        return self.query_one(Rows)

    def _draw(self, command: Command, width: int) -> str:
        del width
        return f"{padded(command.key, _KEY_ROOM)} {self.words.message(command.title)}"

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for the words while somebody types."""
        wanted, words = event.value.lower().split(), self.words
        found = (one for one in self._commands if _holds(one, wanted, words))
        self.rows.show(tuple(found), 0)

    def action_move(self, by: int) -> None:
        """To another command."""
        self.rows.action_move(by)

    def on_input_submitted(self) -> None:
        """Enter does it."""
        self.action_answer()

    def on_rows_chosen(self) -> None:
        """So does a click."""
        self.action_answer()

    def action_answer(self) -> None:
        """Give the command the cursor stands on; without one it stays open."""
        if self.rows.current is not None:
            self.dismiss(self.rows.current)


def _holds(command: Command, wanted: list[str], words: Words) -> bool:
    text = f"{command.name} {words.message(command.title)}".lower()
    return all(word in text for word in wanted)
