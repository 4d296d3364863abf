"""`xmailaudit selftest`: replay recorded decisions of a running XMail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.cli import status
from xmailaudit.cli.command import Argument, Command
from xmailaudit.cli.errors import CommandLineError
from xmailaudit.messages import Listing, _, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.cli.console import Console
    from xmailaudit.policy.selftest import Disagreement

__all__ = ["COMMAND"]


def run(console: Console, *, files: tuple[str, ...]) -> int:
    """Replay; each disagreement, then the counts."""
    from xmailaudit.policy.selftest import Tally, replay

    tally = Tally()
    for file in files:
        for disagreement in replay(_lines(file), tally, file=file):
            console.out.line(_worded(console, disagreement))
    if not (tally.agreed or tally.disagreed or tally.not_modelled):
        raise CommandLineError(say(_("nothing is recorded in {files}"), files=Listing(files)))
    counts = _("{agreed} agreed, {disagreed} disagreed, {rest} not modelled")
    console.out.line(
        console.words(
            counts, agreed=tally.agreed, disagreed=tally.disagreed, rest=tally.not_modelled
        )
    )
    return status.FINDINGS if tally.disagreed else status.DONE


def _lines(file: str) -> Iterator[str]:
    """The lines of a recording; bytes that are not UTF-8 make no record."""
    try:
        with open(file, encoding="utf-8", errors="replace") as stream:  # noqa: PTH123  # any bytes
            yield from stream
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        template = _("{file} cannot be read: {reason}")
        raise CommandLineError(say(template, file=file, reason=reason)) from None


def _worded(console: Console, disagreement: Disagreement) -> str:
    import json

    template = _("{record} {kind} {question}: {part} was {expected}, policy says {got}")
    return console.words(
        template,
        record=disagreement.record,
        kind=disagreement.kind,
        question=json.dumps(disagreement.question),
        part=disagreement.part,
        expected=json.dumps(disagreement.expected),
        got=json.dumps(disagreement.got, default=str),
    )


COMMAND = Command(
    "selftest",
    run,
    Argument(
        "files",
        metavar="FILE...",
        nargs=-1,
        required=True,
        about=_("recordings: JSON lines, a MailRoot and its questions each"),
    ),
    summary=_("replay recorded decisions of a running XMail and compare"),
    details=(_("Exit status: 0 all agree, 1 at least one disagreement."),),
    examples=("xmailaudit selftest vectors/*.jsonl",),
)
