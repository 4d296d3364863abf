"""What is told of a transaction on its way, be it a plan or an undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.fix.phase import Phase
from xmailaudit.messages import _, say
from xmailaudit.report.text_layout import wrap

from .look import MARKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.messages import Message, XMailAuditError
    from xmailaudit.network.sign import Sign
    from xmailaudit.report.language import Words

__all__ = ["refusal_lines", "served", "step_lines"]

_PHASES = {
    Phase.LOOK: _("look at every file"),
    Phase.JOURNAL: _("write down how it was"),
    Phase.WRITE: _("write the new files beside the old ones"),
    Phase.RENAME: _("put them in place"),
    Phase.CHECK: _("read all of it back"),
    Phase.DONE: _("done"),
}
_DONE, _NOW, _LATER = "[x]", "[>]", "[ ]"


def step_lines(now: Phase, words: Words) -> Iterator[str]:
    """The steps of the transaction, the one under way marked."""
    phases = list(Phase)
    here = phases.index(now)
    for place, phase in enumerate(phases):
        done = place < here or now is Phase.DONE
        mark = _DONE if done else _NOW if place == here else _LATER
        yield f"{mark} {words(_PHASES[phase])}"


def served(indexed: Sequence[str], signs: Sequence[Sign], key: str) -> Iterator[Message]:
    """Why an indexed table is not changed now, and which key goes on all the same."""
    for sign in signs:
        yield say(
            _("{file} has an index: nothing is changed while XMail may run ({sign})"),
            file=indexed[0],
            sign=sign.message,
        )
    if signs:
        yield say(_("stop XMail; {key} says that it is stopped"), key=key)


def refusal_lines(error: XMailAuditError, words: Words) -> Iterator[str]:
    """Why nothing was changed."""
    yield MARKED("bold", words(_("Nothing was changed.")))
    for problem in getattr(error, "problems", (error.message,)):
        yield from wrap(words.message(problem), words.width, first="- ")
