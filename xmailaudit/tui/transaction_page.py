"""`TransactionPage`: a transaction that is looked at, then carried out, on one page.

It is carried out in a thread that nothing here stops: it is done whole or not at all.  Somebody may
have gone back meanwhile; then nothing is shown, and all else goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message as Told

from xmailaudit.fix.phase import Phase
from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.report.text_layout import wrap

from .jobs import Job
from .look import MARKED, plain
from .page import Page
from .widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.fix.transaction import Transaction
    from xmailaudit.messages import Message
    from xmailaudit.network.sign import Sign
    from xmailaudit.report.language import Words

__all__ = ["Begun", "TransactionPage"]

_PHASES = {
    Phase.LOOK: _("look at every file"),
    Phase.JOURNAL: _("write down how it was"),
    Phase.WRITE: _("write the new files beside the old ones"),
    Phase.RENAME: _("put them in place"),
    Phase.CHECK: _("read all of it back"),
    Phase.DONE: _("done"),
}
_DONE, _NOW, _LATER = "[x]", "[>]", "[ ]"


class Begun(Told):
    """A step of the transaction is begun."""

    def __init__(self, phase: Phase) -> None:
        super().__init__()
        self.phase = phase


class TransactionPage(Page):
    """One text that tells how far it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "stopped", _("the server is stopped"), id="server-stopped"),
    ]

    def __init__(self) -> None:
        super().__init__()
        #: Somebody's word that no server runs.
        self.stopped = False
        self.phase: Phase | None = None
        self.carried_out: Transaction | None = None
        self.refusal: XMailAuditError | None = None

    # ------------------------------------------------------------ for each page to fill

    def asked(self, words: Words) -> Iterator[str]:
        """What is to be read before it is carried out."""
        raise NotImplementedError

    def came_of_it(self, done: Transaction, words: Words) -> Iterator[str]:
        """What is told when it is done."""
        raise NotImplementedError

    def look(self) -> None:
        """Find out what is to be read before it, anew."""
        raise NotImplementedError

    def finish(self) -> None:
        """What is to be done on the desk when it is done."""

    # ------------------------------------------------------------ what is shown

    def body(self) -> Iterable[Widget]:
        """One text."""
        yield Pane()

    def refreshed(self) -> None:
        """How far it is."""
        self.query_one(Pane).show(self.lines, top=False)
        self.refresh_bindings()

    def update_text(self) -> None:
        """The same, from work that may come to its end when the page is gone."""
        if self.is_attached:
            self.refreshed()

    def lines(self, width: int) -> Iterator[str]:
        """All of it, marked."""
        words = self.words.wide(width)
        if self.carried_out is not None:
            yield from _step_lines(Phase.DONE, words)
            yield ""
            yield from self.came_of_it(self.carried_out, words)
            if self.carried_out.indexes:
                told = _("Start XMail again: it builds the index of the changed tables anew.")
                yield from wrap(words(told), width)
        elif self.refusal is not None:
            yield from _refusal_lines(self.refusal, words)
        elif self.phase is not None:
            yield from _step_lines(self.phase, words)
        else:
            yield from self.asked(words)

    def served(self, indexed: Sequence[str], signs: Sequence[Sign]) -> Iterator[Message]:
        """Why an indexed table is not changed now, and which key goes on all the same."""
        for sign in signs:
            yield say(
                _("{file} has an index: nothing is changed while XMail may run ({sign})"),
                file=indexed[0],
                sign=sign.message,
            )
        if signs:
            key = self.keys_of(["server-stopped"])["server-stopped"]
            yield say(_("stop XMail; {key} says that it is stopped"), key=key)

    def plain(self, width: int) -> Iterable[str]:
        """The same text."""
        return map(plain, self.lines(width))

    # ------------------------------------------------------------ doing it

    @property
    def idle(self) -> bool:
        """Whether it is not begun yet, and nothing was refused."""
        return self.phase is None and self.refusal is None

    @property
    def stopping(self) -> tuple[str, ...]:
        """The option that says that the server is stopped."""
        return ("--server-stopped",) if self.stopped else ()

    def action_stopped(self) -> None:
        """Take somebody's word."""
        self.stopped = True
        self.look()

    def carry_out(
        self, title: Message, work: Callable[[Callable[[Phase], object]], Transaction]
    ) -> None:
        """Do it; `work` tells each phase that is begun."""

        def begun(phase: Phase) -> None:
            self.post_message(Begun(phase))

        self.phase = Phase.LOOK
        self.update_text()
        self.home.start(
            Job(title, lambda _watching: work(begun), self._done, self.refuse, whole=True)
        )

    def on_begun(self, told: Begun) -> None:
        """It is so far."""
        self.phase = told.phase
        self.update_text()

    def _done(self, done: Transaction) -> None:
        self.carried_out = done
        self.finish()
        self.update_text()
        self.home.action_reread()

    def refuse(self, error: XMailAuditError) -> None:
        """Nothing was changed."""
        self.phase, self.refusal = None, error
        self.update_text()


def _step_lines(now: Phase, words: Words) -> Iterator[str]:
    """The steps of the transaction, the one under way marked."""
    phases = list(Phase)
    here = phases.index(now)
    for place, phase in enumerate(phases):
        done = place < here or now is Phase.DONE
        mark = _DONE if done else _NOW if place == here else _LATER
        yield f"{mark} {words(_PHASES[phase])}"


def _refusal_lines(error: XMailAuditError, words: Words) -> Iterator[str]:
    """Why nothing was changed."""
    yield MARKED("bold", words(_("Nothing was changed.")))
    for problem in getattr(error, "problems", (error.message,)):
        yield from wrap(words.message(problem), words.width, first="- ")
