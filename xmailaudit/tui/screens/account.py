"""One address: what is known of its account, and what becomes of mail for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding

from xmailaudit.messages import Message, XMailAuditError, _, say
from xmailaudit.policy.known_addresses import ListedKind
from xmailaudit.policy.questions import Route
from xmailaudit.report.command import argument
from xmailaudit.report.text_layout import apart, wrap
from xmailaudit.tui.jobs import Job
from xmailaudit.tui.look import MARKED, plain
from xmailaudit.tui.page import Page
from xmailaudit.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.policy.account_facts import AccountFacts
    from xmailaudit.policy.decision import Decision
    from xmailaudit.policy.known_addresses import Listed
    from xmailaudit.session import Session

__all__ = ["AccountScreen"]

_ACCOUNTS = (ListedKind.ACCOUNT, ListedKind.LIST, ListedKind.OTHER)


class _Known(NamedTuple):
    """What was found out; a `Message` says why something cannot be told."""

    facts: AccountFacts | Message | None
    route: Decision | Message


class AccountScreen(Page):
    """The account or alias behind a row of the list."""

    tab = "accounts"
    about = _("One address: what is known of its account, and the way mail for it takes.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "ask", _("ask"), id="ask-route"),
        Binding("v", "view", _("view file"), id="view-file"),
    ]

    def __init__(self, listed: Listed) -> None:
        super().__init__()
        self._listed = listed
        self._known: _Known | None = None

    def body(self) -> Iterable[Widget]:
        """One text."""
        yield Pane()

    @property
    def _question(self) -> Route:
        return Route(self._listed.address)

    def refreshed(self) -> None:
        """Find out about it."""
        session, at, listed = self.desk.session, self.desk.opening.at, self._listed
        question = self._question
        self.query_one(Pane).show(self._lines)

        def work(_watching: object) -> _Known:
            return _Known(_facts(session, listed), _route(session, question, at))

        title = say(_("following mail for {address}"), address=listed.address)
        self.home.start(Job(title, work, self._took, aside=True))

    def _took(self, known: _Known) -> None:
        self._known = known
        if self.is_attached:  # somebody may have gone back meanwhile
            self.query_one(Pane).show(self._lines)

    def _lines(self, width: int) -> Iterator[str]:
        from xmailaudit.report.text_account import account_text
        from xmailaudit.report.text_decision import decision_text
        from xmailaudit.report.text_listed import listed_line

        words, known = self.words.wide(width), self._known
        head = wrap(listed_line(self._listed, words), width)
        if known is None:
            yield from head
            return
        facts: Iterable[str] = ()
        if isinstance(known.facts, Message):
            facts = wrap(words.message(known.facts), width)
        elif known.facts is not None:
            facts = account_text(known.facts, words, MARKED)
        if isinstance(known.route, Message):
            route: Iterable[str] = wrap(words.message(known.route), width)
        else:
            route = decision_text(self._question, known.route, words, MARKED)
        yield from apart(head, facts, route)

    # ------------------------------------------------------------ what somebody does

    def action_ask(self) -> None:
        """Ask about mail for it on the screen for questions."""
        self.home.ask(self._question)

    def action_view(self) -> None:
        """Show its row."""
        from .file import FileScreen

        self.app.push_screen(FileScreen(self._listed.file, self._listed.line))

    def twin(self) -> tuple[str, ...]:
        """The command that tells about the account, or follows mail for an alias."""
        if self._listed.kind in _ACCOUNTS:
            return self.desk.command("accounts", argument(self._listed.address))
        return self.desk.command("ask route", *map(argument, self._question.arguments()))

    def plain(self, width: int) -> Iterable[str]:
        """The same text."""
        return map(plain, self._lines(width))


def _facts(session: Session, listed: Listed) -> AccountFacts | Message | None:
    """What is known of an account; None for what is none."""
    if listed.kind not in _ACCOUNTS:
        return None
    try:
        return session.account(listed.address)
    except XMailAuditError as error:
        return error.message


def _route(session: Session, question: Route, at: float | None) -> Decision | Message:
    try:
        return session.ask(question, at=at)
    except XMailAuditError as error:
        return error.message
