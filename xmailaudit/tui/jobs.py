"""Long work: in a thread of its own, with a word on how far it is, and a way to stop it."""

from __future__ import annotations

import time
from queue import SimpleQueue
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.message import Message as Told

from xmailaudit.audit.engine import Observer
from xmailaudit.audit.errors import Cancelled
from xmailaudit.audit.report import Reported
from xmailaudit.messages import XMailAuditError, _, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.message_pump import MessagePump

    from xmailaudit.messages import Message
    from xmailaudit.rules.finding import Finding, Severity

__all__ = ["Ended", "Found", "Job", "Progressed", "Watching", "carry_on"]

#: Seconds between two words on how far it is.
_PACE = 0.1
#: Seconds that an audit waits for its first finding to be shown.
_PATIENCE = 0.5


class Job(NamedTuple):
    """What is to be done: `work` in a thread, then `done` with what it gave, on the screen.

    `failed` takes an error of ours in its place; where it is None the error is shown.  What is to
    be done `whole` is never stopped, and the application waits for it.  What can be done `aside` is
    short: it is done in between, in the thread of longer work that is under way.
    """

    title: Message
    work: Callable[[Watching], Any]
    done: Callable[[Any], None]
    failed: Callable[[XMailAuditError], None] | None = None
    whole: bool = False
    aside: bool = False

    def is_like(self, other: Job) -> bool:
        """Whether it is the same kind of work."""
        return self.title.template == other.title.template


class Progressed(Told):
    """How far the work is."""

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message


class Found(Told):
    """What an audit has found lately; `shown` is to be set when it is on the screen."""

    def __init__(self, reported: tuple[Reported, ...], shown: Event) -> None:
        super().__init__()
        self.reported = reported
        self.shown = shown


class Ended(Told):
    """The work of a job is done: `result`, or the `error` it ended with (neither: stopped)."""

    def __init__(
        self, job: Job, watching: Watching, result: Any, error: BaseException | None
    ) -> None:
        super().__init__()
        self.job = job
        self.watching = watching
        self.result = result
        self.error = error


class Watching(Observer):
    """Watches a job from its thread: passes on how far it is, and stops it where wanted.

    What is put into `aside` is done at the next word on how far it is: never two things at once,
    for what a MailRoot remembers is made for one thread.
    """

    def __init__(self, pump: MessagePump, job: Job) -> None:
        self._pump = pump
        self.job = job
        self.aside: SimpleQueue[Job] = SimpleQueue()
        self._stopped = Event()
        self._last = 0.0
        self._untold: list[Reported] = []
        self._shown = Event()

    def stop(self) -> None:
        """Let the work end at the next occasion, if it may be stopped."""
        if not self.job.whole:
            self._stopped.set()

    def left(self) -> Iterator[Job]:
        """What was put aside and is not done yet."""
        while not self.aside.empty():
            yield self.aside.get()

    @property
    def stopped(self) -> bool:
        """Whether somebody stopped it."""
        return self._stopped.is_set()

    def judging(self, rule_id: str, number: int, total: int) -> None:
        """A rule is about to be judged."""
        template = _("judging {rule}, {number} of {total}")
        self.tell(say(template, rule=rule_id, number=number, total=total))

    def looking_at_accounts(self) -> None:
        """The pass over all accounts begins."""
        self.tell(say(_("looking at the accounts")))

    def looked_at(self, accounts: int) -> None:
        """So many accounts were looked at."""
        self.tell(say(_("looked at {accounts} accounts"), accounts=accounts))

    def trying(self, number: int, total: int) -> None:
        """A step that may be worth doing first is about to be tried."""
        template = _("trying what to do first, {number} of {total}")
        self.tell(say(template, number=number, total=total))

    def found(self, finding: Finding, severity: Severity) -> None:
        """A rule has found something; the first one is shown before the work goes on.

        Of one rule there may be thousands: those are told together, at the pace of all words.
        """
        self._untold.append(Reported(finding, severity, fingerprint=""))
        if not self._shown.is_set():
            self._tell_found()
            self._shown.wait(_PATIENCE)
            self._shown.set()

    def tell(self, message: Message) -> None:
        """Pass on how far it is, now and then.  Raises Cancelled where somebody stopped it."""
        if self._stopped.is_set():
            raise Cancelled
        for job in self.left():
            carry_on(job, Watching(self._pump, job), self._pump)
        now = time.monotonic()
        if now - self._last >= _PACE:
            self._last = now
            self._pump.post_message(Progressed(message))
            if self._untold:
                self._tell_found()

    def _tell_found(self) -> None:
        self._pump.post_message(Found(tuple(self._untold), self._shown))
        self._untold.clear()


def carry_on(job: Job, watching: Watching, pump: MessagePump) -> None:
    """Do the work; whatever comes of it is told to `pump`."""
    result: Any = None
    error: BaseException | None = None
    try:
        result = job.work(watching)
    except Cancelled:
        pass
    except Exception as raised:  # noqa: BLE001  # told on the screen, or reported as a defect
        error = raised
    pump.post_message(Ended(job, watching, result, error))
