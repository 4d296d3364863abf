"""What becomes of mail, as a tree of values.

A node is one mail for one recipient, or one line of a command file that such a mail meets; its
children are what comes of it.  Where the same mail comes up again, its node says so and has none.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.messages import Message
    from xmailaudit.policy.outbound.way import Way
    from xmailaudit.policy.trace import Step
    from xmailaudit.tables.row import Place

    from .commands import Command

__all__ = ["ENDS_WELL", "Event", "Node", "Poster", "Posting"]


class Event(Enum):
    """What happens to a mail, or what a command does with it."""

    # The way goes on in the children.
    COMMAND_ALIAS = "cmdalias"
    PROCESSED = "mailproc"
    CUSTOM_DOMAIN = "custdomain"
    LIST = "list"
    REDIRECTED = "redirected"
    # It ends here, and the mail is somewhere.
    MAILBOX = "mailbox"
    SENT = "sent"
    PROGRAM = "program"
    # It ends here, and nobody gets it.
    DISCARDED = "discarded"
    BOUNCED = "bounced"
    #: Tried again until the queue gives up, and then bounced.
    DEFERRED = "deferred"
    #: Put aside for good, without a word to the sender.
    FROZEN = "frozen"
    LOOP = "loop"
    # A line that is no way for mail.
    FILTERED = "filter"
    IGNORED = "ignored"
    #: The same recipient with the same sender stands elsewhere in the tree.
    REPEATED = "repeated"
    UNDETERMINED = "undetermined"


#: A program counts: what it does with the mail is its own affair.
ENDS_WELL = frozenset({Event.MAILBOX, Event.SENT, Event.PROGRAM})


class Poster(NamedTuple):
    """A member that may post: whoever names it as sender, or who is logged in as it."""

    address: str
    as_sender: bool
    as_login: bool
    place: Place


class Posting(NamedTuple):
    """The rules of a list.

    Anybody may post unless it is `closed`; then `posters` may, `total` of them in all.  `sender` is
    the envelope sender of the copies, None for that of the post; `reply_to` tells whether a
    Reply-To with the list's address is put in front.
    """

    closed: bool
    posters: tuple[Poster, ...]
    total: int
    sender: str | None
    reply_to: bool


class Node(NamedTuple):
    """One mail, or one command.

    `recipient` and `sender` are those of the envelope; `account` is the address of the account
    behind the recipient.  `origin` is the row of a list that a copy is made for, `steps` are the
    rows that lead here, and `place` is the row or file that decides.  `hosts` and `way` tell where
    a mail is sent, `program` what it is handed to, if that can be shown.  `headers` counts the
    headers that XMail's loop check would find; of a loop, `ends` tells whether any of its steps
    adds one.  `filters` are the rows that may run a filter on the mail.  `posting` holds the rules
    of a list.
    """

    event: Event
    recipient: str
    sender: str
    place: Place | None = None
    origin: Place | None = None
    steps: tuple[Step, ...] = ()
    account: str | None = None
    command: Command | None = None
    hosts: tuple[str, ...] = ()
    way: Way | None = None
    program: str | None = None
    ends: bool = False
    headers: int = 0
    filters: tuple[Place, ...] = ()
    posting: Posting | None = None
    missing: tuple[Message, ...] = ()
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))
