"""What becomes of mail that XMail itself sends to an address of its configuration.

Notices go through no RCPT, so that only the delivery decides (XMail facts: address-resolution,
section 0; spool-and-logs 4).  That a mailbox is full, missing or not to be seen is left aside here:
its account is there.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from .mail_address import split_address
from .routing.delivery import deliver
from .routing.node import ENDS_WELL, Event

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message

    from .world import World

__all__ = ["Destiny", "Fate", "destiny"]


class Fate(Enum):
    """Where such mail ends."""

    HERE = "in an account's mailbox, or with somebody it is sent on to"
    ELSEWHERE = "at another server"
    NOBODY = "nowhere: its domain is handled here and has no such name"
    LOST = "nowhere: what is done with it ends without a delivery"
    NO_ADDRESS = "nowhere: this is no address"
    UNKNOWN = "nobody can tell"


class Destiny(NamedTuple):
    """The fate of mail, and what is missing where nobody can tell."""

    fate: Fate
    missing: tuple[Message, ...] = ()


def destiny(root: MailRoot, world: World, address: str) -> Destiny:
    """What becomes of a notice to an address."""
    if split_address(address) is None:
        return Destiny(Fate.NO_ADDRESS)
    node = deliver(root, world, address, "")
    nodes = tuple(node.walk())
    if node.event is Event.SENT:
        return Destiny(Fate.ELSEWHERE)
    of_account = (Event.BOUNCED, Event.UNDETERMINED)
    if any(n.event in ENDS_WELL or (n.account and n.event in of_account) for n in nodes):
        return Destiny(Fate.HERE)
    missing = tuple(message for one in nodes for message in one.missing)
    if any(one.event is Event.UNDETERMINED for one in nodes):
        return Destiny(Fate.UNKNOWN, missing)
    return Destiny(Fate.NOBODY if node.event is Event.BOUNCED else Fate.LOST)
