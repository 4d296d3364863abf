"""Exposure: who on the internet, next door, on the LAN and on this machine may do what.

Computed from exact sets: an answer is *yes* where XMail lets at least one address of that origin do
it, *no* where it lets none, *undetermined* where what is needed cannot be seen.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .decision import Answer

__all__ = ["Action", "Exposure", "Origin"]


class Action(Enum):
    """What somebody may do; the values stand in reports."""

    SEND_TO_US = "send-to-us"
    RELAY = "relay"
    LOGIN_WITHOUT_TLS = "login-without-tls"
    ADMIN = "admin"
    FINGER = "finger"


class Origin(Enum):
    """Where somebody is; the values stand in reports."""

    INTERNET = "internet"
    NEIGHBOURS = "neighbours"
    LAN = "lan"
    THIS_MACHINE = "this-machine"


class Exposure(NamedTuple):
    """One cell of the exposure table."""

    action: Action
    origin: Origin
    answer: Answer
