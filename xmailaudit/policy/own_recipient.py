"""What becomes of mail that XMail itself sends to an address of its configuration.

Notices go through no RCPT: at delivery there is no look at ReceiveEnable or at who may post to a
list (XMail facts: address-resolution, sections 0 and 4; spool-and-logs 4).
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from .mail_address import split_address
from .relay import custom_domain_file
from .resolution import command_alias_file, find_account_or_alias, handled_domain, mapped_domain

if TYPE_CHECKING:
    from .facts import Facts

__all__ = ["Fate", "fate_of"]


class Fate(Enum):
    """Where such mail ends."""

    HERE = "in a mailbox, a list or a command file"
    ELSEWHERE = "at another server"
    NOBODY = "nowhere: its domain is handled here and has no such name"
    NO_ADDRESS = "nowhere: this is no address"


def fate_of(facts: Facts, address: str) -> Fate:
    """The fate of mail to an address."""
    parts = split_address(address)
    if parts is None:
        return Fate.NO_ADDRESS
    local, domain = parts
    if command_alias_file(facts, mapped_domain(facts, domain), local) is not None:
        return Fate.HERE
    if handled_domain(facts, domain):
        known = find_account_or_alias(facts, domain, local)
        return Fate.NOBODY if known is None else Fate.HERE
    return Fate.ELSEWHERE if custom_domain_file(facts, domain) is None else Fate.HERE
