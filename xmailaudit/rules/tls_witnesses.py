"""Witnesses for findings about TLS: a client that tries it and is left without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.policy.addresses import witness_order
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Connect
from xmailaudit.policy.reach import listening, reachable
from xmailaudit.policy.relaying import greeted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.policy.tls.doors import Door

    from .finding import Witness
    from .given import Given

__all__ = ["tls_refused"]


def tls_refused(root: MailRoot, given: Given, doors: Iterable[Door]) -> Witness | None:
    """A client that gets a greeting in clear, or needs none, and no TLS: at the first such door."""
    for door in doors:
        client = _clients(root, given, door).witness(witness_order())
        if client is None:
            continue
        asked = Connect(door.service, str(client), tls=door.setting is not None)
        witness = given.witness(root, asked)
        if witness.decision.answer is Answer.REFUSE and _is_let_in(root, given, asked):
            return witness
    return None


def _clients(root: MailRoot, given: Given, door: Door) -> AddressSet:
    """Those a plain port greets; at a port for TLS the handshake comes before all else."""
    plain = listening(root, door.service, twin=False)
    if door.setting is None:
        return plain
    try:
        if door.service == "smtp":
            return plain & greeted(root, given.world)
        return plain & reachable(root, door.service, given.world)
    except UnseenFileError:
        return plain


def _is_let_in(root: MailRoot, given: Given, asked: Connect) -> bool:
    return not asked.tls or given.witness(root, asked._replace(tls=False)).decision.allowed
