"""A whole SMTP command line at a time, as a client types it.

Dispatch only: what a command does is in the module of its step.  A mail behind DATA is not played
(no question needs it), and STARTTLS ends what can be played in clear.
"""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.policy.decision import Reply
from xmailaudit.tables.ctext import ascii_lower

from .greeting import allowed_in_clear, ehlo, helo
from .login import authenticate
from .mail import mail
from .queries import etrn, vrfy
from .recipient import recipient
from .session import Session, Stage
from .starttls import start_tls

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Answered", "command"]

#: A reply, the lines of a positive EHLO, or None where the server closes the connection.
Answered = Reply | tuple[str, ...] | None

_SYNTAX = ("501", "Syntax error in parameters or arguments")


def command(session: Session, line: str) -> Answered:
    """The answer to one command line."""
    if session.stage is Stage.CLOSED or any(ord(character) > 0x7F for character in line):
        session.stage = Stage.CLOSED
        return None
    lower = ascii_lower(line)
    if lower.startswith("mail from:"):
        return mail(session, line[len("mail from:") :])
    if lower.startswith("rcpt to:"):
        return recipient(session, line[len("rcpt to:") :])
    verb = lower.partition(" ")[0]
    handler = _VERBS.get(verb)
    if handler is None:
        return session.error("500", "Syntax error, command unrecognized")
    return handler(session, [word for word in line.split(" ") if word][1:])


def _hello(session: Session, words: list[str]) -> Answered:
    return _named(session, words, helo)


def _extended_hello(session: Session, words: list[str]) -> Answered:
    return _named(session, words, ehlo)


def _named(
    session: Session, words: list[str], greet: Callable[[Session], Reply | tuple[str, ...]]
) -> Answered:
    """HELO and EHLO need one name; out of order is the worse mistake."""
    if session.stage in (Stage.START, Stage.HELLO) and len(words) != 1:
        return session.error(*_SYNTAX)
    return greet(session)


def _auth(session: Session, words: list[str]) -> Answered:
    if session.stage is not Stage.HELLO:
        session.reset()
        return session.error("503", "Bad sequence of commands")
    if not words:
        return session.error(*_SYNTAX)
    mechanism = words[0]
    in_clear = session.tls or allowed_in_clear(session, mechanism)
    if ascii_lower(mechanism) != "plain" or not in_clear:
        # Any other mechanism goes on with a line of its own.
        return authenticate(session, mechanism, " ", None)
    if len(words) < 2:
        return session.error(*_SYNTAX)
    parts = _base64(words[1]).split("\0")
    login, password = [*parts[1:3], "", ""][:2]
    return authenticate(session, mechanism, login, password)


def _base64(text: str) -> str:
    """What XMail's decoder makes of a word; it skips what is not base64."""
    kept = "".join(c for c in text if c.isalnum() or c in "+/")
    return b64decode(kept + "=" * (-len(kept) % 4)).decode("latin-1")


def _reset(session: Session, words: list[str]) -> Answered:  # noqa: ARG001  # one signature for all
    session.reset()
    return Reply("250", "OK")


def _nothing(session: Session, words: list[str]) -> Answered:  # noqa: ARG001  # one signature
    return Reply("250", "OK")


def _help(session: Session, words: list[str]) -> Answered:  # noqa: ARG001  # one signature for all
    return Reply("214", "")


def _quit(session: Session, words: list[str]) -> Answered:  # noqa: ARG001  # one signature for all
    session.stage = Stage.CLOSED
    return Reply("221", "service closing transmission channel")


def _vrfy(session: Session, words: list[str]) -> Answered:
    return vrfy(session, " ".join(words))


def _etrn(session: Session, words: list[str]) -> Answered:
    return etrn(session, " ".join(words))


def _start_tls(session: Session, words: list[str]) -> Answered:  # noqa: ARG001  # one signature
    reply = start_tls(session)
    if reply.positive:
        # As from a client that goes on in clear: the server waits for a handshake in vain.
        session.stage = Stage.CLOSED
    return reply


def _data(session: Session, words: list[str]) -> Answered:  # noqa: ARG001  # one signature for all
    if session.stage is Stage.RECIPIENT:
        session.facts.give_up(
            _("what the client gets or sends with {command}, which no file tells"), command="DATA"
        )
    session.reset()
    return session.error("503", "Bad sequence of commands")


_VERBS: dict[str, Callable[[Session, list[str]], Answered]] = {
    "helo": _hello,
    "ehlo": _extended_hello,
    "auth": _auth,
    "rset": _reset,
    "noop": _nothing,
    "help": _help,
    "quit": _quit,
    "vrfy": _vrfy,
    "etrn": _etrn,
    "starttls": _start_tls,
    "data": _data,
}
