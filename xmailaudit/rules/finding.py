"""Findings, witnesses and fixes: what a rule gives.

Values only; the words in them are messages.  `Rule.finding` (see `rule`) is the one way to make a
finding.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.messages import Message
    from xmailaudit.policy.decision import Decision
    from xmailaudit.policy.questions import Question
    from xmailaudit.tables.edit import Edit
    from xmailaudit.tables.row import Place

    from .rule import Rule

__all__ = [
    "Applicability",
    "Choice",
    "Confidence",
    "Finding",
    "Fix",
    "OutsideStep",
    "Severity",
    "StepKind",
    "Witness",
]


class Severity(Enum):
    """How bad it is; `rank` orders them, the worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self.value]


_RANKS = {"critical": 0, "high": 1, "medium": 2, "low": 3, "info": 4}


class Confidence(Enum):
    """How sure the finding is: proved, very likely, or resting on an assumption."""

    CERTAIN = "certain"
    LIKELY = "likely"
    ASSUMED = "assumed"


class Applicability(Enum):
    """What a fix promises.

    `SAFE` gives nobody access he did not have, takes none from loopback or what the owner trusts,
    turns nothing on that was off, and mail goes where it went.  `REVIEW` is every other fix that
    can be applied, `MANUAL` one that only a person can do.
    """

    SAFE = "safe"
    REVIEW = "review"
    MANUAL = "manual"


class StepKind(Enum):
    """What is outside the tables; told without reading the words of a step.

    `START_OPTION` is another start option of XMail and a start with it, `RESTART` a stop or start
    alone, `COMMAND` a program to run in a shell, `CERTIFICATE` one to be had from a CA, `INSTALL`
    another XMail or library.  Whatever else is left to a person is `BY_HAND`.
    """

    BY_HAND = "by-hand"
    START_OPTION = "start-option"
    RESTART = "restart"
    COMMAND = "command"
    CERTIFICATE = "certificate"
    INSTALL = "install"


class OutsideStep(NamedTuple):
    """A step that is no edit of a table: what to do, in words, and the file it is about if any.

    `before` is a step without which the edits do harm: it comes first wherever both are shown.
    """

    what: Message
    file: str | None = None
    before: bool = False
    kind: StepKind = StepKind.BY_HAND


class Choice(NamedTuple):
    """Something a person must choose before a fix is whole.

    `edits` gives the fix's edits for an answer; `default` is used where nobody chooses, and the fix
    has no edits without either.
    """

    name: str
    question: Message
    default: str | None
    edits: Callable[[str], tuple[Edit, ...]]


class Fix(NamedTuple):
    """A way out: `edits` to tables, `steps` outside them, and a `choice` where one must be made."""

    id: str
    title: Message
    applicability: Applicability
    edits: tuple[Edit, ...] = ()
    steps: tuple[OutsideStep, ...] = ()
    choice: Choice | None = None


class Witness(NamedTuple):
    """A concrete client that XMail would let through (or shut out), and the decision about it."""

    question: Question
    decision: Decision


class Finding(NamedTuple):
    """One thing that is risky, wrong or dead.

    `places` are at most 20, the first is the primary one; `total` says how many there are.  `key`
    tells findings of one rule and file apart that have no row (a setting's name, say).
    """

    rule: Rule
    severity: Severity
    confidence: Confidence
    message: Message
    places: tuple[Place, ...]
    total: int
    key: tuple[str, ...]
    witness: Witness | None
    fixes: tuple[Fix, ...]
