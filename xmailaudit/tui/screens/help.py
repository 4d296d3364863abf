"""Help: what a screen is for, which keys do something on it, and the rule a finding comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding

from xmailaudit.messages import _
from xmailaudit.report.text_layout import apart, padded, wrap
from xmailaudit.tui.look import MARKED, plain
from xmailaudit.tui.page import Page
from xmailaudit.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.messages import Template
    from xmailaudit.report.language import Words

__all__ = ["HelpScreen"]

_KEY_ROOM = 16


class _Told(NamedTuple):
    """An action with its keys; `everywhere` tells that it is one of the application."""

    keys: tuple[str, ...]
    what: Template
    everywhere: bool


class HelpScreen(Page):
    """What helps with one screen, as it was when somebody asked."""

    about = _("What a screen is for, and which of its keys do what.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "part(1)", _("next part"), id="next-part-of-help"),
        Binding("p", "part(-1)", _("previous"), show=False, id="previous-part-of-help"),
    ]

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._about = page.about
        self._topic = page.topic
        self._told = tuple(_told(page))
        self.tab = page.tab

    def body(self) -> Iterable[Widget]:
        """One text."""
        yield Pane()

    def refreshed(self) -> None:
        """It does not change, but for the width."""
        self.query_one(Pane).show(self._lines)

    # ------------------------------------------------------------ what is shown

    def _lines(self, width: int) -> Iterator[str]:
        words = self.words.wide(width)
        return apart(*self._parts(words))

    def _parts(self, words: Words) -> Iterator[Iterable[str]]:
        """Each part has a heading, but for the first."""
        yield wrap(words(self._about), words.width)
        yield self._keys(_("Keys of this screen"), words, everywhere=False)
        if self._topic is not None:
            yield self._rule(self._topic, words)
        yield self._keys(_("Keys on every screen"), words, everywhere=True)

    def _keys(self, title: Template, words: Words, *, everywhere: bool) -> Iterator[str]:
        yield MARKED("bold", words(title))
        for told in self._told:
            if told.everywhere is everywhere:
                keys = "  " + " ".join(told.keys)
                first = padded(keys, max(_KEY_ROOM, len(keys) + 2))
                lines = wrap(words(told.what), words.width, first=first, rest=" " * _KEY_ROOM)
                yield MARKED("key", first) + lines[0][len(first) :]
                yield from lines[1:]

    def _rule(self, rule: str, words: Words) -> Iterator[str]:
        """The page of a rule."""
        from xmailaudit.report.text_rules import page_text
        from xmailaudit.rules.catalogue import entry_of

        entry = entry_of(rule)
        if entry is not None:
            yield from page_text(entry.page_text(words.translator.language), words, MARKED)

    # ------------------------------------------------------------ what somebody does

    def action_part(self, by: int) -> None:
        """Go to the next heading, or the one before."""
        pane = self.query_one(Pane)
        heads = [0, *(row for row, line in enumerate(pane.lines) if line != plain(line))]
        heads = [row for row in heads if row == 0 or not pane.lines[row - 1]]
        now = round(pane.scroll_y)
        ahead = [row for row in heads if (row > now if by > 0 else row < now)]
        if ahead:
            row = ahead[0] if by > 0 else ahead[-1]
            pane.scroll_to(y=row, animate=False, force=True)

    # ------------------------------------------------------------ elsewhere

    def twin(self) -> tuple[str, ...]:
        """The rule's page, or help for the command."""
        if self._topic is not None:
            return ("xmailaudit", "explain", self._topic)
        return ("xmailaudit", "tui", "--help")

    def plain(self, width: int) -> Iterable[str]:
        """The same text."""
        return map(plain, self._lines(width))


def _told(page: Page) -> Iterator[_Told]:
    """What can be done on a page now, each action once with all of its keys; moving comes last."""
    keys: dict[str, list[str]] = {}
    found: dict[str, _Told] = {}
    active = sorted(page.active_bindings.values(), key=lambda one: not one.binding.show)
    for node, binding, enabled, _tooltip in active:
        if binding.id is not None and binding.description and enabled:
            keys.setdefault(binding.id, []).append(page.app.get_key_display(binding))
            told = _Told((), binding.description, everywhere=node is page.app)
            found.setdefault(binding.id, told)
    for name, told in found.items():
        yield told._replace(keys=tuple(keys[name]))
