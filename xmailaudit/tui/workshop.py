"""What the application stands on: a desk, long work in threads, and an eye on the files.

Whatever is no error of ours is a defect: it ends the application with the terminal restored, and
`defect` is for whoever ran it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.app import App
from textual.message import Message as Told
from textual.worker import WorkerFailed

from xmailaudit.messages import Listing, XMailAuditError, _

from .calm import Calm
from .jobs import Ended, Found, Job, Progressed, Watching, carry_on
from .page import Page
from .signals import heed_signals

if TYPE_CHECKING:
    from xmailaudit.messages import Message, Template
    from xmailaudit.session import Session

    from .desk import Desk

__all__ = ["Workshop"]

#: Seconds between two looks at the files.
_LOOK_EVERY = 2.0
_MOST_FILES = 5
#: Whatever takes more seconds is much.
_MUCH = 1.0


class ChangedOnDisk(Told):
    """Files of a session are not as it read them."""

    def __init__(self, session: Session, files: tuple[str, ...]) -> None:
        super().__init__()
        self.session = session
        self.files = files


class Workshop(App[int]):
    """Works on a desk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        #: What is being worked at, in words.
        self.at_work: Message | None = None
        self.defect: Exception | None = None
        self._watching: Watching | None = None
        self._waiting: list[Job] = []
        #: The exit status to end with as soon as nothing is done that is to be done whole.
        self._to_end: int | None = None
        self.calm = Calm()

    def on_mount(self) -> None:
        """Keep an eye on the files, on what there is much of, and on signals."""
        heed_signals(self.end)
        self.set_interval(_LOOK_EVERY, self._look_at_files)
        self.set_timer(_MUCH, self.calm.begin)

    def on_unmount(self) -> None:
        """Leave the process as it was."""
        self.calm.end()

    def _handle_exception(self, error: Exception) -> None:
        # The one place where Textual hands over what nobody caught.
        cause = error.error if isinstance(error, WorkerFailed) else error
        if self.defect is None and isinstance(cause, Exception):
            self.defect = cause
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # In place of a traceback with all variables, passwords among them.
        self._close_messages_no_wait()

    # ------------------------------------------------------------ what is on the screen

    def pages(self) -> list[Page]:
        """The screens that are open, the topmost last."""
        return [screen for screen in self.screen_stack if isinstance(screen, Page)]

    def desk_changed(self) -> None:
        """Show on the topmost screen what has changed; the others catch up when they are seen."""
        for page in self.pages()[-1:]:
            if page.is_mounted:
                page.catch_up()

    def tell(self, template: Template, /, **parameters: object) -> None:
        """Say something that goes away by itself."""
        self.notify(self.desk.words(template, **parameters), markup=False)

    def complain(self, error: XMailAuditError) -> None:
        """Say what is wrong."""
        self.notify(self.desk.words.message(error.message), severity="error", markup=False)

    # ------------------------------------------------------------ long work

    def start(self, job: Job) -> None:
        """Begin long work, or let it wait for what is under way; the same work is begun anew."""
        watching = self._watching
        if watching is None:
            self._begin(job)
        elif job.aside and not watching.job.whole:
            watching.aside.put(job)
        else:
            if watching.job.is_like(job):
                watching.stop()
            self._waiting = [*(one for one in self._waiting if not one.is_like(job)), job]

    def _begin(self, job: Job) -> None:
        self._watching = Watching(self, job)
        self.at_work = job.title
        self.run_worker(
            partial(carry_on, job, self._watching, self),
            thread=True,
            group="jobs",
            exit_on_error=False,
        )
        self._refresh_titles()

    def stop(self, *, aside: bool = False) -> bool:
        """Stop what is under way; False, and said, where it is to be done whole.

        What is short goes on unless `aside` is said: a screen waits for it.
        """
        if self._watching is not None and self._watching.job.whole:
            self.tell(_("one thing at a time: {what}"), what=self.at_work)
            return False
        self._waiting = [job for job in self._waiting if job.aside and not aside]
        if self._watching is not None and (aside or not self._watching.job.aside):
            self._watching.stop()
        return True

    def end(self, status: int) -> None:
        """Quit, as soon as what is to be done whole is done."""
        self._to_end = status
        if self.stop(aside=True):
            self.exit(status)

    def on_progressed(self, told: Progressed) -> None:
        """The work is so far."""
        if self._watching is not None:
            self.at_work = told.message
            self._refresh_titles()

    def on_found(self, told: Found) -> None:
        """An audit has found something."""
        if self.desk.report is None:
            self.desk.find(*told.reported)
            self.desk_changed()
        self.call_after_refresh(told.shown.set)

    def on_ended(self, told: Ended) -> None:
        """The work is done, stopped, or failed."""
        if told.watching is self._watching:
            self._watching, self.at_work = None, None
            if self._to_end is not None:
                self.exit(self._to_end)
                return
            self._waiting = [*told.watching.left(), *self._waiting]
            if self._waiting:
                self._begin(self._waiting.pop(0))
        self._refresh_titles()
        if told.watching.stopped:
            for page in self.pages()[-1:]:
                page.work_stopped()
            return
        if isinstance(told.error, XMailAuditError):
            (told.job.failed or self.complain)(told.error)
        elif told.error is not None:
            raise told.error
        else:
            told.job.done(told.result)

    def _look_at_files(self) -> None:
        """See now and then, in a thread, whether somebody else changed what is open."""
        session = self.desk.session
        if self.at_work is None and not self.desk.stale:

            def look() -> None:
                stale = session.stale()
                if stale:
                    self.post_message(ChangedOnDisk(session, stale))

            self.run_worker(look, thread=True, group="looking", exclusive=True)

    def on_changed_on_disk(self, told: ChangedOnDisk) -> None:
        """Say so, and offer to read it again; until then all that is shown is of before."""
        if told.session is self.desk.session and self.at_work is None:
            self.desk.changed_on_disk(told.files)
            self._refresh_titles()
            key = next((page.keys_of(["re-read"])["re-read"] for page in self.pages()), "")
            self.tell(
                _("changed on the disk: {files}; {key} reads it again"),
                files=Listing(told.files[:_MOST_FILES]),
                key=key,
            )

    def _refresh_titles(self) -> None:
        for page in self.pages()[-1:]:
            page.refresh_title()
