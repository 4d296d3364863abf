"""Apply: what speaks against a plan, the steps of its transaction, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding

from xmailaudit.messages import _, say
from xmailaudit.report.text_layout import wrap
from xmailaudit.tui.jobs import Job
from xmailaudit.tui.look import MARKED
from xmailaudit.tui.transaction_page import TransactionPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.binding import BindingType

    from xmailaudit.fix.transaction import Transaction
    from xmailaudit.messages import Message
    from xmailaudit.report.language import Words
    from xmailaudit.session import Objections
    from xmailaudit.tui.jobs import Watching
    from xmailaudit.tui.planning import Planned

__all__ = ["ApplyScreen"]


class ApplyScreen(TransactionPage):
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
        Binding("z", "undo", _("undo"), id="undo-now"),
        Binding("escape", "app.out", _("back"), id="back"),
    ]

    def __init__(self, planned: Planned, picking: tuple[str, ...]) -> None:
        super().__init__()
        self._planned = planned
        self._picking = picking
        self._accepted: tuple[str, ...] = ()
        self._objections: Objections | None = None

    def on_mount(self) -> None:
        """See at once whether anything speaks against it."""
        self.look()

    # ------------------------------------------------------------ what is shown

    def lines(self, width: int) -> Iterator[str]:
        """What is to be changed stands above."""
        words = self.words.wide(width)
        files = [change.path or "." for change in self._planned.plan.changes]
        yield MARKED("bold", words(_("Apply to {target}"), target=self.desk.target))
        yield from wrap(", ".join(map(words.show, files)), width, first="  ")
        yield ""
        yield from super().lines(width)

    def asked(self, words: Words) -> Iterator[str]:
        """What speaks against it."""
        if self._objections is None:
            yield words(_("Looking whether anything speaks against it."))
        else:
            yield from self._asked(self._objections, words)

    def _asked(self, objections: Objections, words: Words) -> Iterator[str]:
        for message in self._against(objections):
            yield from wrap(words.message(message), words.width, first="- ")
        if objections.raised:
            return
        if self._planned.preview.keeps_the_promise:
            yield from wrap(words(_("Nothing speaks against it.")), words.width)
        else:
            from xmailaudit.report.text_preview import promise_lines

            yield from promise_lines(self._planned.preview, words)
        template = _("Press {key} to apply it. It is done whole or not at all, and can be undone.")
        yield from wrap(words(template, key=self.keys_of(["apply-now"])["apply-now"]), words.width)

    def _against(self, objections: Objections) -> Iterator[Message]:
        for one in objections.worse:
            yield say(
                _("{rule} {name} would come: {message}"),
                rule=one.finding.rule.id,
                name=one.finding.rule.name,
                message=one.finding.message,
            )
        if objections.worse:
            key = self.keys_of(["accept-new"])["accept-new"]
            yield say(_("{key} goes on all the same"), key=key)
        yield from self.served(objections.indexed, objections.signs)

    def came_of_it(self, done: Transaction, words: Words) -> Iterator[str]:
        """How it is taken back, and what is left to people."""
        from xmailaudit.report.text_plan import by_hand_lines
        from xmailaudit.session import plan_part

        template = _("Transaction {id} is carried out. {key} takes it back, as this command does:")
        key = self.keys_of(["undo-now"])["undo-now"]
        yield from wrap(words(template, id=done.id, key=key), words.width)
        yield f"  xmailaudit undo {done.id}"
        by_hand = list(by_hand_lines(plan_part(self._planned.plan), words, MARKED))
        yield from ("", *by_hand) if by_hand else ()

    # ------------------------------------------------------------ what somebody does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now has a key."""
        del parameters
        against = self._objections if self.idle else None
        match action:
            case "apply":
                return against is not None and not against.raised
            case "accept":
                return against is not None and bool(against.worse)
            case "stopped":
                return against is not None and bool(against.signs)
            case "undo":
                return self.carried_out is not None
            case _:
                return True

    def action_accept(self) -> None:
        """Go on although findings come."""
        if self._objections is not None:
            rules = (one.finding.rule.id for one in self._objections.worse)
            self._accepted = tuple(dict.fromkeys((*self._accepted, *rules)))
            self.look()

    def look(self) -> None:
        """Ask what speaks against it."""
        session, preview = self.desk.session, self._planned.preview
        accepted, stopped = self._accepted, self.stopped

        def work(_watching: Watching) -> Any:
            return session.objections(preview, accepted=accepted, stopped=stopped)

        def done(objections: Objections) -> None:
            self._objections = objections
            self.update_text()

        self.home.start(Job(say(_("looking whether a server runs")), work, done))

    def action_apply(self) -> None:
        """Carry it out."""
        plan, session = self._planned.plan, self.desk.session

        self.carry_out(
            say(_("applying")),
            lambda tell: session.carry_out(plan.changes, plan.label, tell=tell),
        )

    def finish(self) -> None:
        """What was chosen is done."""
        self.desk.drop_all()

    def action_undo(self) -> None:
        """Go where it can be taken back."""
        self.home.action_go("history")

    # ------------------------------------------------------------ elsewhere

    def twin(self) -> tuple[str, ...]:
        """The command that applies the same plan."""
        accepted = [word for rule in self._accepted for word in ("--accept-new", rule)]
        return self.desk.command("fix", *self._picking, "--apply", *accepted, *self.stopping)
