"""Undo: what taking a transaction back would do, and doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding

from xmailaudit.messages import _, say
from xmailaudit.report.text_layout import wrap
from xmailaudit.tui.jobs import Job
from xmailaudit.tui.look import MARKED
from xmailaudit.tui.transaction_page import TransactionPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.binding import BindingType

    from xmailaudit.audit.report import Report
    from xmailaudit.fix.transaction import Transaction
    from xmailaudit.network.sign import Sign
    from xmailaudit.report.language import Words
    from xmailaudit.session import Session, UndoPreview
    from xmailaudit.tui.jobs import Watching
    from xmailaudit.tui.opening import Opening

__all__ = ["UndoScreen"]


class _Foreseen(NamedTuple):
    """What it would do, and what speaks for a server that reads the tables it would change."""

    preview: UndoPreview
    indexed: tuple[str, ...]
    signs: tuple[Sign, ...]

    @classmethod
    def of(
        cls,
        transaction: str,
        opening: Opening,
        known: tuple[Session, Report] | None,
        watching: Watching,
    ) -> _Foreseen:
        """Look ahead; nothing is changed.  Raises what `undo_preview` does."""
        from xmailaudit.session import past_indexed, undo_preview

        preview = undo_preview(
            transaction,
            profile=opening.profile,
            command_line=opening.command_line,
            at=opening.at,
            observer=watching,
            known=known,
        )
        return cls(preview, *past_indexed(transaction, session=preview.session))


class UndoScreen(TransactionPage):
    """One transaction that may be taken back."""

    tab = "history"
    about = _(
        "What taking a transaction back would do: findings that come and go, who gains and loses "
        "access, the files. What somebody changed since then on other lines stays."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "undo", _("undo now"), id="undo-it"),
        Binding("escape", "out", _("back"), id="back"),
    ]

    def __init__(self, transaction: str) -> None:
        super().__init__()
        self._transaction = transaction
        self._foreseen: _Foreseen | None = None
        self._of: Session | None = None

    def refreshed(self) -> None:
        """Look ahead, where that was not done since the MailRoot was read."""
        if self._is_of_before:
            self._foreseen = self.refusal = None
        super().refreshed()
        # Later, for whoever read it anew is about to start the audit that is of use here.
        self.call_later(self._look_if_judged)

    @property
    def _is_of_before(self) -> bool:
        return self._of is not self.desk.session and self.phase is None

    def _look_if_judged(self) -> None:
        judging = self.desk.report is None and self.home.at_work is not None
        if self._is_of_before and not judging:
            self.look()

    # ------------------------------------------------------------ what is shown

    def asked(self, words: Words) -> Iterator[str]:
        """What would be done."""
        from xmailaudit.report.text_preview import preview_text
        from xmailaudit.report.text_undo import undo_lines
        from xmailaudit.session import undo_part

        if self._foreseen is None:
            yield words(_("The preview is being made."))
            return
        yield from self._hint(self._foreseen, words)
        yield ""
        found = self._foreseen.preview
        head = undo_lines(undo_part(found.undoing), words, MARKED)
        text = preview_text(found.preview, found.session.root, words, MARKED, head)
        yield from text.rstrip("\n").split("\n")

    def _hint(self, foreseen: _Foreseen, words: Words) -> Iterator[str]:
        if self._served:
            for message in self.served(foreseen.indexed, foreseen.signs):
                yield from wrap(words.message(message), words.width, first="- ")
        else:
            key = self.keys_of(["undo-it"])["undo-it"]
            template = _("Press {key} to take it back, after reading what that does:")
            yield from wrap(words(template, key=key), words.width)

    def came_of_it(self, done: Transaction, words: Words) -> Iterator[str]:
        """Which other transaction did it."""
        template = _(
            "Transaction {undone} is taken back by transaction {id}. This command brings it back:"
        )
        yield from wrap(words(template, undone=done.undoes, id=done.id), words.width)
        yield f"  xmailaudit undo {done.id}"
        yield from wrap(", ".join(words.show(file or ".") for file in done.files), words.width)

    # ------------------------------------------------------------ what somebody does

    @property
    def _served(self) -> bool:
        """Whether a server may read what would be changed, and nobody says that it is stopped."""
        return self._foreseen is not None and bool(self._foreseen.signs) and not self.stopped

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now has a key."""
        del parameters
        asked = self.idle and self._foreseen is not None
        match action:
            case "undo":
                return asked and not self._served
            case "stopped":
                return asked and self._served
            case _:
                return True

    def look(self) -> None:
        """Look ahead; nothing is changed."""
        opening, report = self.desk.opening, self.desk.report
        known = None if report is None else (self.desk.session, report)
        self._of = self.desk.session

        def done(foreseen: _Foreseen) -> None:
            self._foreseen = foreseen
            self.update_text()

        self.home.start(
            Job(
                say(_("previewing the undo")),
                lambda watching: _Foreseen.of(self._transaction, opening, known, watching),
                done,
                self.refuse,
            )
        )

    def action_stopped(self) -> None:
        """Take somebody's word; what is foreseen stays the same."""
        self.stopped = True
        self.refreshed()

    def action_undo(self) -> None:
        """Do what was foreseen."""
        from xmailaudit.session import undo

        if self._foreseen is not None:
            changes = self._foreseen.preview.undoing.changes
            self.carry_out(
                say(_("taking it back")),
                lambda tell: undo(self._transaction, foreseen=changes, tell=tell),
            )

    def action_out(self) -> None:
        """Back; nobody waits for the preview any more, if that is what is made."""
        if self.idle and self._foreseen is None and not self._is_of_before:
            self.home.stop()
        self.home.action_out()

    # ------------------------------------------------------------ elsewhere

    def twin(self) -> tuple[str, ...]:
        """The command that shows it; when it is begun, the one that does it."""
        if self.phase is None:
            options = self.desk.opening.options
            return ("xmailaudit", "undo", "--diff", self._transaction, *options)
        return ("xmailaudit", "undo", self._transaction, *self.stopping)
