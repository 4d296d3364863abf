"""Decisions and what they rest on.

Values only.  A `Decision` says what XMail would do, with the rows that make it so, and the server's
reply where there is one.  What cannot be decided is *undetermined* and names what is missing.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from .trace import Step

if TYPE_CHECKING:
    from xmailaudit.messages import Message

    from .routing.node import Node

__all__ = ["Answer", "Decision", "Reply", "Step"]


class Answer(Enum):
    """What XMail would do."""

    ALLOW = "allow"
    REFUSE = "refuse"
    UNDETERMINED = "undetermined"


class Reply(NamedTuple):
    """A reply of the server: its code as text (`550`, `+OK`, `-00130`) and the text behind it."""

    code: str
    text: str

    @classmethod
    def written(cls, line: str | None, otherwise: Reply) -> Reply:
        """A reply that an administrator wrote as one line, code included; else `otherwise`."""
        if line is None:
            return otherwise
        code, _blank, text = line.partition(" ")
        return cls(code, text)

    @property
    def positive(self) -> bool:
        """Whether the reply lets the client go on."""
        return self.code.startswith(("+", "2", "3"))

    def __str__(self) -> str:
        return f"{self.code} {self.text}" if self.text else self.code


class Decision(NamedTuple):
    """The answer, the trace that leads to it, the reply the client sees, and what is missing.

    `path` is what becomes of the mail: of a `Route` and of a post to a `List`, where it is taken.
    """

    answer: Answer
    trace: tuple[Step, ...] = ()
    reply: Reply | None = None
    missing: tuple[Message, ...] = ()
    path: Node | None = None

    @property
    def allowed(self) -> bool:
        """Whether XMail would certainly allow it."""
        return self.answer is Answer.ALLOW
