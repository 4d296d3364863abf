"""Plan: the chosen fixes, and what they would do before a byte is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widgets import Static

from xmailaudit.messages import _
from xmailaudit.report.command import place_word
from xmailaudit.tui.look import MARKED, plain, styled
from xmailaudit.tui.page import Page
from xmailaudit.tui.widgets.pane import Pane
from xmailaudit.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.fix.wanted import Pick
    from xmailaudit.messages import Message
    from xmailaudit.tui.planning import Planned

__all__ = ["PlanScreen"]

#: What makes sense only when something is chosen.
_ABOUT_CHOICES = ("apply", "drop", "clear", "write", "export", "open", "other_part")


class PlanScreen(Page):
    """What was chosen, previewed as soon as it is looked at."""

    tab = "plan"
    about = _(
        "The chosen fixes together, and what they would do: which findings go and come, who gains "
        "and loses access, and each changed line. Nothing is written before you apply it; what "
        "was applied can be undone."
    )
    DEFAULT_CSS = """
    PlanScreen #hint { height: auto; padding: 0 1; color: $text-muted; }
    PlanScreen Rows { height: auto; max-height: 6; border-bottom: solid $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "apply", _("apply"), id="apply"),
        Binding("s", "take(False)", _("all safe"), id="take-safe"),
        Binding("u", "take(True)", _("all"), id="take-all"),
        Binding("space,delete", "drop", _("drop"), id="drop"),
        Binding("d", "clear", _("drop all"), show=False, id="drop-all"),
        Binding("w", "write", _("write plan"), id="write-plan"),
        Binding("x", "export", _("export"), id="export"),
        Binding("p", "preview", _("preview"), id="preview-again"),
        Binding("tab", "other_part", _("switch"), id="other-part"),
        Binding("enter", "open", _("finding"), show=False, id="open-finding"),
    ]

    def __init__(self) -> None:
        super().__init__()
        # Asked once for what is shown: it looks at files, and keys are told with every change.
        self._hindrance: Message | None = None

    def body(self) -> Iterable[Widget]:
        """A word on what is to be done, the choices, and their preview."""
        yield Static(id="hint", markup=False)
        yield Rows(self._draw)
        yield Pane()

    def on_mount(self) -> None:
        """The preview is what is read."""
        self.query_one(Pane).focus()

    @property
    def rows(self) -> Rows[Pick]:
        """The choices."""
        return self.query_one(Rows)

    def refreshed(self) -> None:
        """The choices, and their preview, made anew where they are others."""
        desk = self.desk
        self.rows.show(tuple(desk.picks.values()))
        self.rows.display = bool(desk.picks)
        planned = desk.planned
        hindrance = self._hindrance = desk.hindrance
        hint = self.query_one("#hint", Static)
        hint.display = hindrance is not None
        if hindrance is not None:
            template = _("{reason}: fixes can only be exported")
            hint.update(styled(MARKED("bold", self.words(template, reason=hindrance))))
        self.query_one(Pane).show(self._lines, top=planned is None)
        self.refresh_bindings()
        if desk.picks and planned is None and desk.report is not None:
            self.home.preview()

    # ------------------------------------------------------------ what is shown

    def _draw(self, pick: Pick, width: int) -> str:
        del width
        words = self.words
        for reported in (self.desk.reported(pick), self.desk.to_come(pick)):
            for fix in () if reported is None else reported.finding.fixes:
                if reported is not None and fix.id == pick.fix:
                    file = words.show(reported.finding.places[0].file)
                    return f"{pick.rule} {words.message(fix.title)} ({file})"
        return f"{pick.rule}/{pick.fix}"

    def _lines(self, width: int) -> Iterator[str]:
        words, planned = self.words.wide(width), self.desk.planned
        if not self.desk.picks:
            yield from self._nothing_chosen(width)
        elif planned is None and self._is_awaited:
            yield words(_("The preview is being made."))
        elif planned is None:
            name = "re-read" if self.desk.report is None else "preview-again"
            yield words(
                _("There is no preview yet; {key} makes it."), key=self.keys_of([name])[name]
            )
        else:
            yield from planned.lines(self.desk.session.root, words, MARKED)

    @property
    def _is_awaited(self) -> bool:
        """Whether a preview is being made, or an audit before it."""
        return self.home.at_work is not None

    def work_stopped(self) -> None:
        """Say how to have the preview all the same."""
        self.query_one(Pane).lay_out_anew()
        self.refresh_bindings()

    def action_preview(self) -> None:
        """Make the preview that somebody stopped."""
        self.home.preview()
        self.query_one(Pane).lay_out_anew()

    def _nothing_chosen(self, width: int) -> Iterator[str]:
        from xmailaudit.report.text_layout import wrap

        template = _(
            "No fix is chosen. Choose some among the findings, or take all that are safe "
            "({safe}), or all that can be applied ({every}): they are shown here before anything "
            "is written."
        )
        keys = self.keys_of(["take-safe", "take-all"])
        text = self.words(template, safe=keys["take-safe"], every=keys["take-all"])
        yield from wrap(text, width)

    # ------------------------------------------------------------ what somebody does

    def action_other_part(self) -> None:
        """From the choices to their preview, and back."""
        self.focus_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is named only where it does something."""
        del parameters
        if action == "apply" and self._hindrance is not None:
            return False
        if action == "preview":
            stopped = self.desk.planned is None and not self._is_awaited
            return bool(self.desk.picks) and self.desk.report is not None and stopped
        if action in _ABOUT_CHOICES:
            return bool(self.desk.picks)
        return True

    def action_take(self, unsafe: bool) -> None:  # noqa: FBT001  # as actions are called
        """Choose all fixes that are safe, or all that can be applied."""
        self.home.choose_all(unsafe=unsafe)

    def action_drop(self) -> None:
        """Take back the choice under the cursor."""
        pick = self.rows.current
        if pick is not None:
            self.desk.drop(pick)
            self.home.desk_changed()

    def action_clear(self) -> None:
        """Take back all choices."""
        self.desk.drop_all()
        self.home.desk_changed()

    def action_open(self) -> None:
        """Show the finding of a choice."""
        from .finding import FindingScreen

        pick, report = self.rows.current, self.desk.report
        reported = None if pick is None else self.desk.reported(pick)
        if pick is not None and reported is None:
            self.home.tell(_("this finding comes up only when others are mended"))
        if reported is not None and report is not None:
            self.app.push_screen(FindingScreen(reported, (reported,), report.target))

    def on_rows_chosen(self) -> None:
        """Enter on a choice."""
        self.action_open()

    def action_apply(self) -> None:
        """Go on to carry it out."""
        from .applying import ApplyScreen

        planned = self.desk.planned
        if planned is None or not planned.plan.changes:
            self.home.tell(_("there is nothing to apply"))
        else:
            self.app.push_screen(ApplyScreen(planned, self.desk.picking))

    def action_write(self) -> None:
        """Write the plan to a file, for `xmailaudit apply`."""
        planned = self._ready()
        if planned is not None:
            self.home.ask_file(_("The file to write the plan to:"), "plan.json", self._written)

    def _written(self, file: str) -> None:
        planned = self.desk.planned
        if planned is not None and self.home.write_new(file, self.desk.kept_plan(planned)):
            self.home.copy(("xmailaudit", "apply", place_word(file)))

    def action_export(self) -> None:
        """Write the changed configuration to a folder of its own."""
        planned = self._ready()
        if planned is not None:
            from xmailaudit.tui.exporting import export_to

            self.home.ask_file(
                _("The new folder to export to:"), "export", lambda name: export_to(self, name)
            )

    def _ready(self) -> Planned | None:
        if self.desk.planned is None:
            self.home.tell(_("there is no preview yet"))
        return self.desk.planned

    # ------------------------------------------------------------ elsewhere

    def twin(self) -> tuple[str, ...]:
        """The command that shows the same plan."""
        return self.desk.command("fix", *self.desk.picking)

    def plain(self, width: int) -> Iterable[str]:
        """The choices and their preview."""
        yield from self.rows.plain_lines(width)
        yield ""
        yield from map(plain, self._lines(width))
