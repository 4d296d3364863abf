"""Accounts and routes: every address and domain there is, however many, and what becomes of mail.

The list fills while it is read, in a thread; only the rows to be seen are worded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message as Told
from textual.widgets import Input, Static

from xmailaudit.mailroot.file_names import held
from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.known_addresses import ListedKind
from xmailaudit.report.text_layout import padded
from xmailaudit.report.text_listed import IDLE, LISTED_KINDS
from xmailaudit.tui.jobs import Job
from xmailaudit.tui.look import MARKED, plain, styled
from xmailaudit.tui.page import Page
from xmailaudit.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.messages import Message
    from xmailaudit.policy.known_addresses import Listed
    from xmailaudit.session import Session
    from xmailaudit.tui.jobs import Watching

__all__ = ["AccountsScreen"]

_COUNT = plural(_("{count} address or domain"), _("{count} addresses and domains"), by="count")
_SHOWN = _("{shown} of {total}")
_KINDS = (None, *ListedKind)
#: So many addresses are read between two looks at the screen.
_AT_ONCE = 2000


class Read(Told):
    """So much more is read."""


class AccountsScreen(Page):
    """All addresses; one of them whole is a key away."""

    tab = "accounts"
    DEFAULT_CSS = """
    AccountsScreen #state { height: 1; padding: 0 1; color: $text-muted; }
    AccountsScreen #search { height: 1; border: none; padding: 0 1; display: none; }
    AccountsScreen #search.-shown { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", _("open"), id="open-account"),
        Binding("slash", "search", _("search"), id="search"),
        Binding("t", "kind", _("kind"), id="by-kind"),
        Binding("d", "domain", _("this domain only"), id="by-domain"),
        Binding("v", "view", _("view file"), id="view-file"),
        Binding("escape", "clear", _("back"), show=False, id="back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._of: Session | None = None
        self._all: list[Listed] = []
        self._shown: Sequence[Listed] = self._all
        self._kind: ListedKind | None = None
        self._domain: str | None = None
        self._text = ""

    def body(self) -> Iterable[Widget]:
        """What is shown, the search, the list."""
        yield Static(id="state", markup=False)
        yield Input(id="search", placeholder=self.words(_("words to look for")), compact=True)
        yield Rows(self._draw)

    def on_mount(self) -> None:
        """The list is what keys are for."""
        super().on_mount()
        self.rows.focus()

    @property
    def rows(self) -> Rows[Listed]:
        """The list."""
        return self.query_one(Rows)

    # ------------------------------------------------------------ reading

    def refreshed(self) -> None:
        """Read all of it where that was not done yet, or the files were read anew."""
        session = self.desk.session
        if self._of is session:
            return
        self._of, self._all = session, []
        self._sifted(self._all)
        everything = self._all

        def work(watching: Watching) -> None:
            for number, one in enumerate(session.addresses(), 1):
                everything.append(one)
                if not number % _AT_ONCE:
                    watching.tell(say(_COUNT, count=number))
                    self.post_message(Read())

        title = say(_("reading the addresses"))
        self.home.start(Job(title, work, lambda _nothing: self._sift(), aside=True))

    def on_read(self) -> None:
        """More is read; without a filter it is shown at once."""
        if self._shown is self._all:
            self._sifted(self._all)

    # ------------------------------------------------------------ what is shown

    def _sift(self) -> None:
        """Show what the filters let through, found in a thread."""
        kind, domain, everything = self._kind, self._domain, self._all
        wanted = held(self._text).lower().split()
        if kind is None and domain is None and not wanted:
            self._sifted(everything)
            return

        def work(_watching: Watching) -> list[Listed]:
            return [
                one
                for one in tuple(everything)
                if (kind is None or one.kind is kind)
                and (domain is None or one.belongs_to(domain))
                and all(word in f"{one.address} {one.target}".lower() for word in wanted)
            ]

        self.home.start(Job(say(_("searching")), work, self._sifted, aside=True))

    def _sifted(self, shown: Sequence[Listed]) -> None:
        self._shown = shown
        self.rows.show(shown)
        self.query_one("#state", Static).update(styled(self._state()))

    def _state(self) -> str:
        words = self.words
        parts: list[Message] = [say(_COUNT, count=len(self._all))]
        if self._shown is not self._all:
            parts = [say(_SHOWN, shown=len(self._shown), total=len(self._all))]
        if self._kind is not None:
            parts.append(say(LISTED_KINDS[self._kind]))
        if self._domain is not None:
            parts.append(say(_("in {domain}"), domain=self._domain))
        if self._text:
            parts.append(say(_("with “{what}”"), what=self._text))
        return words.message(say(_("{parts}"), parts=Listing(tuple(parts))))

    def _draw(self, one: Listed, width: int) -> str:
        words = self.words
        kind = padded(words(LISTED_KINDS[one.kind]), 16)
        room = max(20, (width - 18) // 2)
        address = padded(words.show(one.address), room)
        if one.idle is not None:
            return f"{kind} {address} {MARKED('unknown', words(IDLE[one.idle]))}"
        return f"{kind} {address} {MARKED('faint', words.show(one.target))}"

    # ------------------------------------------------------------ what somebody does

    def action_open(self) -> None:
        """All about an address; of a domain, what belongs to it."""
        from .account import AccountScreen

        one = self.rows.current
        if one is None:
            return
        if one.is_domain and not one.is_pattern:
            self._only(one.domain)
        else:
            self.app.push_screen(AccountScreen(one))

    def on_rows_chosen(self) -> None:
        """Enter opens."""
        self.action_open()

    def action_kind(self) -> None:
        """The next kind to filter by."""
        self._kind = _KINDS[(_KINDS.index(self._kind) + 1) % len(_KINDS)]
        self._sift()

    def action_domain(self) -> None:
        """What belongs to the domain of this row, or all again."""
        one = self.rows.current
        self._only(None if self._domain is not None or one is None else one.domain)

    def _only(self, domain: str | None) -> None:
        from xmailaudit.tables.ctext import ascii_lower

        self._domain = None if domain is None else ascii_lower(domain)
        self._sift()

    def action_view(self) -> None:
        """Show the row in its file."""
        from .file import FileScreen

        one = self.rows.current
        if one is not None:
            self.app.push_screen(FileScreen(one.file, one.line))

    def action_search(self) -> None:
        """Look for words."""
        search = self.query_one(Input)
        search.add_class("-shown")
        search.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while somebody types."""
        self._text = event.value
        self._sift()

    def on_input_submitted(self) -> None:
        """Back to the list; the words stay in force."""
        self.rows.focus()

    def action_clear(self) -> None:
        """Out of the search, then out of all filters, then back."""
        search = self.query_one(Input)
        if search.has_focus:
            self.rows.focus()
        elif self._text or self._kind is not None or self._domain is not None:
            self._kind = self._domain = None
            search.value = ""
            search.remove_class("-shown")
            self._sift()
        else:
            self.home.action_out()

    # ------------------------------------------------------------ elsewhere

    def twin(self) -> tuple[str, ...]:
        """The command that lists the same."""
        domain = () if self._domain is None else ("--domain", self._domain)
        return self.desk.command("accounts", *domain)

    def plain(self, width: int) -> Iterable[str]:
        """The state and the list."""
        yield plain(self._state())
        yield from self.rows.plain_lines(width)
