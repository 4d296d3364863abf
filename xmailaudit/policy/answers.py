"""The answers behind `ask`: each question played through as a dialogue.

Rules: a question's text is checked here, once; what is played is the same code that agrees with the
recorded decisions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.tables.ctext import ascii_lower

from .addresses import Address, AddressError
from .connecting import TLS_PORTS, greeting, smtp_session, tls_greeting
from .decision import Answer, Decision, Reply
from .errors import QuestionError
from .facts import decide
from .mail_address import split_address
from .reach import listening
from .smtp.login import authenticate
from .smtp.mail import mail
from .smtp.options import MECHANISMS
from .smtp.recipient import recipient
from .world import ordinary_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.mailroot.root import MailRoot

    from .facts import Facts
    from .questions import Auth, Connect, Relay
    from .smtp.session import Session
    from .world import World

__all__ = [
    "SERVICES",
    "answer_auth",
    "answer_connect",
    "answer_relay",
    "check_addresses",
    "log_in",
    "peer_of",
]

SERVICES = ("smtp", "smtps", "pop3", "pop3s", "ctrl", "ctrls", "finger")


def peer_of(client: str) -> Address:
    """The address of a client.  Raises QuestionError."""
    try:
        return Address.parse(client)
    except AddressError as error:
        raise QuestionError(say(_("{client} is not an IP address"), client=client)) from error


def check_addresses(recipient: str, sender: str) -> None:
    """Both must be addresses; the sender may be nobody.  Raises QuestionError."""
    for address in (recipient, sender):
        if address and split_address(address) is None:
            raise QuestionError(say(_("{address} is not a mail address"), address=address))
    if not recipient:
        raise QuestionError(say(_("a recipient is missing")))


def _decision(facts: Facts, reply: Reply) -> Decision:
    answer = Answer.ALLOW if reply.positive else Answer.REFUSE
    return Decision(answer, tuple(facts.trace), reply)


def _refused(facts: Facts) -> Decision:
    return Decision(Answer.REFUSE, tuple(facts.trace))


def _arrives(facts: Facts, service: str, peer: Address) -> bool:
    """Whether the client's connection reaches a listener at all."""
    if peer in listening(facts.root, service, twin=False):
        return True
    facts.step(
        None,
        _("{service} does not listen where {client} could reach it"),
        service=service.upper(),
        client=str(peer),
    )
    return False


def answer_connect(root: MailRoot, question: Connect, world: World) -> Decision:
    """Whether a client gets a greeting, or into TLS.  Raises QuestionError."""
    service = question.service.lower()
    if service not in SERVICES:
        raise QuestionError(say(_("{service} is no service of XMail"), service=question.service))
    if question.tls and service == "finger":
        raise QuestionError(say(_("{service} never speaks TLS"), service=service))
    peer = peer_of(question.client)

    def run(facts: Facts) -> Decision:
        if not _arrives(facts, service, peer):
            return _refused(facts)
        hear = tls_greeting if question.tls and service not in TLS_PORTS else greeting
        return _decision(facts, hear(facts, service, peer))

    return decide(root, run, world)


def answer_relay(root: MailRoot, question: Relay, world: World) -> Decision:
    """Whether a mail is accepted at RCPT.  Raises QuestionError."""
    peer = peer_of(question.client)
    check_addresses(question.recipient, question.sender)
    world = _supposed(question, peer, world)
    return _converse(root, world, peer, lambda session: _send(session, question), tls=question.tls)


def _converse(
    root: MailRoot,
    world: World,
    peer: Address,
    go_on: Callable[[Session], Reply],
    *,
    tls: bool,
) -> Decision:
    """Play an SMTP dialogue; what it comes to is the reply of `go_on`, or where it broke off."""

    def run(facts: Facts) -> Decision:
        service = _smtp_port(facts, peer, tls=tls)
        if not _arrives(facts, service, peer):
            return _refused(facts)
        if service == "smtps" and not tls:
            facts.step(None, _("this port speaks TLS from the first byte"))
            return _refused(facts)
        opened = smtp_session(facts, peer, tls=tls, at_once=service == "smtps")
        return _decision(facts, opened if isinstance(opened, Reply) else go_on(opened))

    return decide(root, run, world)


def _supposed(question: Relay, peer: Address, world: World) -> World:
    """The world with what the question supposes of it."""
    if question.ordinary:
        parts = split_address(question.sender)
        world = ordinary_world(world, peer, None if parts is None else ascii_lower(parts[1]))
    if question.listener is not None:
        world = world._replace(server=_listener(question.listener))
    return world


def _listener(text: str) -> tuple[Address, int]:
    """An address and port of the server."""
    host, _colon, port = text.rpartition(":")
    try:
        address = Address.parse(host.removeprefix("[").removesuffix("]"))
        number = int(port) if port.isascii() and port.isdigit() else 0
    except AddressError:
        number = 0
    if not 0 < number < 1 << 16:
        template = _("{listener} is not an address and a port like 192.0.2.24:25")
        raise QuestionError(say(template, listener=text))
    return address, number


def _send(session: Session, question: Relay) -> Reply:
    if question.login is not None:
        reply = log_in(session, question.login)
        if not reply.positive:
            return reply
    reply = mail(session, f"<{question.sender}>")
    return recipient(session, f"<{question.recipient}>") if reply.positive else reply


def log_in(session: Session, login: str) -> Reply:
    """Log in with the first mechanism that the server takes."""
    reply = Reply("504", "")
    for mechanism in MECHANISMS:
        reply = authenticate(session, mechanism, login, None)
        if reply.code != "504":
            break
    return reply


def answer_auth(root: MailRoot, question: Auth, world: World) -> Decision:
    """Whether a login with the right password succeeds.  Raises QuestionError."""
    peer = peer_of(question.client)

    def attempt(session: Session) -> Reply:
        return authenticate(session, question.mechanism, question.login, None)

    return _converse(root, world, peer, attempt, tls=question.tls)


def _smtp_port(facts: Facts, peer: Address, *, tls: bool) -> str:
    """The service the client comes to: the TLS port's where it names that, or reaches no other."""
    options = facts.root.start_options
    services = {name: options.service(name) for name in ("smtp", "smtps")}
    if facts.world.server is not None:
        port = facts.world.server[1]
        named = [name for name, one in services.items() if one.enabled and port in one.ports]
        if named == ["smtps"]:
            return "smtps"
    plain, twin = (listening(facts.root, name, twin=False) for name in services)
    return "smtps" if tls and peer in twin and peer not in plain else "smtp"
