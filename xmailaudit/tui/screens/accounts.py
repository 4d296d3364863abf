"""Accounts and routes: every address and domain there is, however many, and what becomes of mail.

The list fills while it is read, in a thread; only the rows to be seen are worded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message as Told

from xmailaudit.mailroot.file_names import held
from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.known_addresses import Listed, ListedKind
from xmailaudit.report.command import argument
from xmailaudit.report.text_layout import padded
from xmailaudit.report.text_listed import IDLE, LISTED_KINDS
from xmailaudit.tui.jobs import Job
from xmailaudit.tui.list_page import ListPage
from xmailaudit.tui.look import MARKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from xmailaudit.messages import Message, XMailAuditError
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


class AccountsScreen(ListPage[Listed]):
    """All addresses; one of them whole is a key away."""

    tab = "accounts"
    about = _(
        "Every address there is: accounts, mailing lists, aliases and domains. Narrow the list "
        "down by kind, domain or words; open one to see what becomes of mail for it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", _("open it"), id="open-account"),
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
        self._error: Message | None = None

    # ------------------------------------------------------------ reading

    def refreshed(self) -> None:
        """Read all of it where that was not done yet, or the files were read anew."""
        session = self.desk.session
        if self._of is session:
            return
        self._of, self._all, self._error = session, [], None
        self._sifted(self._all)
        everything = self._all

        def work(watching: Watching) -> None:
            for number, one in enumerate(session.addresses(), 1):
                everything.append(one)
                if not number % _AT_ONCE:
                    watching.tell(say(_COUNT, count=number))
                    self.post_message(Read())

        title = say(_("reading the addresses"))

        def done(_nothing: object) -> None:
            self._sift()

        self.home.start(Job(title, work, done, self._failed, aside=True))

    def _failed(self, error: XMailAuditError) -> None:
        self._error = error.message
        self.refresh_state()

    def on_read(self) -> None:
        """More is read; without a filter it is shown at once."""
        if self._shown is self._all:
            self._sifted(self._all)

    # ------------------------------------------------------------ what is shown

    def _sift(self) -> None:
        """Show what the filters let through, found in a thread."""
        everything = self._all
        kind, domain, text = wish = self._kind, self._domain, self._text
        wanted = held(text).lower().split()
        if kind is None and domain is None and not wanted:
            self._sifted(everything)
            return

        def is_of_now() -> bool:
            now = self._kind, self._domain, self._text
            return now == wish and self._all is everything

        def work(_watching: Watching) -> list[Listed]:
            if not is_of_now():  # somebody types faster than that
                return []
            return [
                one
                for one in tuple(everything)
                if (kind is None or one.kind is kind)
                and (domain is None or one.belongs_to(domain))
                and all(word in f"{one.address} {one.target}".lower() for word in wanted)
            ]

        def done(shown: list[Listed]) -> None:
            if is_of_now():
                self._sifted(shown)

        self.home.start(Job(say(_("searching")), work, done, aside=True))

    def _sifted(self, shown: Sequence[Listed]) -> None:
        self._shown = shown
        self.rows.show(shown)
        self.refresh_state()

    def state(self) -> str:
        """How many are shown, and by which filters."""
        words = self.words
        if self._error is not None:
            return words.message(self._error)
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

    def draw(self, item: Listed, width: int) -> str:
        """What it is, what it is called, where it leads."""
        words = self.words
        kind = padded(words(LISTED_KINDS[item.kind]), 16)
        room = max(20, (width - 18) // 2)
        address = padded(words.show(item.address), room)
        if item.idle is not None:
            return f"{kind} {address} {MARKED('unknown', words(IDLE[item.idle]))}"
        return f"{kind} {address} {MARKED('faint', words.show(item.target))}"

    # ------------------------------------------------------------ what somebody does

    def open_row(self) -> None:
        """All about an address; of a domain, what belongs to it."""
        from .account import AccountScreen

        one = self.rows.current
        if one is None:
            return
        if one.is_domain and not one.is_pattern:
            self._only(one.domain)
        else:
            self.app.push_screen(AccountScreen(one))

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

    def seek(self, text: str) -> None:
        """Only what holds these words."""
        self._text = text
        self._sift()

    def unfilter(self) -> bool:
        """All kinds and domains, whatever the words."""
        if not self._text and self._kind is None and self._domain is None:
            return False
        self._text, self._kind, self._domain = "", None, None
        self._sift()
        return True

    # ------------------------------------------------------------ elsewhere

    def twin(self) -> tuple[str, ...]:
        """The command that lists the same."""
        domain = () if self._domain is None else ("--domain", argument(self._domain))
        return self.desk.command("accounts", *domain)
