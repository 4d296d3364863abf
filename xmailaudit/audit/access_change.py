"""Who gained and who lost access between two configurations: exact sets, service by service.

Each set comes with a client out of it, and with XMail's decisions about that client before and
after, where these bear the set out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.root import MAPS
from xmailaudit.policy.addresses import TooIrregularError, witness_order
from xmailaudit.policy.admission import RELAY, SERVICES, access
from xmailaudit.policy.ask import ask
from xmailaudit.policy.questions import Connect
from xmailaudit.policy.reach import TWINS, listening
from xmailaudit.policy.relay import RELAY_FILE
from xmailaudit.policy.relaying import foreign_domain, prove

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.policy.decision import Decision
    from xmailaudit.policy.questions import Question
    from xmailaudit.policy.world import World

__all__ = ["AccessChange", "Unknown", "Witnessed", "access_changes"]


class Witnessed(NamedTuple):
    """A question about one client, and what either configuration answers."""

    question: Question
    before: Decision
    after: Decision


class AccessChange(NamedTuple):
    """The peers who `gained` and who `lost` a service, or relaying, with a witness for each.

    `before` and `after` are all who were and who are let in.  `undecided` tells that rows with host
    names, which only a resolver knows, are not counted.
    """

    service: str
    before: AddressSet
    after: AddressSet
    gained: AddressSet
    lost: AddressSet
    gained_witness: Witnessed | None
    lost_witness: Witnessed | None
    undecided: bool


class Unknown(NamedTuple):
    """A service nobody can compare, and why: a file of one side cannot be read."""

    service: str
    file: str
    reason: Message


def access_changes(
    before: MailRoot, after: MailRoot, world: World
) -> tuple[AccessChange | Unknown, ...]:
    """Compare two configurations, service by service."""
    return tuple(_changes(before, after, world))


def _changes(before: MailRoot, after: MailRoot, world: World) -> Iterator[AccessChange | Unknown]:
    for service in SERVICES:
        try:
            then, now = access(before, service), access(after, service)
        except UnseenFileError as error:
            yield Unknown(service, error.file or "", error.reason)
            continue
        except TooIrregularError as error:
            yield Unknown(service, MAPS.get(service, RELAY_FILE), error.message)
            continue
        gained, lost = now.allowed - then.allowed, then.allowed - now.allowed
        yield AccessChange(
            service,
            then.allowed,
            now.allowed,
            gained,
            lost,
            _witnessed(service, gained, before, after, world, gains=True),
            _witnessed(service, lost, before, after, world, gains=False),
            undecided=bool(then.table.undecided or now.table.undecided),
        )


def _witnessed(  # both sides, and which of them lets the client in
    service: str,
    peers: AddressSet,
    before: MailRoot,
    after: MailRoot,
    world: World,
    *,
    gains: bool,
) -> Witnessed | None:
    """One of the peers, whom one side lets in and the other does not."""
    if not peers:
        return None
    lets_in, keeps_out = (after, before) if gains else (before, after)
    question = _question(service, peers, lets_in, world)
    if question is None:
        return None
    allowed, refused = ask(lets_in, question, world), ask(keeps_out, question, world)
    if not allowed.allowed or refused.allowed:
        return None
    return Witnessed(question, *((refused, allowed) if gains else (allowed, refused)))


def _question(service: str, peers: AddressSet, lets_in: MailRoot, world: World) -> Question | None:
    if service == RELAY:
        proof = prove(lets_in, world, peers, f"someone@{foreign_domain(lets_in)}")
        return None if proof is None else proof.question
    for name in TWINS.get(service, (service,)):
        client = (peers & listening(lets_in, name, twin=False)).witness(witness_order())
        if client is not None:
            return Connect(name, str(client))
    return None
