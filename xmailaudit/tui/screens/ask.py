"""Ask: what XMail would do, asked by a form and answered as soon as it is filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from xmailaudit.messages import _, say
from xmailaudit.report.command import argument, question_command
from xmailaudit.report.text_layout import padded, wrap
from xmailaudit.report.text_layout import width as columns_of
from xmailaudit.tui.asking import FORMS, question_of, values_of
from xmailaudit.tui.jobs import Job
from xmailaudit.tui.look import MARKED, plain
from xmailaudit.tui.page import Page
from xmailaudit.tui.widgets.pane import Pane
from xmailaudit.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.messages import Message, XMailAuditError
    from xmailaudit.policy.decision import Decision
    from xmailaudit.policy.questions import Question
    from xmailaudit.report.language import Words
    from xmailaudit.tables.row import Place
    from xmailaudit.tui.asking import Field

__all__ = ["AskScreen"]

_FLAGS = {"no": _("no"), "yes": _("yes")}


class AskScreen(Page):
    """The fields of a question above, its answer below."""

    tab = "ask"
    about = _(
        "Ask what XMail would do: let a client connect, relay a mail, accept a login, route an "
        "address, or take a mail for a mailing list. The answer comes with each row that played a "
        "part in it."
    )
    DEFAULT_CSS = """
    AskScreen Rows { height: auto; max-height: 9; border-bottom: solid $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,tab", "kind(1)", _("next question"), id="next-question"),
        Binding("left,shift+tab", "kind(-1)", _("previous"), show=False, id="previous-question"),
        Binding("enter,space", "change", _("change"), id="change"),
        Binding("v", "view", _("view file"), id="view-file"),
        Binding("pagedown", "page(1)", _("page down"), show=False, id="page-down"),
        Binding("pageup", "page(-1)", _("page up"), show=False, id="page-up"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._form = FORMS[0]
        self._values: dict[str, str] = {}
        self._asked: Question | None = None
        self._answered: tuple[Question, Decision] | None = None
        self._error: Message | None = None

    def body(self) -> Iterable[Widget]:
        """The form, and the answer."""
        yield Rows(self._draw)
        yield Pane()

    def on_mount(self) -> None:
        """The form is what keys are for."""
        self.rows.focus()

    @property
    def rows(self) -> Rows[Field | None]:
        """The fields below the question, whose row is None."""
        return self.query_one(Rows)

    def refreshed(self) -> None:
        """Ask again: the configuration may be another one."""
        self.rows.show((None, *self._form.fields))
        self._ask()

    def fill(self, question: Question) -> None:
        """Take a question over, such as a finding's proof."""
        self._form, self._values = values_of(question)
        if self.is_mounted:
            self.refreshed()

    # ------------------------------------------------------------ what is shown

    def _draw(self, field: Field | None, room: int) -> str:
        words = self.words
        if field is None:
            return f"< {MARKED('bold', words(self._form.title))} >"
        value = self._values.get(field.name, field.before)
        widest = max(columns_of(words(one.label)) for one in self._form.fields)
        return (
            f"  {padded(words(field.label), min(widest, room // 2))}  {_shown(field, value, words)}"
        )

    def _lines(self, room: int) -> Iterator[str]:
        from xmailaudit.report.text_decision import decision_text

        words = self.words.wide(room)
        if self._error is not None:
            yield from wrap(words.message(self._error), room)
        elif self._answered is None:
            yield from wrap(words(_("Fill in what is empty; the answer appears here.")), room)
        else:
            yield from decision_text(*self._answered, words, MARKED)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A file can be seen where a row of one decides."""
        del parameters
        return bool(self._places()) if action == "view" else True

    # ------------------------------------------------------------ asking

    def _ask(self) -> None:
        question = self._asked = question_of(self._form, self._values)
        self._answered = self._error = None
        if question is None:
            self._show()
            return
        session, at = self.desk.session, self.desk.opening.at

        def done(decision: Decision) -> None:
            if question is self._asked:
                self._answered = question, decision
                self._show()

        def failed(error: XMailAuditError) -> None:
            if question is self._asked:
                self._error = error.message
                self._show()

        self.home.start(
            Job(
                say(_("asking")),
                lambda _watching: session.ask(question, at=at),
                done,
                failed,
                aside=True,
            )
        )

    def _show(self) -> None:
        self.query_one(Pane).show(self._lines)
        self.refresh_bindings()

    def action_kind(self, by: int) -> None:
        """Another kind of question; what is in fields of the same name stays."""
        self._form = FORMS[(FORMS.index(self._form) + by) % len(FORMS)]
        self.rows.show((None, *self._form.fields), 0)
        self._ask()

    def action_change(self) -> None:
        """Change what stands in a field: the next choice, or a line to write."""
        from xmailaudit.tui.dialogs.question import QuestionDialog

        field = self.rows.current
        if field is None:
            self.action_kind(1)
            return
        now = self._values.get(field.name, field.before)
        if field.choices:
            place = field.choices.index(now) if now in field.choices else -1
            self._set(field, field.choices[(place + 1) % len(field.choices)])
            return

        def answered(value: str | None) -> None:
            if value is not None:
                self._set(field, value)

        complete = self.desk.session.complete if field.address else None
        question = say(_("{label}:"), label=say(field.label))
        self.app.push_screen(QuestionDialog(question, now, complete), answered)

    def on_rows_chosen(self) -> None:
        """Enter changes, too."""
        self.action_change()

    def _set(self, field: Field, value: str) -> None:
        self._values[field.name] = value
        self.rows.refresh()
        self._ask()

    def action_view(self) -> None:
        """Show the row that decided."""
        from .file import FileScreen

        places = self._places()
        if places:
            self.app.push_screen(FileScreen(places[-1].file, places[-1].line))

    def _places(self) -> list[Place]:
        """The rows that lead to the answer."""
        trace = () if self._answered is None else self._answered[1].trace
        return [step.place for step in trace if step.place is not None]

    def action_page(self, by: int) -> None:
        """Scroll the answer."""
        pane = self.query_one(Pane)
        pane.scroll_relative(y=by * max(1, pane.size.height - 1), animate=False)

    # ------------------------------------------------------------ elsewhere

    def twin(self) -> tuple[str, ...]:
        """The command that asks the same."""
        question = question_of(self._form, self._values)
        if question is None:
            return ("xmailaudit", "ask", self._form.kind, self.desk.target, "--help")
        report = self.desk.report
        if report is not None:
            return question_command(question, report.target)
        return self.desk.command(f"ask {question.kind}", *map(argument, question.arguments()))

    def plain(self, width: int) -> Iterable[str]:
        """The form and the answer."""
        yield from self.rows.plain_lines(width)
        yield ""
        yield from map(plain, self._lines(width))


def _shown(field: Field, value: str, words: Words) -> str:
    """What stands in a field; where nothing does, whether something must."""
    if field.is_flag and value in _FLAGS:
        return words(_FLAGS[value])
    if value:
        return words.show(value)
    if field.name == "sender":
        return "<>"
    return MARKED("faint", "-") if field.optional else MARKED("marks", words(_("to be filled in")))
