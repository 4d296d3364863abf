"""A POP3 connection line by line, as far as the login (XMail facts: access 7; tls 3).

STLS is allowed before USER only and forgets nothing.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.tables.ctext import ascii_lower

from .decision import Reply
from .mail_address import split_login
from .pop3 import log_in, user_reply
from .tls import ANY_CLIENT, handshake

if TYPE_CHECKING:
    from collections.abc import Callable

    from .addresses import Address
    from .facts import Facts
    from .tls import Handshake, TlsClient

__all__ = ["Answered", "PopSession", "command", "shake_hands", "start_tls"]

#: A reply, the lines of CAPA, or None where the server closes the connection.
Answered = Reply | tuple[str, ...] | None

_NOT_HERE = Reply("-ERR", "Command not valid here")
_MAILDROP = ("stat", "list", "uidl", "retr", "top", "dele", "noop", "last", "rset")


class PopStage(IntEnum):
    """How far the dialogue has come."""

    START = 0
    USER = 1
    LOGGED_IN = 2
    CLOSED = 3


class PopSession:
    """One connection after its greeting: the link, the stage, and whom USER named."""

    def __init__(self, facts: Facts, peer: Address, *, tls: bool = False) -> None:
        self.facts = facts
        self.peer = peer
        self.tls = tls
        self.stage = PopStage.START
        self.user = ""
        #: The domain that USER named last; a later bare name gets it.
        self.domain = ""


def command(session: PopSession, line: str) -> Answered:
    """The answer to one command line; APOP and what needs a maildrop are not played."""
    if session.stage is PopStage.CLOSED or not line.isascii():
        session.stage = PopStage.CLOSED
        return None
    verb, _blank, argument = line.partition(" ")
    verb = ascii_lower(verb)
    handler = _VERBS.get(verb)
    if handler is not None:
        return handler(session, argument)
    if verb in _MAILDROP and session.stage is not PopStage.LOGGED_IN:
        return _NOT_HERE
    if verb in (*_MAILDROP, "apop"):
        session.facts.give_up(
            _("what the client gets or sends with {command}, which no file tells"),
            command=verb.upper(),
        )
    return Reply("-ERR", "Invalid command")


def _capabilities(session: PopSession, argument: str) -> Answered:
    del argument
    stls = not session.tls and session.facts.flag("EnablePOP3-TLS")
    return ("TOP", "USER", "UIDL", "PIPELINING", *(("STLS",) if stls else ()))


def _user(session: PopSession, argument: str) -> Answered:
    if session.stage is not PopStage.START:
        return _NOT_HERE
    user = argument.strip(" ")
    if session.domain and not split_login(user)[1]:
        user = f"{user}@{session.domain}"
    reply = user_reply(session.facts, user)
    if reply.positive:
        session.stage = PopStage.USER
        session.user = user
        session.domain = split_login(user)[1]
    return reply


def _pass(session: PopSession, argument: str) -> Answered:
    if session.stage is not PopStage.USER:
        return _NOT_HERE
    reply = log_in(session.facts, session.peer, session.user, argument)
    session.stage = PopStage.LOGGED_IN if reply.positive else PopStage.START
    return reply


def _quit(session: PopSession, argument: str) -> Answered:
    del argument
    session.stage = PopStage.CLOSED
    return Reply("+OK", "closing session")


def _stls(session: PopSession, argument: str) -> Answered:
    """As from a client that goes on in clear: the server waits for a handshake in vain."""
    del argument
    reply = start_tls(session)
    if reply.positive:
        session.stage = PopStage.CLOSED
    return reply


_VERBS: dict[str, Callable[[PopSession, str], Answered]] = {
    "capa": _capabilities,
    "user": _user,
    "pass": _pass,
    "quit": _quit,
    "stls": _stls,
}


def start_tls(session: PopSession) -> Reply:
    """The reply to STLS; a handshake follows a positive one."""
    if session.stage is not PopStage.START:
        return _NOT_HERE
    if session.tls:
        return Reply("-ERR", "Command not permitted when TLS active")
    if not session.facts.flag("EnablePOP3-TLS"):
        place = session.facts.setting("EnablePOP3-TLS").place
        session.facts.step(place, _("STLS is switched off"))
        return Reply("-ERR", "Command disabled")
    return Reply("+OK", "Begin TLS negotiation")


def shake_hands(session: PopSession, client: TlsClient = ANY_CLIENT) -> Handshake:
    """The handshake behind STLS: the session goes on inside TLS, or the connection ends."""
    shaken = handshake(session.facts, client)
    if shaken.succeeds:
        session.tls = True
    else:
        session.stage = PopStage.CLOSED
    return shaken
