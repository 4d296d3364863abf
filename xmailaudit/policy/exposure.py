"""Exposure: who on the internet, next door, on the LAN and on this machine may do what.

Computed from exact sets: an answer is *yes* where XMail lets at least one address of that origin do
it, *no* where it lets none, *undetermined* where what is needed cannot be seen or only a resolver
knows (a host name in a row).
"""

from __future__ import annotations

from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.settings import State

from .access import access_map
from .addresses import (
    Address,
    AddressSet,
    link_local,
    loopback,
    matched_peers,
    private_use,
    public,
)
from .decision import Answer
from .facts import Undecided, explore
from .reach import listening, reachable
from .relay import relay_table
from .relaying import greeted, senders
from .smtp.greeting import advertised_mechanisms
from .smtp.session import Session
from .tls import handshake

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.mailroot.root import MailRoot

    from .addresses import AddressFilter
    from .facts import Facts
    from .world import World

__all__ = ["Action", "Exposure", "Origin", "exposure"]


_ANYBODY = Address(4, 0)
_EVERY_IPV4 = AddressSet.prefix(_ANYBODY, 0)


class Action(Enum):
    """What somebody may do; the values stand in reports."""

    SEND_TO_US = "send-to-us"
    RELAY = "relay"
    LOGIN_WITHOUT_TLS = "login-without-tls"
    ADMIN = "admin"
    FINGER = "finger"


class Origin(Enum):
    """Where somebody is; the values stand in reports."""

    INTERNET = "internet"
    NEIGHBOURS = "neighbours"
    LAN = "lan"
    THIS_MACHINE = "this-machine"


class Exposure(NamedTuple):
    """One cell of the exposure table."""

    action: Action
    origin: Origin
    answer: Answer


class _Origin(NamedTuple):
    """The addresses somebody may have; `somewhere` where it is not known which of them."""

    addresses: AddressSet
    somewhere: bool = False

    def meets(self, peers: AddressSet) -> Answer:
        """Whether somebody of this origin is among the peers."""
        if not peers & self.addresses:
            return Answer.REFUSE
        sure = not self.somewhere or self.addresses <= peers
        return Answer.ALLOW if sure else Answer.UNDETERMINED


class _Reach(NamedTuple):
    """Peers that certainly may, and all that may if what is not known is so."""

    peers: AddressSet
    possible: AddressSet

    @classmethod
    def of(cls, peers: AddressSet, *, open_ended: bool) -> _Reach:
        """Exactly these; where it is `open_ended` anybody else may join them."""
        return cls(peers, AddressSet.everything() if open_ended else peers)

    def __or__(self, other: _Reach) -> _Reach:
        return _Reach(self.peers | other.peers, self.possible | other.possible)


#: Nothing is known but that it is possible.
_ANYBODY_MAY = _Reach.of(AddressSet.empty(), open_ended=True)


def exposure(
    root: MailRoot, *, own_addresses: AddressSet | None, networks: AddressSet | None, world: World
) -> tuple[Exposure, ...]:
    """The cells of the table, action by action.

    `own_addresses` are the server's own; without them the single public addresses that its access
    maps let in stand for them, and where there is none either, next door may be anywhere in the
    internet.  `networks` the owner trusts are neither internet nor next door.
    """
    origins = _origins(root, own_addresses, networks)
    return tuple(
        Exposure(action, origin, _answer(root, world, look, origins[origin]))
        for action, look in _LOOKS.items()
        for origin in Origin
    )


def _origins(
    root: MailRoot, own: AddressSet | None, networks: AddressSet | None
) -> dict[Origin, _Origin]:
    mine = _listed_hosts(root) if own is None else own
    trusted = networks or AddressSet.empty()
    around = _around(mine) & public()
    return {
        Origin.INTERNET: _Origin(public() - around - trusted - mine),
        Origin.NEIGHBOURS: (
            _Origin(around - mine - trusted)
            if around
            else _Origin(public() & _EVERY_IPV4, somewhere=True)
        ),
        Origin.LAN: _Origin((private_use() | link_local() | (trusted - loopback())) - mine),
        Origin.THIS_MACHINE: _Origin(loopback()),
    }


def _listed_hosts(root: MailRoot) -> AddressSet:
    """Single public IPv4 addresses that access maps name: most often the server's own."""
    hosts: list[AddressFilter] = []
    for service in ("ctrl", "finger", "pop3", "smtp"):
        try:
            rows = access_map(root, service).rows
        except UnseenFileError:
            continue
        for row in rows:
            usable = row.matched.usable
            if (
                usable is not None
                and row.allows
                and (usable.host_bits or usable.prefix_length == 32)
            ):
                hosts.append(usable.as_host)
    return matched_peers(hosts) & public()


