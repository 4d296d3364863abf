"""Access: exactly which networks a service lets in, and which row decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widgets import Static

from xmailaudit.messages import _, say
from xmailaudit.policy.admission import RELAY, SERVICES
from xmailaudit.policy.questions import Connect, Relay
from xmailaudit.report.text_layout import wrap
from xmailaudit.tui.jobs import Job
from xmailaudit.tui.look import MARKED, plain, styled
from xmailaudit.tui.page import Page
from xmailaudit.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.messages import Message, XMailAuditError
    from xmailaudit.policy.questions import Question
    from xmailaudit.session import Session
    from xmailaudit.tui.jobs import Watching

__all__ = ["AccessScreen"]


class AccessScreen(Page):
    """One service at a time."""

    tab = "access"
    about = _(
        "Exactly which networks each service lets in, and the row that decides for each of them."
    )
    DEFAULT_CSS = """
    AccessScreen #services { height: 1; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,tab", "service(1)", _("next service"), id="next-service"),
        Binding("left,shift+tab", "service(-1)", _("previous"), show=False, id="previous-service"),
        Binding("t", "try", _("try an address"), id="try-address"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._service = SERVICES[0]
        #: The text for each width that was worked out.
        self._made: dict[int, list[str]] = {}
        self._error: Message | None = None

    def body(self) -> Iterable[Widget]:
        """The services, and the networks of one."""
        yield Static(id="services", markup=False)
        yield Pane()

    def refreshed(self) -> None:
        """Ask for the networks of the service."""
        service = self._service
        self._made, self._error = {}, None
        names = (f" {one} " if one != service else MARKED("here", f" {one} ") for one in SERVICES)
        self.query_one("#services", Static).update(styled(" ".join(names)))

        self._show()

    def _show(self) -> None:
        self.query_one(Pane).show(self._lines)

    def _lines(self, width: int) -> Iterator[str]:
        if self._error is not None:
            yield from wrap(self.words.message(self._error), width)
        elif width in self._made:
            yield from self._made[width]
        else:
            yield self.words(_("The networks are being worked out."))
            self._work_out(width)

    def _work_out(self, width: int) -> None:
        """Word them for a width, in a thread: who has which share is worked out on the way."""
        service, session, made = self._service, self.desk.session, self._made

        def done(lines: list[str]) -> None:
            made[width] = lines
            if made is self._made:
                self._show()

        def failed(error: XMailAuditError) -> None:
            if made is self._made:
                self._error = error.message
                self._show()

        def work(_watching: Watching) -> list[str]:
            return list(self._worded(service, session, width))

        title = say(_("working out who is let in"))
        self.home.start(Job(title, work, done, failed, aside=True))

    def _worded(self, service: str, session: Session, width: int) -> Iterator[str]:
        from xmailaudit.report.text_access import access_text

        return access_text(service, *session.access(service), self.words.wide(width), MARKED)

    # ------------------------------------------------------------ what somebody does

    def action_service(self, by: int) -> None:
        """Another service."""
        self._service = SERVICES[(SERVICES.index(self._service) + by) % len(SERVICES)]
        self.refreshed()

    def action_try(self) -> None:
        """Ask about one address, on the screen for questions."""
        from xmailaudit.tui.dialogs.question import QuestionDialog

        def answered(client: str | None) -> None:
            if client:
                self.home.ask(self._question(client))

        self.app.push_screen(QuestionDialog(say(_("The client's address:"))), answered)

    def _question(self, client: str) -> Question:
        if self._service == RELAY:
            return Relay(client, "someone@example.net")
        return Connect(self._service, client)

    # ------------------------------------------------------------ elsewhere

    def twin(self) -> tuple[str, ...]:
        """The command that tells the same."""
        return self.desk.command("access", self._service)

    def plain(self, width: int) -> Iterable[str]:
        """The service and its networks."""
        service = self._service
        yield service
        if self._error is not None:
            yield from wrap(self.words.message(self._error), width)
        else:
            yield from map(plain, self._worded(service, self.desk.session, width))
