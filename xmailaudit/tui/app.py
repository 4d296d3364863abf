"""The application: opens screens, runs long work, and does what can be done on every screen."""

from __future__ import annotations

import os
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.report.command import shell_line

from .jobs import Job
from .places import PLACES
from .themes import DEFAULT, THEMES, TITLES
from .workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.binding import BindingType
    from textual.screen import Screen

    from xmailaudit.audit.report import Report
    from xmailaudit.audit.server_facts import ServerFacts
    from xmailaudit.fix.plan import Plan
    from xmailaudit.messages import Template
    from xmailaudit.policy.questions import Question

    from .desk import Desk
    from .jobs import Watching
    from .settings import Settings

__all__ = ["Application"]


def _made(module: str, kind: str) -> Screen[None]:
    made: Screen[None] = getattr(import_module(module), kind)()
    return made


class Application(Workshop):
    """Shows a desk."""

    TITLE = "xmailaudit"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  # as Textual has it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-tall")]  # noqa: RUF012  # as Textual has it
    SCREENS = {place.name: partial(_made, place.module, place.kind) for place in PLACES}  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(place.key, f"go('{place.name}')", place.title, show=False, id=place.name)
            for place in PLACES
        ),
        Binding("question_mark", "help", _("help"), id="help"),
        Binding("c", "copy_command", _("copy command"), id="copy-command"),
        Binding(
            "e", "write_screen", _("write this screen to a file"), show=False, id="write-screen"
        ),
        Binding("r", "reread", _("re-read"), show=False, id="re-read"),
        Binding("ctrl+p", "palette", _("all commands"), show=False, id="palette"),
        Binding("apostrophe,ctrl+j", "jump", _("jump"), show=False, id="jump"),
        Binding("ctrl+t", "next_theme", _("next theme"), show=False, id="next-theme"),
        Binding("escape", "out", _("back"), show=False, id="back"),
        Binding("q", "leave", _("quit"), id="quit"),
    ]

    def __init__(self, desk: Desk, settings: Settings | None = None) -> None:
        super().__init__(desk)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT
        if settings is not None:
            self.theme = settings.theme or DEFAULT
            self.set_keymap(settings.keys)

    # ------------------------------------------------------------ screens

    def on_mount(self) -> None:
        """The first screen, and the audit."""
        self.push_screen("overview")
        self.audit()

    def action_go(self, name: str) -> None:
        """Go to one of the screens."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.switch_screen(name)

    def action_out(self) -> None:
        """Back to where one came from; on the first screen it stops what is being worked at."""
        if len(self.screen_stack) > 2:
            self.pop_screen()
        else:
            self.stop()

    def action_leave(self) -> None:
        """Quit; what is to be done whole is done first."""
        if self.stop():
            self.exit(0)

    async def action_quit(self) -> None:
        """Textual's own key for it is no way around that."""
        self.action_leave()

    def action_help_quit(self) -> None:
        """Somebody presses Ctrl+C, which copies where text is marked: say how to get out."""
        for page in self.pages()[-1:]:
            self.tell(_("{key} quits"), key=page.keys_of(["quit"])["quit"])

    # ------------------------------------------------------------ long work

    def audit(self) -> None:
        """Judge what is open."""
        session, at = self.desk.session, self.desk.opening.at

        def work(watching: Watching) -> Report:
            self.calm.let_go()
            return session.audit(at=at, observer=watching, rank=True)

        self.start(Job(say(_("judging")), work, self._audited))

    def preview(self) -> None:
        """Make a plan of the choices, and preview it."""
        from .planning import Planned

        session, at, wanted = self.desk.session, self.desk.opening.at, self.desk.wanted

        def done(planned: Planned) -> None:
            if wanted == self.desk.wanted:
                self.desk.previewed(planned)
                self.desk_changed()

        title = say(_("previewing"))
        self.start(Job(title, lambda watching: Planned.of(session, wanted, at, watching), done))

    def choose_all(self, *, unsafe: bool) -> None:
        """Choose all fixes that are safe, or (`unsafe`) all that can be applied."""
        from xmailaudit.fix.wanted import Wanted

        session, at = self.desk.session, self.desk.opening.at
        wanted = Wanted(unsafe=unsafe, answers=dict(self.desk.answers))

        def done(plan: Plan) -> None:
            self.desk.choose_all(plan, wanted)
            self.desk_changed()
            if not plan.picks:
                self.tell(_("there is no such fix"))

        title = say(_("looking which fixes go together"))
        self.start(
            Job(title, lambda watching: session.plan(wanted, at=at, observer=watching), done)
        )

    def _audited(self, report: Report) -> None:
        self.desk.take(report)
        self.calm.keep()
        self.desk_changed()
        session, at = self.desk.session, self.desk.opening.at
        title = say(_("counting what it holds"))
        self.start(Job(title, lambda _watching: session.facts(at=at), self._learned, aside=True))

    def _learned(self, facts: ServerFacts) -> None:
        self.desk.learn(facts)
        self.desk_changed()

    # ------------------------------------------------------------ on every screen

    def action_copy_command(self) -> None:
        """Copy the command that shows or does the same as this screen."""
        for page in self.pages()[-1:]:
            self.copy(page.twin())

    def copy(self, command: Sequence[str]) -> None:
        """Copy a command, and show it: not every terminal takes what is copied."""
        line = shell_line(command)
        self.copy_to_clipboard(line)
        self.tell(_("copied: {command}"), command=line)

    def action_help(self) -> None:
        """What this screen is for, and which keys do what."""
        from .screens.help import HelpScreen

        for page in self.pages()[-1:]:
            if not isinstance(page, HelpScreen):
                self.push_screen(HelpScreen(page))

    def action_palette(self) -> None:
        """Everything that can be done now, to be found by its words."""
        from .dialogs.palette import Command, PaletteDialog, commands_of

        def answered(command: Command | None) -> None:
            if command is not None:
                self.call_later(command.do)

        for page in self.pages()[-1:]:
            self.push_screen(PaletteDialog(commands_of(page)), answered)

    def action_jump(self) -> None:
        """A letter on every part and row, which leads there."""
        from .dialogs.jump import Goal, JumpDialog, goals_of

        def answered(goal: Goal | None) -> None:
            if goal is not None:
                goal.reach()

        for page in self.pages()[-1:]:
            self.push_screen(JumpDialog(goals_of(page)), answered)

    def action_next_theme(self) -> None:
        """Another theme, until it is quit; the file for settings makes one stay."""
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self.tell(TITLES[self.theme])

    def action_write_screen(self) -> None:
        """Write all of this screen to a file, as text."""
        from .exporting import write_screen

        for page in self.pages()[-1:]:
            question = _("The file to write this screen to:")
            name = type(page).__name__.removesuffix("Screen").lower()
            self.ask_file(question, f"{name}.txt", partial(write_screen, page))

    def ask_file(self, question: Template, before: str, then: Callable[[str], object]) -> None:
        """Ask for the name of a file or folder; `then` is called with it unless it is empty."""
        from .dialogs.question import QuestionDialog

        def answered(name: str | None) -> None:
            if name:
                then(name)

        self.push_screen(QuestionDialog(say(question), before), answered)

    def write_new(self, name: str, data: bytes) -> bool:
        """Write a private file, unless it is there or lies in the MailRoot; says what was done."""
        from xmailaudit.session.files import FileError, lies_in, write_file

        if lies_in(name, getattr(self.desk.session.root.source, "path", None)):
            self.tell(_("{file} lies in the MailRoot, where nothing is written"), file=name)
            return False
        if os.path.lexists(name):
            self.tell(_("{file} is there already; choose another name"), file=name)
            return False
        try:
            write_file(name, data, private=True)
        except FileError as error:
            self.complain(error)
            return False
        self.tell(_("written: {file}"), file=name)
        return True

    def ask(self, question: Question) -> None:
        """Ask a question on the screen for it."""
        from .screens.ask import AskScreen

        screen = self.get_screen("ask")
        if isinstance(screen, AskScreen):
            screen.fill(question)
        self.action_go("ask")

    def action_reread(self) -> None:
        """Read the target anew, and audit it."""
        if not self.stop(aside=True):
            return
        try:
            self.desk.reopen()
        except XMailAuditError as error:
            self.complain(error)
            return
        self.desk_changed()
        self.audit()
