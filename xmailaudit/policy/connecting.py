"""A client's way in: the greeting of each service, and the way inside TLS.

On the ports that speak TLS from the first byte the handshake comes before every check of the
client; on the others STARTTLS, STLS or `#!TLS` follow the greeting (XMail facts: tls, section 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import ctrl, pop3, pop3_session
from .access import access_map
from .decision import Reply
from .smtp.connect import open_session
from .smtp.greeting import ehlo
from .smtp.starttls import shake_hands, start_tls
from .tls import handshake

if TYPE_CHECKING:
    from .addresses import Address
    from .facts import Facts
    from .smtp.session import Session

__all__ = ["TLS_PORTS", "greeting", "smtp_session", "tls_greeting"]

#: The services that speak TLS from the first byte.
TLS_PORTS = ("smtps", "pop3s", "ctrls")
_HUNG_UP = Reply("-", "closed")


def greeting(facts: Facts, service: str, peer: Address) -> Reply:
    """What a client hears first, behind the handshake on a port that begins with one."""
    if service in TLS_PORTS and not handshake(facts).succeeds:
        return _HUNG_UP
    if service in ("smtp", "smtps"):
        opened = open_session(facts, peer, tls=service == "smtps")
        return opened if isinstance(opened, Reply) else Reply("220", opened.domain)
    if service in ("pop3", "pop3s"):
        return pop3.connect(facts, peer)
    if service in ("ctrl", "ctrls"):
        return ctrl.connect(facts, peer)
    allowed = access_map(facts.root, "finger").decide(facts, peer)
    return Reply("+", "connected") if allowed else Reply("-", "closed")


def tls_greeting(facts: Facts, service: str, peer: Address) -> Reply:
    """What leads a client into TLS on a plain port, or what keeps it out."""
    if service == "smtp":
        inside = smtp_session(facts, peer, tls=True)
        return inside if isinstance(inside, Reply) else Reply("220", inside.domain)
    heard = greeting(facts, service, peer)
    if not heard.positive:
        return heard
    if service == "pop3":
        session = pop3_session.PopSession(facts, peer)
        reply = pop3_session.start_tls(session)
    else:
        reply = ctrl.start_tls(facts)
    return reply if not reply.positive or handshake(facts).succeeds else _HUNG_UP


def smtp_session(
    facts: Facts, peer: Address, *, tls: bool, at_once: bool = False
) -> Session | Reply:
    """An SMTP session after EHLO; inside `tls` after STARTTLS, or `at_once` on the port for it."""
    if at_once and not handshake(facts).succeeds:
        return _HUNG_UP
    opened = open_session(facts, peer, tls=at_once)
    if isinstance(opened, Reply):
        return opened
    greeted = ehlo(opened)
    if tls and not at_once and not isinstance(greeted, Reply):
        reply = start_tls(opened)
        if not reply.positive:
            return reply
        if not shake_hands(opened).succeeds:
            return _HUNG_UP
        greeted = ehlo(opened)
    return greeted if isinstance(greeted, Reply) else opened
