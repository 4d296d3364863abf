"""The moment of RCPT: whether the server takes a mail, and with which route in front.

XMail facts: address-resolution, section 2.  What the SMTP server asks of a client before is left
aside here; `ask relay` plays all of the dialogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.messages import _
from xmailaudit.policy.addresses import public, witness_order
from xmailaudit.policy.answers import log_in, peer_of
from xmailaudit.policy.mail_address import split_address
from xmailaudit.policy.outbound.way import GATEWAYS_FILE
from xmailaudit.policy.relay import relay_table
from xmailaudit.policy.smtp.recipient import recipient
from xmailaudit.policy.smtp.session import Session, Stage
from xmailaudit.policy.world import World, ordinary_world
from xmailaudit.tables.ctext import ascii_lower, wild_match
from xmailaudit.tables.gateways import SMTP_GATEWAYS

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import Address
    from xmailaudit.policy.decision import Reply
    from xmailaudit.policy.facts import Facts
    from xmailaudit.policy.questions import Route

__all__ = ["Accepted", "accept", "gateway_for", "supposed"]

_STRANGER = "198.51.100.7"


class Accepted(NamedTuple):
    """The server's reply, and the recipient as it goes into the queue."""

    reply: Reply
    queued: str


def accept(facts: Facts, question: Route) -> Accepted:
    """What the server answers to the recipient, whoever may send."""
    session = Session(facts, _client(facts.root, question), tls=True)
    if question.login is not None:
        session.stage = Stage.HELLO
        reply = log_in(session, question.login)
        if not reply.positive:
            return Accepted(reply, question.recipient)
    session.stage = Stage.MAIL
    session.sender = question.sender
    reply = recipient(session, f"<{question.recipient}>")
    queued = _routed(facts, question.recipient) if reply.positive else question.recipient
    return Accepted(reply, queued)


def supposed(root: MailRoot, question: Route, world: World) -> World:
    """The world in which only the configuration can stop the client."""
    parts = split_address(question.sender)
    domain = None if parts is None else ascii_lower(parts[1])
    return ordinary_world(world, _client(root, question), domain)


def _client(root: MailRoot, question: Route) -> Address:
    """The client, or a stranger: somebody of the internet that no relay row names, if there is."""
    if question.client is not None:
        return peer_of(question.client)
    try:
        strangers = public() - relay_table(root).allowed
    except UnseenFileError:
        strangers = public()
    return (strangers or public()).witness(witness_order()) or peer_of(_STRANGER)


def _routed(facts: Facts, address: str) -> str:
    """A recipient with the gateway in front that smtpgw.tab has for its domain."""
    parts = split_address(address)
    gateway = None if parts is None else gateway_for(facts, parts[1])
    return address if gateway is None else f"{gateway}:{address}"


def gateway_for(facts: Facts, domain: str) -> str | None:
    """The gateway of the first row that matches: for domains handled here too."""
    for row in facts.rows(SMTP_GATEWAYS, GATEWAYS_FILE):
        if wild_match(domain, row.domain):
            facts.step(row, _("puts the route {gateway} in front"), gateway=row.gateway)
            return row.gateway
    return None
