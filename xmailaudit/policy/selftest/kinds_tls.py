"""How the kinds that speak TLS are played: a talk yields each part as it comes.

A talk ends where the server has no answer (None), where it hangs up in a list of commands, and
where the handshake fails.
"""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from xmailaudit.certificates.pem import read_blocks
from xmailaudit.policy import ctrl, pop3, pop3_session, tls
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.decision import Reply
from xmailaudit.policy.pop3_session import PopSession
from xmailaudit.policy.smtp import starttls
from xmailaudit.policy.smtp.connect import open_session
from xmailaudit.policy.smtp.dialogue import command
from xmailaudit.policy.smtp.login import authenticate
from xmailaudit.policy.smtp.session import Session, Stage
from xmailaudit.policy.tls import TlsClient

from .shape import TLS_VERSIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xmailaudit.policy.facts import Facts
    from xmailaudit.policy.tls import Handshake

    Outcome = dict[str, object]
    Query = dict[str, Any]
    Talk = Iterator[tuple[str, object]]

__all__ = ["TLS_PLAYERS"]

_HELLO = "EHLO client.test"


def _play(talk: Callable[[Query, Facts], Talk], query: Query, facts: Facts) -> Outcome:
    """The parts of a talk up to the one that ends it."""
    outcome: Outcome = {}
    for part, answer in talk(query, facts):
        outcome[part] = answer
        if answer is None or answer is False or (isinstance(answer, list) and None in answer):
            break
    return outcome


def _peer(query: Query) -> Address:
    return Address.parse(query["client"])


def _client(query: Query) -> TlsClient:
    """What speaks for the client: its version, and the certificates it presents (no key)."""
    blocks = read_blocks(query.get("present", "").encode("latin-1"))
    presented = tuple(block.der for block in blocks if block.label == "CERTIFICATE")
    return TlsClient(query.get("version", TLS_VERSIONS[0]), presented)


def _shaken(shaken: Handshake) -> Talk:
    yield "handshake", shaken.succeeds
    yield "sent", [sha256(der).hexdigest() for der in shaken.sent]


def _each(lines: Sequence[str], answer: Callable[[str], object]) -> list[object]:
    """The answers to lines, None at the end where the server hung up."""
    answers: list[object] = []
    for line in lines:
        answers.append(answer(line))
        if answers[-1] is None:
            break
    return answers


# ------------------------------------------------------------ SMTP


def _smtp_tls(query: Query, facts: Facts) -> Talk:
    opened = open_session(facts, _peer(query))
    if isinstance(opened, Reply):
        yield "connect", opened
        return
    yield "connect", Reply("220", opened.domain)
    yield "ehlo", command(opened, _HELLO)
    yield from _commands(opened, query, "before")
    yield from _login(opened, query, "auth")
    reply = None if opened.stage is Stage.CLOSED else starttls.start_tls(opened)
    yield "starttls", reply
    if reply is not None and reply.positive:
        yield from _shaken(starttls.shake_hands(opened, _client(query)))
        yield from _commands(opened, query, "inject")
        yield from _inside(opened, query)


def _smtps(query: Query, facts: Facts) -> Talk:
    yield from _shaken(tls.handshake(facts, _client(query)))
    opened = open_session(facts, _peer(query), tls=True)
    if isinstance(opened, Reply):
        yield "connect", opened
        return
    yield "connect", Reply("220", opened.domain)
    yield from _inside(opened, query)


def _inside(session: Session, query: Query) -> Talk:
    if not query.get("no_ehlo"):
        yield "tls_ehlo", command(session, _HELLO)
    yield from _commands(session, query, "after")
    yield from _login(session, query, "tls_auth")
    if "mail_from" in query:
        reply = command(session, f"MAIL FROM:<{query['mail_from']}>")
        yield "mail", reply
        if isinstance(reply, Reply) and reply.code == "250":
            yield "rcpt", command(session, f"RCPT TO:<{query['rcpt_to']}>")


def _commands(session: Session, query: Query, part: str) -> Talk:
    if part in query:
        yield part, _each(query[part], partial(command, session))


def _login(session: Session, query: Query, part: str) -> Talk:
    if part in query:
        login = query[part]
        words = (login["mech"], login["user"], login["password"])
        yield part, None if session.stage is Stage.CLOSED else authenticate(session, *words)


# ------------------------------------------------------------ POP3


def _pop3_tls(query: Query, facts: Facts) -> Talk:
    greeting = pop3.connect(facts, _peer(query))
    yield "connect", greeting
    if greeting.positive:
        session = PopSession(facts, _peer(query))
        yield "capa", pop3_session.command(session, "CAPA")
        if "before" in query:
            yield "before", _each(query["before"], partial(pop3_session.command, session))
        reply = pop3_session.start_tls(session)
        yield "stls", reply
        if reply.positive:
            yield from _shaken(pop3_session.shake_hands(session, _client(query)))
            yield from _inside_pop3(session, query)


def _pop3s(query: Query, facts: Facts) -> Talk:
    yield from _shaken(tls.handshake(facts, _client(query)))
    greeting = pop3.connect(facts, _peer(query))
    yield "connect", greeting
    if greeting.positive:
        yield from _inside_pop3(PopSession(facts, _peer(query), tls=True), query)


def _inside_pop3(session: PopSession, query: Query) -> Talk:
    yield "tls_capa", pop3_session.command(session, "CAPA")
    if "user" in query:
        yield "user", pop3_session.command(session, f"USER {query['user']}")
        yield "pass", pop3_session.command(session, f"PASS {query['password']}")


# ------------------------------------------------------------ CTRL


def _ctrl_tls(query: Query, facts: Facts) -> Talk:
    greeting = ctrl.connect(facts, _peer(query))
    yield "connect", greeting
    if greeting.positive:
        reply = ctrl.start_tls(facts)
        yield "tls", reply
        if reply.positive:
            yield from _shaken(tls.handshake(facts, _client(query)))
            yield from _ctrl_login(query, facts)


def _ctrls(query: Query, facts: Facts) -> Talk:
    yield from _shaken(tls.handshake(facts, _client(query)))
    greeting = ctrl.connect(facts, _peer(query))
    yield "connect", greeting
    if greeting.positive:
        yield from _ctrl_login(query, facts)


def _ctrl_login(query: Query, facts: Facts) -> Talk:
    if "user" in query:
        yield "login", ctrl.log_in(facts, f"{query['user']}\t{query['password']}")


_TALKS: dict[str, Callable[[Query, Facts], Talk]] = {
    "smtp_tls": _smtp_tls,
    "smtps": _smtps,
    "pop3_tls": _pop3_tls,
    "pop3s": _pop3s,
    "ctrl_tls": _ctrl_tls,
    "ctrls": _ctrls,
}

TLS_PLAYERS: dict[str, Callable[[Query, Facts], Outcome]] = {
    kind: partial(_play, talk) for kind, talk in _TALKS.items()
}
