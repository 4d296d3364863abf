"""Apply: what speaks against a plan, the steps of its transaction, and what came of it.

A transaction is carried out in a thread that nothing here stops: it is done whole or taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding

from xmailaudit.fix.phase import Phase
from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.report.text_layout import wrap
from xmailaudit.tui.jobs import Job
from xmailaudit.tui.look import MARKED, plain
from xmailaudit.tui.page import Page
from xmailaudit.tui.steps import refusal_lines, served, step_lines
from xmailaudit.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.fix.transaction import Transaction
    from xmailaudit.messages import Message
    from xmailaudit.report.language import Words
    from xmailaudit.session.carrying import Objections
    from xmailaudit.tui.jobs import Watching
    from xmailaudit.tui.planning import Planned

__all__ = ["ApplyScreen"]


class ApplyScreen(Page):
    """One plan on its way; `picking` are the options of `fix` that choose the same."""

    tab = "plan"
    about = _(
        "Carries out the plan. What speaks against it comes first and is to be accepted. The files "
        "are written all together or not at all, and how they were is kept, so that it can be "
        "undone."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "apply", _("apply now"), id="apply-now"),
        Binding("n", "accept", _("accept what is new"), id="accept-new"),
        Binding("t", "stopped", _("the server is stopped"), id="server-stopped"),
        Binding("z", "undo", _("undo"), id="undo-now"),
        Binding("escape", "app.out", _("back"), id="back"),
    ]

    def __init__(self, planned: Planned, picking: tuple[str, ...]) -> None:
        super().__init__()
        self._planned = planned
        self._picking = picking
        self._accepted: tuple[str, ...] = ()
        self._stopped = False
        self._objections: Objections | None = None
        self._phase: Phase | None = None
        self._transaction: Transaction | None = None
        self._error: XMailAuditError | None = None

    def body(self) -> Iterable[Widget]:
        """One text that tells how far it is."""
        yield Pane()

    def on_mount(self) -> None:
        """See at once whether anything speaks against it."""
        super().on_mount()
        self._look()

    def refreshed(self) -> None:
        """How far it is."""
        self.query_one(Pane).show(self._lines, top=False)
        self.refresh_bindings()

    # ------------------------------------------------------------ what is shown

    def _lines(self, width: int) -> Iterator[str]:
        words = self.words.wide(width)
        files = [change.path or "." for change in self._planned.plan.changes]
        yield MARKED("bold", words(_("Apply to {target}"), target=self.desk.target))
        yield from wrap(", ".join(map(words.show, files)), width, first="  ")
        yield ""
        if self._transaction is not None:
            yield from self._came_of_it(self._transaction, words)
        elif self._error is not None:
            yield from refusal_lines(self._error, words)
        elif self._phase is not None:
            yield from step_lines(self._phase, words)
        elif self._objections is None:
            yield words(_("Looking whether anything speaks against it."))
        else:
            yield from self._asked(self._objections, words)

    def _asked(self, objections: Objections, words: Words) -> Iterator[str]:
        for message in self._against(objections):
            yield from wrap(words.message(message), words.width, first="- ")
        if objections.raised:
            return
        yield from wrap(words(_("Nothing speaks against it.")), words.width)
        template = _("Press {key} to apply it. It is done whole or not at all, and can be undone.")
        yield from wrap(words(template, key=self.keys_of(["apply-now"])["apply-now"]), words.width)

    def _against(self, objections: Objections) -> Iterator[Message]:
        keys = self.keys_of(["accept-new", "server-stopped"])
        for one in objections.worse:
            yield say(
                _("{rule} {name} would come: {message}"),
                rule=one.finding.rule.id,
                name=one.finding.rule.name,
                message=one.finding.message,
            )
        if objections.worse:
            yield say(_("{key} goes on all the same"), key=keys["accept-new"])
        yield from served(objections.indexed, objections.signs, keys["server-stopped"])

    def _came_of_it(self, transaction: Transaction, words: Words) -> Iterator[str]:
        yield from step_lines(Phase.DONE, words)
        yield ""
        template = _("Transaction {id} is carried out; `xmailaudit undo {id}` takes it back.")
        yield from wrap(words(template, id=transaction.id), words.width)
        for step in self._planned.plan.steps:
            told = words(_("{rule}: {what}"), rule=step.rule, what=step.step.what)
            yield from wrap(told, words.width, first="  - ")

    # ------------------------------------------------------------ what somebody does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now has a key."""
        del parameters
        idle = self._phase is None and self._transaction is None and self._error is None
        against = self._objections if idle else None
        match action:
            case "apply":
                return against is not None and not against.raised
            case "accept":
                return against is not None and bool(against.worse)
            case "stopped":
                return against is not None and bool(against.signs)
            case "undo":
                return self._transaction is not None
            case _:
                return True

    def action_accept(self) -> None:
        """Go on although findings come."""
        if self._objections is not None:
            rules = (one.finding.rule.id for one in self._objections.worse)
            self._accepted = tuple(dict.fromkeys((*self._accepted, *rules)))
            self._look()

    def action_stopped(self) -> None:
        """Somebody's word that no server runs."""
        self._stopped = True
        self._look()

    def _look(self) -> None:
        """Ask what speaks against it."""
        session, preview = self.desk.session, self._planned.preview
        accepted, stopped = self._accepted, self._stopped

        def work(_watching: Watching) -> Any:
            return session.objections(preview, accepted=accepted, stopped=stopped)

        def done(objections: Objections) -> None:
            self._objections = objections
            self.refreshed()

        self.home.start(Job(say(_("looking whether a server runs")), work, done))

    def action_apply(self) -> None:
        """Carry it out."""
        plan, session = self._planned.plan, self.desk.session

        def told(phase: Phase) -> None:
            self.app.call_from_thread(self._begun, phase)

        self._begun(Phase.LOOK)
        self.home.start(
            Job(
                say(_("applying")),
                lambda _watching: session.carry_out(plan.changes, plan.label, tell=told),
                self._done,
                self._failed,
                whole=True,
            )
        )

    def _begun(self, phase: Phase) -> None:
        self._phase = phase
        self.refreshed()

    def _done(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.desk.drop_all()
        self.refreshed()
        self.home.action_reread()

    def _failed(self, error: XMailAuditError) -> None:
        self._error = error
        self.refreshed()

    def action_undo(self) -> None:
        """Go where it can be taken back."""
        self.home.action_go("history")

    # ------------------------------------------------------------ elsewhere

    def twin(self) -> tuple[str, ...]:
        """The command that applies the same plan."""
        accepted = [word for rule in self._accepted for word in ("--accept-new", rule)]
        stopped = ["--server-stopped"] if self._stopped else []
        return self.desk.command("fix", *self._picking, "--apply", *accepted, *stopped)

    def plain(self, width: int) -> Iterable[str]:
        """The same text."""
        return map(plain, self._lines(width))
