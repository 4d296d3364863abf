"""What somebody got wrong in a line that XMail passes over (XMail facts: mailproc, 2 and 8)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from xmailaudit.tables.ctext import ascii_lower

from .commands import Fault, Kind

if TYPE_CHECKING:
    from .commands import Command

__all__ = ["Mistake", "mistake_of"]

_COMMANDS = frozenset(kind.value for kind in Kind if kind is not Kind.UNKNOWN)


class Mistake(Enum):
    """A mistake, as far as it can be told from the line."""

    UNKNOWN = "no such command"
    WAIT = "wait"
    #: A command, and blanks where TABs should be.
    BLANKS = "blanks for TABs"
    #: A program without an argument, which the manual allows.
    NO_ARGUMENT = "no argument"
    TOO_FEW = "too few fields"
    TOO_MANY = "too many fields"
    #: `mailbox` where there is none.
    MAILBOX = "mailbox"
    #: `smtp` in mailproc.tab.
    SMTP = "smtp"


def mistake_of(command: Command) -> Mistake | None:
    """What is wrong with a line; None where nothing is, or another line keeps it from running."""
    if command.fault is Fault.UNKNOWN:
        return _unknown(ascii_lower(command.row.command))
    if command.fault is Fault.NOT_HERE:
        return Mistake.SMTP if command.kind is Kind.SMTP else Mistake.MAILBOX
    if command.fault is Fault.TOO_FEW:
        return Mistake.TOO_FEW if command.program is None else Mistake.NO_ARGUMENT
    return Mistake.TOO_MANY if command.fault is Fault.TOO_MANY else None


def _unknown(word: str) -> Mistake:
    first, *rest = word.split() or [""]
    if rest and first in _COMMANDS:
        return Mistake.BLANKS
    return Mistake.WAIT if first == "wait" else Mistake.UNKNOWN
