"""Progress of long work: one line on standard error that goes again, on a terminal only."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from xmailaudit.audit.engine import Observer
from xmailaudit.messages import _, say
from xmailaudit.report.text_layout import padded, wrap

if TYPE_CHECKING:
    from xmailaudit.messages import Message

    from .console import Console

__all__ = ["Progress"]

#: Seconds before anything is shown: most audits are done by then.
_PATIENCE = 0.5


class Progress(Observer):
    """Shows which rule is being judged."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()
        self._room = min(console.words.width, console.err.columns) - 1
        self._shown = False

    def judging(self, rule_id: str, number: int, total: int) -> None:
        """A rule is about to be judged."""
        template = _("judging {rule}, {number} of {total}")
        self._show(say(template, rule=rule_id, number=number, total=total))

    def looking_at_accounts(self) -> None:
        """The pass over all accounts begins."""
        self._show(say(_("looking at the accounts")))

    def done(self) -> None:
        """Take the line away."""
        if self._shown:
            self._console.err.write(f"\r{' ' * self._room}\r")

    def _show(self, message: Message) -> None:
        if time.monotonic() - self._began < _PATIENCE:
            return
        line = wrap(self._console.words.message(message), self._room)[0]
        self._console.err.write("\r" + padded(line, self._room))
        self._console.err.finish(0)
        self._shown = True
