"""Finding: one finding whole, with the row it is about, its proof, and the fixes to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content

from xmailaudit.messages import _
from xmailaudit.report.command import witness_command
from xmailaudit.report.labels import APPLICABILITIES
from xmailaudit.report.text_layout import wrap
from xmailaudit.tui.finding_words import CHOSEN, NOTHING, OPEN
from xmailaudit.tui.look import MARKED, plain
from xmailaudit.tui.page import Page
from xmailaudit.tui.sieve import can_be_chosen
from xmailaudit.tui.widgets.pane import Pane
from xmailaudit.tui.widgets.rows import Rows
from xmailaudit.tui.widgets.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.audit.report import Report, Reported, Target
    from xmailaudit.rules.finding import Fix

__all__ = ["FindingScreen"]


class FindingScreen(Page):
    """One of the findings `among`; the next and the one before are a key away."""

    tab = "findings"
    about = _(
        "One finding: what is wrong, the row it is about, why it matters, a proof where there is "
        "one, and what can be done. The fix under the cursor is the one shown whole; choosing it "
        "only puts it into the plan."
    )
    DEFAULT_CSS = """
    FindingScreen #fixes { height: auto; max-height: 6; border-top: solid $primary; }
    FindingScreen #source { display: none; width: 2fr; border-left: solid $primary; }
    FindingScreen Pane { width: 3fr; }
    FindingScreen.-wide #source { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "choose", _("choose fix"), id="choose"),
        Binding("n,right", "go(1)", _("next"), id="next"),
        Binding("p,left", "go(-1)", _("previous"), id="previous"),
        Binding("v", "view", _("view file"), id="view-file"),
        Binding("a", "ask", _("ask"), id="ask-proof"),
        Binding("i", "suppress", _("suppress"), id="suppress"),
        Binding("w", "copy_witness", _("copy proof"), id="copy-proof"),
    ]

    def __init__(self, reported: Reported, among: Sequence[Reported], target: Target) -> None:
        super().__init__()
        self._report: Report | None = None
        self._target = target
        self._reported = reported
        self._among = among
        self._prints = [one.fingerprint for one in among]

    @property
    def reported(self) -> Reported:
        """The finding that is shown."""
        return self._reported

    @property
    def topic(self) -> str:
        """The rule."""
        return self._reported.finding.rule.id

    @property
    def fixes(self) -> Rows[Fix]:
        """The list of fixes."""
        return self.query_one("#fixes", Rows)

    def body(self) -> Iterable[Widget]:
        """The text, beside it the file where there is room, and under it the fixes."""
        with Horizontal():
            yield Pane()
            yield Source(id="source")
        yield Rows(self._draw, id="fixes")

    def on_mount(self) -> None:
        """The fixes are what keys are for; the text scrolls by the keys for pages."""
        self.fixes.focus()

    def refreshed(self) -> None:
        """The finding and the fixes; back to where one came from, when it is not found any more."""
        if not self._renewed():
            rule = self._reported.finding.rule
            self.home.tell(_("{rule} {name} is not found any more"), rule=rule.id, name=rule.name)
            self.call_later(self._leave)
            return
        place = self._reported.finding.places[0]
        self.fixes.show(self._reported.finding.fixes)
        self.fixes.border_title = Content(self._position())
        self.query_one(Source).show_file(self.desk.session.root, place.file, place.line)
        self.query_one(Pane).show(self._lines)
        self.refresh_bindings()

    def _renewed(self) -> bool:
        """Take the findings of a later audit in place of those of before; False if it is gone."""
        report = self.desk.report
        if report is None or report is self._report:
            return True
        found = {one.fingerprint: one for one in report.findings}
        here = found.get(self._reported.fingerprint)
        if here is None:
            return False
        self._report, self._target, self._reported = report, report.target, here
        self._among = [found[one] for one in self._prints if one in found]
        self._prints = [one.fingerprint for one in self._among]
        return True

    def _position(self) -> str:
        number = self._prints.index(self._reported.fingerprint) + 1
        template = _("finding {number} of {total}")
        return self.words(template, number=number, total=len(self._prints))

    # ------------------------------------------------------------ what is shown

    def _lines(self, width: int) -> Iterator[str]:
        from xmailaudit.report import text_finding
        from xmailaudit.report.hidden import acceptance

        words, root = self.words.wide(width), self.desk.session.root
        finding, witness = self._reported.finding, self._reported.finding.witness
        yield from text_finding.heading_lines(self._reported, words, MARKED)
        hidden = acceptance(self._reported)
        if hidden is not None:
            yield from wrap(words.message(hidden), width, first="  ")
        yield from text_finding.what_lines(finding, words)
        yield from text_finding.row_lines(finding, root, words, MARKED)
        yield from text_finding.why_lines(finding, words)
        if witness is not None:
            yield from text_finding.proof_lines(witness, self._target, words)
        fix: Fix | None = self.fixes.current
        if fix is not None:
            yield from text_finding.fix_lines(fix, root, words, MARKED)

    def _draw(self, fix: Fix, width: int) -> str:
        del width
        words = self.words
        mark = NOTHING
        if self._reported.counts and can_be_chosen(fix):
            mark = CHOSEN if self.desk.chosen(self._reported) == fix.id else OPEN
        applicability = words(APPLICABILITIES[fix.applicability])
        return f"{mark} {words.message(fix.title)} ({applicability})"

    # ------------------------------------------------------------ what somebody does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is named only where it does something."""
        del parameters
        if action in ("ask", "copy_witness"):
            return self._reported.finding.witness is not None
        if action == "choose":
            return self._reported.counts and any(map(can_be_chosen, self._reported.finding.fixes))
        return True

    def action_choose(self) -> None:
        """Choose the fix under the cursor, or take the choice back."""
        fix: Fix | None = self.fixes.current
        if fix is None:
            return
        if not self._reported.counts:
            self.home.tell(_("it is hidden: only what counts is mended"))
            return
        if not can_be_chosen(fix):
            self.home.tell(_("this one is to be done by hand"))
            return
        if self.desk.chosen(self._reported) == fix.id:
            self.desk.choose(self._reported, None)
        elif fix.choice is not None:
            self._ask(fix)
            return
        else:
            self.desk.choose(self._reported, fix)
        self.fixes.refresh()
        self.refresh_title()

    def on_rows_moved(self) -> None:
        """The fix under the cursor is the one that is shown whole."""
        self.query_one(Pane).show(self._lines, top=False)

    def on_rows_chosen(self) -> None:
        """Enter chooses, too."""
        self.action_choose()

    def _ask(self, fix: Fix) -> None:
        """Have the question of a fix answered; the answer holds for the whole rule."""
        from xmailaudit.tui.dialogs.question import QuestionDialog

        choice = fix.choice
        if choice is None:
            return
        rule = self._reported.finding.rule.id
        before = self.desk.answers.get((rule, choice.name), choice.default or "")

        def answered(answer: str | None) -> None:
            if answer is None:
                return
            if not choice.edits(answer) if answer else not fix.edits:
                self.home.tell(_("that answer changes nothing, or is none to the question"))
                return
            self.desk.answer(rule, choice.name, answer or None)
            self.desk.choose(self._reported, fix)
            self.home.desk_changed()

        self.app.push_screen(QuestionDialog(choice.question, before), answered)

    def action_go(self, by: int) -> None:
        """The next finding, or the one before."""
        place = self._prints.index(self._reported.fingerprint) + by
        if 0 <= place < len(self._prints):
            self._reported = self._among[place]
            self.refreshed()

    def action_view(self) -> None:
        """Show the file the finding is about."""
        from .file import FileScreen

        place = self._reported.finding.places[0]
        self.app.push_screen(FileScreen(place.file, place.line))

    def action_ask(self) -> None:
        """Ask what proves it on the screen for questions, to vary it there."""
        witness = self._reported.finding.witness
        if witness is None:
            self.home.tell(_("this finding needs no proof by a client"))
        else:
            self.home.ask(witness.question)

    def action_suppress(self) -> None:
        """Accept it, and leave it."""
        from xmailaudit.tui.accepting import accept_from

        accept_from(self, self._reported, self._leave)

    def _leave(self) -> None:
        if self.is_current:
            self.home.action_out()

    def action_copy_witness(self) -> None:
        """Copy the command that shows the proof."""
        witness = self._reported.finding.witness
        if witness is None:
            self.home.tell(_("this finding needs no proof by a client"))
            return
        self.home.copy(witness_command(witness, self._target))

    # ------------------------------------------------------------ elsewhere

    def twin(self) -> tuple[str, ...]:
        """The audit by this rule alone."""
        return self.desk.command("audit", "--select", self._reported.finding.rule.id)

    def plain(self, width: int) -> Iterable[str]:
        """All of it, with all fixes."""
        from xmailaudit.report.text_finding import finding_lines

        words, root = self.words.wide(width), self.desk.session.root
        return map(plain, finding_lines(self._reported, self._target, root, words, MARKED))
