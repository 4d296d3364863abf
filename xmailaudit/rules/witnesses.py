"""Witnesses for findings about who may connect.

A witness is given only where XMail's decision about it is what the finding says: a finding rests on
exact sets, and one client of many may well hang on something else (a block list, say).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.start_options import OriginKind
from xmailaudit.policy.addresses import witness_order
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Connect
from xmailaudit.policy.reach import TWINS, listening

from .finding import Confidence

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet

    from .finding import Witness
    from .given import Given

__all__ = ["let_in", "listener_confidence", "shut_out"]

_TOLD = (OriginKind.GIVEN, OriginKind.FOUND)


def listener_confidence(root: MailRoot) -> Confidence:
    """How sure it is where a service listens: only as sure as the start options."""
    told = root.start_options.origin.kind in _TOLD
    return Confidence.CERTAIN if told else Confidence.ASSUMED


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
