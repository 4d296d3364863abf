"""`Page`: what every screen has in common.

A page shows what lies on the desk: `refreshed` is called when it opens and whenever something on
the desk has changed.  `twin` names the command that shows or does the same, `plain` gives all of
the page as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding
from textual.screen import Screen

from xmailaudit.messages import _, say

from .bars import KeyBar, TabBar, TitleBar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.messages import Template
    from xmailaudit.report.language import Words

    from .app import Application
    from .desk import Desk

__all__ = ["Page"]


class Page(Screen[None]):
    """A screen with the bars; `tab` says under which of them it stands."""

    tab: str = ""
    #: What the screen is for, in a few sentences.
    about: Template = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", _("search"), show=False, id="search"),
        Binding("tab", "app.focus_next", _("next part"), show=False, id="next-part"),
        Binding(
            "shift+tab", "app.focus_previous", _("previous part"), show=False, id="previous-part"
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._home: Application | None = None
        self._seen = -1
        self._sought = ""

    # ------------------------------------------------------------ for each screen to fill

    def body(self) -> Iterable[Widget]:
        """What stands between the bars."""
        return ()

    def refreshed(self) -> None:
        """Show what lies on the desk now."""

    def work_stopped(self) -> None:
        """Somebody stopped what this page may be waiting for."""

    def twin(self) -> tuple[str, ...]:
        """The words of the command that shows or does the same."""
        return self.desk.command("audit")

    @property
    def topic(self) -> str | None:
        """The id of the rule whose page helps to understand what is shown."""
        return None

    def plain(self, width: int) -> Iterable[str]:
        """All of it as lines of text, for a file."""
        del width
        return ()

    # ------------------------------------------------------------ what it stands on

    @property
    def home(self) -> Application:
        """The application, as what it is; also for what a thread does when the page was left."""
        if self._home is None:
            self._home = cast("Application", self.app)
        return self._home

    @property
    def desk(self) -> Desk:
        """What is being worked on."""
        return self.home.desk

    @property
    def words(self) -> Words:
        """The language, at 80 columns."""
        return self.home.desk.words

    # ------------------------------------------------------------ the frame

    def compose(self) -> ComposeResult:
        """The bars, and between them the body."""
        yield TitleBar(self)
        yield TabBar(self)
        yield from self.body()
        yield KeyBar(self)

    def on_mount(self) -> None:
        """The keys that do something change with the focus."""
        self.bindings_updated_signal.subscribe(self, lambda _screen: self._keys_changed())

    def on_screen_resume(self) -> None:
        """It is on top again; the desk may have changed meanwhile."""
        self.catch_up()

    def catch_up(self) -> None:
        """Show the desk, if it is not as it was when it was shown last."""
        if self._seen != self.desk.version:
            self._seen = self.desk.version
            self.refreshed()
        self.refresh_title()

    def refresh_title(self) -> None:
        """What stands in the bars may be another."""
        self._refresh(TitleBar)
        self._refresh(KeyBar)

    def _keys_changed(self) -> None:
        self._refresh(TabBar)
        self._refresh(KeyBar)

    def _refresh(self, bar: type[Widget]) -> None:
        for widget in self.query(bar):
            widget.refresh()

    # ------------------------------------------------------------ keys

    def action_search(self) -> None:
        """Ask for words, and go to the next place where they stand."""
        from .dialogs.question import QuestionDialog

        def answered(text: str | None) -> None:
            if text:
                self._sought = text
                self.run_worker(self.find(text), group="find", exclusive=True)

        self.app.push_screen(QuestionDialog(say(_("Look for:")), self._sought), answered)

    async def find(self, text: str) -> None:
        """Go to the next line that holds a text, in what has the focus or else the first part."""
        from .widgets.pane import Pane
        from .widgets.rows import Rows

        parts = [part for part in self.query("Pane, Rows") if isinstance(part, (Pane, Rows))]
        parts.sort(key=lambda part: not part.has_focus)
        for part in parts:
            if await part.find(text):
                return
        self.home.tell(_("not found: {text}"), text=text)

    def key_hints(self) -> Iterator[tuple[str, str]]:
        """The keys that do something now, each with what, those of this screen first."""
        told: set[str] = set()
        for _node, binding, enabled, _tooltip in self.active_bindings.values():
            if binding.show and enabled and binding.action not in told:
                told.add(binding.action)
                yield self.app.get_key_display(binding), self.words(binding.description)

    def keys_of(self, names: Iterable[str]) -> dict[str, str]:
        """The keys of some actions by their names; empty where one has none."""
        shown = {
            binding.id: self.app.get_key_display(binding)
            for _node, binding, _enabled, _tooltip in reversed(self.active_bindings.values())
            if binding.id is not None
        }
        return {name: shown.get(name, "") for name in names}
