"""The lines that each screen has: what is open, which screens there are, which keys do what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from xmailaudit.messages import _, say
from xmailaudit.report.labels import COUNTS
from xmailaudit.report.text_layout import width as columns_of

from .look import MARKED, styled
from .places import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.content import Content

    from xmailaudit.messages import Message

    from .page import Page

__all__ = ["KeyBar", "TabBar", "TitleBar"]

_COUNTED = ("critical", "high", "medium", "low", "info")


class _Bar(Widget):
    """One line."""

    DEFAULT_CSS = """
    _Bar { height: 1; width: 1fr; }
    """

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def render(self) -> Content:
        """The line, cut to the room there is."""
        room = self.size.width
        return styled(self.line(room)).truncate(room, ellipsis=True)

    def line(self, room: int) -> str:
        """What it says."""
        raise NotImplementedError


class TitleBar(_Bar):
    """What is open, its grade and counts; what is being worked at."""

    DEFAULT_CSS = """
    TitleBar { background: $panel; color: $foreground; padding: 0 1; }
    """

    def line(self, room: int) -> str:
        """Target on the left, state on the right."""
        words, desk = self._page.words, self._page.desk
        state = words.message(self._state())
        left = words.show(desk.session.root.source.location)
        space = room - 2 - columns_of(state) - 2
        if columns_of(left) > space:
            left = "…" + left[-max(1, space - 1) :]
        gap = " " * max(1, room - 2 - columns_of(left) - columns_of(state))
        return f"{MARKED('bold', left)}{gap}{state}"

    def _state(self) -> Message:
        at_work = self._page.home.at_work
        if at_work is not None:
            return at_work
        key = self._page.keys_of(["re-read"])["re-read"]
        if self._page.desk.stale:
            return say(_("CHANGED on the disk: {key} re-reads"), key=key)
        report = self._page.desk.report
        if report is None:
            return say(_("STOPPED: {key} reads and judges again"), key=key)
        counts = " ".join(
            self._page.words(COUNTS[name], count=getattr(report.summary, name))
            for name in _COUNTED
            if getattr(report.summary, name)
        )
        template = _("grade {grade} · {counts}")
        return say(template, grade=report.summary.grade or say(_("open")), counts=counts)


class TabBar(_Bar):
    """The screens with their keys; the one that is open is reversed."""

    DEFAULT_CSS = """
    TabBar { background: $surface; color: $foreground; }
    """

    def line(self, room: int) -> str:
        """All of them; where that is too long, only the keys of the others."""
        keys = self._page.keys_of([place.name for place in PLACES])
        names = {place.name: self._page.words(place.title) for place in PLACES}
        long = {name: f"{keys[name]} {title}".strip() for name, title in names.items()}
        short = {name: keys[name] or title for name, title in names.items()}
        fits = columns_of(" ".join(long.values())) <= room
        return " ".join(
            MARKED("here", long[name])
            if name == self._page.tab
            else (long if fits else short)[name]
            for name in names
        )


class KeyBar(_Bar):
    """The keys that do something now."""

    DEFAULT_CSS = """
    KeyBar { background: $panel; color: $foreground; }
    """

    def line(self, room: int) -> str:
        """As many as there is room for; the rest is behind the key for help, which stays."""
        hints = list(self._page.key_hints())
        sizes = [columns_of(key) + 1 + columns_of(what) + 2 for key, what in hints]
        if sum(sizes) > room + 2:
            help_key = self._page.keys_of(["help"])["help"]
            last = [at for at, (key, _what) in enumerate(hints) if key == help_key]
            left = room + 2 - sum(sizes[at] for at in last)
            shown = [at for at in _fitting(sizes, left) if at not in last]
            hints = [hints[at] for at in (*shown, *last)]
        return "  ".join(f"{MARKED('key', key)} {what}" for key, what in hints)


def _fitting(sizes: list[int], room: int) -> Iterator[int]:
    """The numbers of the first ones that fit."""
    for number, size in enumerate(sizes):
        room -= size
        if room < 0:
            return
        yield number
