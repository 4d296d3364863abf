"""Undo: what taking a transaction back would do, and doing it.

It is carried out in a thread that nothing here stops: it is done whole or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

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
    from xmailaudit.network.sign import Sign
    from xmailaudit.report.language import Words
    from xmailaudit.session import UndoPreview
    from xmailaudit.tui.jobs import Watching
    from xmailaudit.tui.opening import Opening

__all__ = ["UndoScreen"]


class _Foreseen(NamedTuple):
    """What it would do, and what speaks for a server that reads the tables it would change."""

    preview: UndoPreview
    indexed: tuple[str, ...]
    signs: tuple[Sign, ...]

    @classmethod
    def of(cls, transaction: str, opening: Opening, watching: Watching) -> _Foreseen:
        """Look ahead; nothing is changed.  Raises what `undo_preview` does."""
        from xmailaudit.session import past_indexed, undo_preview

        preview = undo_preview(
            transaction,
            profile=opening.profile,
            command_line=opening.command_line,
            at=opening.at,
            observer=watching,
        )
        return cls(preview, *past_indexed(transaction))


class UndoScreen(Page):
    """One transaction that may be taken back."""

    tab = "history"
    about = _(
        "What taking a transaction back would do: findings that come and go, who gains and loses "
        "access, the files. What somebody changed since then on other lines stays."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "undo", _("undo now"), id="undo-it"),
        Binding("t", "stopped", _("the server is stopped"), id="server-stopped"),
        Binding("escape", "out", _("back"), id="back"),
    ]

    def __init__(self, transaction: str) -> None:
        super().__init__()
        self._transaction = transaction
        self._stopped = False
        self._foreseen: _Foreseen | None = None
        self._phase: Phase | None = None
        self._undone: Transaction | None = None
        self._error: XMailAuditError | None = None

    def body(self) -> Iterable[Widget]:
        """One text."""
        yield Pane()

    def on_mount(self) -> None:
        """Look ahead at once."""
        super().on_mount()
        opening = self.desk.opening
        self.home.start(
            Job(
                say(_("previewing the undo")),
                lambda watching: _Foreseen.of(self._transaction, opening, watching),
                self._looked,
                self._failed,
            )
        )

    def refreshed(self) -> None:
        """How far it is."""
        self.query_one(Pane).show(self._lines, top=False)
        self.refresh_bindings()

    def _update(self) -> None:
        # Somebody may have gone back meanwhile.
        if self.is_attached:
            self.refreshed()

    # ------------------------------------------------------------ what is shown

    def _lines(self, width: int) -> Iterator[str]:
        words = self.words.wide(width)
        if self._undone is not None:
            yield from self._came_of_it(self._undone, words)
        elif self._error is not None:
            yield from refusal_lines(self._error, words)
        elif self._phase is not None:
            yield from step_lines(self._phase, words)
        elif self._foreseen is None:
            yield words(_("The preview is being made."))
        else:
            yield from self._preview(self._foreseen, words)

    def _preview(self, foreseen: _Foreseen, words: Words) -> Iterator[str]:
        from xmailaudit.report.text_preview import preview_text
        from xmailaudit.report.text_undo import undo_lines
        from xmailaudit.session import undo_part

        yield from self._hint(foreseen, words)
        yield ""
        found = foreseen.preview
        head = undo_lines(undo_part(found.undoing), words, MARKED)
        text = preview_text(found.preview, found.session.root, words, MARKED, head)
        yield from text.rstrip("\n").split("\n")

    def _hint(self, foreseen: _Foreseen, words: Words) -> Iterator[str]:
        keys = self.keys_of(["undo-it", "server-stopped"])
        if self._served:
            for message in served(foreseen.indexed, foreseen.signs, keys["server-stopped"]):
                yield from wrap(words.message(message), words.width, first="- ")
        else:
            template = _("Press {key} to take it back, after reading what that does:")
            yield from wrap(words(template, key=keys["undo-it"]), words.width)

    @staticmethod
    def _came_of_it(done: Transaction, words: Words) -> Iterator[str]:
        yield from step_lines(Phase.DONE, words)
        yield ""
        template = _(
            "Transaction {undone} is taken back by transaction {id}; `xmailaudit undo {id}` "
            "brings it back."
        )
        yield from wrap(words(template, undone=done.undoes, id=done.id), words.width)
        yield from wrap(", ".join(words.show(file or ".") for file in done.files), words.width)

    # ------------------------------------------------------------ what somebody does

    @property
    def _served(self) -> bool:
        """Whether a server may read what would be changed, and nobody says that it is stopped."""
        return self._foreseen is not None and bool(self._foreseen.signs) and not self._stopped

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now has a key."""
        del parameters
        asked = self._foreseen is not None and self._phase is None and self._error is None
        match action:
            case "undo":
                return asked and not self._served
            case "stopped":
                return asked and self._served
            case _:
                return True

    def action_stopped(self) -> None:
        """Somebody's word that no server runs."""
        self._stopped = True
        self.refreshed()

    def action_undo(self) -> None:
        """Take it back."""
        from xmailaudit.session import undo

        def told(phase: Phase) -> None:
            self.app.call_from_thread(self._begun, phase)

        self._begun(Phase.LOOK)
        self.home.start(
            Job(
                say(_("taking it back")),
                lambda _watching: undo(self._transaction, tell=told),
                self._taken_back,
                self._failed,
                whole=True,
            )
        )

    def action_out(self) -> None:
        """Back; nobody waits for the preview any more."""
        if self._foreseen is None and self._error is None:
            self.home.stop()
        self.home.action_out()

    def _looked(self, foreseen: _Foreseen) -> None:
        self._foreseen = foreseen
        self._update()

    def _begun(self, phase: Phase) -> None:
        self._phase = phase
        self._update()

    def _taken_back(self, done: Transaction) -> None:
        self._undone = done
        self._update()
        self.home.action_reread()

    def _failed(self, error: XMailAuditError) -> None:
        self._error = error
        self._update()

    # ------------------------------------------------------------ elsewhere

    def twin(self) -> tuple[str, ...]:
        """The command that shows it; when it is done, the one that does it."""
        if self._phase is None:
            return ("xmailaudit", "undo", "--diff", self._transaction, *self.desk.opening.options)
        stopped = ["--server-stopped"] if self._stopped else []
        return ("xmailaudit", "undo", self._transaction, *stopped)

    def plain(self, width: int) -> Iterable[str]:
        """The same text."""
        return map(plain, self._lines(width))
