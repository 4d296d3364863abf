"""Witnesses for findings about who may connect.

A witness is given only where XMail's decision about it is what the finding says: a finding rests on
exact sets, and one client of many may well hang on something else (a block list, say).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.policy.addresses import witness_order
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Connect
from xmailaudit.policy.reach import TWINS, listening

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet

    from .finding import Witness
    from .given import Given

__all__ = ["let_in", "shut_out"]


def let_in(root: MailRoot, given: Given, service: str, peers: AddressSet) -> Witness | None:
    """One of these peers that gets a greeting from the service or its TLS twin."""
    return _connecting(root, given, service, peers, Answer.ALLOW)


def shut_out(root: MailRoot, given: Given, service: str, peers: AddressSet) -> Witness | None:
    """One of these peers that is refused."""
    return _connecting(root, given, service, peers, Answer.REFUSE)


def _connecting(
    root: MailRoot, given: Given, service: str, peers: AddressSet, answer: Answer
) -> Witness | None:
    for name in TWINS.get(service, (service,)):
        client = (peers & listening(root, name, twin=False)).witness(witness_order())
        if client is not None:
            witness = given.witness(root, Connect(name, str(client)))
            return witness if witness.decision.answer is answer else None
    return None