def _around(hosts: AddressSet) -> AddressSet:
    """The /24 around each IPv4 address (at most a few dozen are looked at)."""
    networks = AddressSet.empty()
    for prefix in hosts.prefixes(limit=64):
        if prefix.family == 4:
            networks |= AddressSet.from_prefixes([(4, prefix.value & ~0xFF, min(prefix.bits, 24))])
    return networks


def _answer(
    root: MailRoot, world: World, look: Callable[[Facts], _Reach], origin: _Origin
) -> Answer:
    answers = set()
    for branch in explore(root, world, look):
        if isinstance(branch.outcome, Undecided):
            answers.add(Answer.UNDETERMINED)
            continue
        peers, possible = branch.outcome
        answer = origin.meets(peers)
        if answer is Answer.REFUSE and origin.meets(possible) is not Answer.REFUSE:
            answer = Answer.UNDETERMINED
        answers.add(answer)
    return answers.pop() if len(answers) == 1 else Answer.UNDETERMINED


def _mapped(facts: Facts, service: str) -> _Reach:
    """Who gets a greeting."""
    peers = _as_tls_works(facts, partial(reachable, facts.root, service))
    open_ended = bool(access_map(facts.root, service).undecided) and bool(peers)
    return _Reach.of(peers, open_ended=open_ended)


def _as_tls_works(facts: Facts, peers_in: Callable[[World], AddressSet]) -> AddressSet:
    """The peers, with those whom only TLS lets in if a handshake succeeds."""
    world = facts.world
    most, least = peers_in(world), peers_in(world._replace(tls_works=False))
    return most if most == least or handshake(facts).succeeds else least


def _as_far_as_seen(look: Callable[[Facts], _Reach], facts: Facts) -> _Reach:
    """What is known of one way in; where a file cannot be seen, anybody may come that way."""
    try:
        return look(facts)
    except UnseenFileError:
        return _ANYBODY_MAY


def _may_send(facts: Facts) -> _Reach:
    """Without logging in."""
    if not _smtp_is_known(facts):
        return _ANYBODY_MAY
    peers = _as_tls_works(facts, partial(senders, facts.root))
    return _Reach.of(peers, open_ended=_smtp_map_is_open_ended(facts))


def _smtp_is_known(facts: Facts) -> bool:
    """Whether all settings are shown that `senders` and `greeted` take for their defaults."""
    names = ("SMTP-IpMapDropCode", "RootDomain", "SmtpConfig", "EnableSMTP-TLS")
    return all(facts.root.setting(name).state is not State.UNKNOWN for name in names)


def _smtp_map_is_open_ended(facts: Facts) -> bool:
    """Whether SMTP's map has a host name and any effect."""
    drops = facts.integer("SMTP-IpMapDropCode") > 0
    return drops and bool(access_map(facts.root, "smtp").undecided)


def _may_relay(facts: Facts) -> _Reach:
    """By address: a row of the relay table, or a custom-domain file for every domain."""
    may_send = _as_far_as_seen(_may_send, facts)
    if facts.exists("custdomains/.tab"):
        return may_send
    table = relay_table(facts.root)
    rows = _Reach.of(table.allowed, open_ended=bool(table.undecided))
    return _Reach(may_send.peers & rows.peers, may_send.possible & rows.possible)


def _may_log_in_without_tls(facts: Facts) -> _Reach:
    """SMTP with a mechanism in clear, or plain POP3, which has no switch to require TLS."""
    smtp = _as_far_as_seen(_may_log_in_to_smtp, facts)
    return smtp | _as_far_as_seen(_may_log_in_to_pop3, facts)


def _may_log_in_to_pop3(facts: Facts) -> _Reach:
    in_clear = listening(facts.root, "pop3", twin=False)
    return _Reach.of(reachable(facts.root, "pop3") & in_clear, open_ended=False)


def _may_log_in_to_smtp(facts: Facts) -> _Reach:
    session = Session(facts, _ANYBODY, tls=False)
    session.clear_mechanisms = facts.text("SmtpNoTLSAuths")
    if not advertised_mechanisms(session):
        return _Reach.of(AddressSet.empty(), open_ended=False)
    if not _smtp_is_known(facts):
        return _ANYBODY_MAY
    peers = _as_tls_works(facts, partial(greeted, facts.root, twin=False))
    return _Reach.of(peers, open_ended=_smtp_map_is_open_ended(facts))


def _may_administer(facts: Facts) -> _Reach:
    return _mapped(facts, "ctrl")


def _may_finger(facts: Facts) -> _Reach:
    return _mapped(facts, "finger")


_LOOKS: dict[Action, Callable[[Facts], _Reach]] = {
    Action.SEND_TO_US: _may_send,
    Action.RELAY: _may_relay,
    Action.LOGIN_WITHOUT_TLS: _may_log_in_without_tls,
    Action.ADMIN: _may_administer,
    Action.FINGER: _may_finger,
}
