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
from xmailaudit.messages import _

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
    """Peers that certainly may, and whether rows with host names may add others."""

    peers: AddressSet
    open_ended: bool


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
        peers, open_ended = branch.outcome
        answer = origin.meets(peers)
        refused = answer is Answer.REFUSE
        answers.add(Answer.UNDETERMINED if refused and open_ended else answer)
    return answers.pop() if len(answers) == 1 else Answer.UNDETERMINED


def _mapped(facts: Facts, service: str) -> _Reach:
    """Who gets a greeting."""
    peers = _as_tls_works(facts, partial(reachable, facts.root, service))
    return _Reach(peers, bool(access_map(facts.root, service).undecided) and bool(peers))


def _as_tls_works(facts: Facts, peers_in: Callable[[World], AddressSet]) -> AddressSet:
    """The peers, with those whom only TLS lets in if a handshake succeeds."""
    world = facts.world
    most, least = peers_in(world), peers_in(world._replace(tls_works=False))
    return most if most == least or handshake(facts).succeeds else least


def _may_send(facts: Facts) -> _Reach:
    """Without logging in."""
    peers = _as_tls_works(facts, partial(senders, facts.root))
    return _Reach(peers, _smtp_map_is_open_ended(facts))


def _smtp_map_is_open_ended(facts: Facts) -> bool:
    """Whether SMTP's map has a host name and any effect.

    `senders` takes unknown settings for their defaults, so what it hangs on is asked for here.
    """
    for name in ("SMTP-IpMapDropCode", "RootDomain", "SmtpConfig", "EnableSMTP-TLS"):
        if facts.root.setting(name).state is State.UNKNOWN:
            facts.give_up(_("the setting {name}"), name=name)
    drops = facts.integer("SMTP-IpMapDropCode") > 0
    return drops and bool(access_map(facts.root, "smtp").undecided)


def _may_relay(facts: Facts) -> _Reach:
    """By address: a row of the relay table, or a custom-domain file for every domain."""
    may_send = _may_send(facts)
    if facts.exists("custdomains/.tab"):
        return may_send
    table = relay_table(facts.root)
    return _Reach(may_send.peers & table.allowed, may_send.open_ended or bool(table.undecided))


def _may_log_in_without_tls(facts: Facts) -> _Reach:
    """SMTP with a mechanism in clear, or plain POP3, which has no switch to require TLS."""
    pop3 = _Reach(
        reachable(facts.root, "pop3") & listening(facts.root, "pop3", twin=False),
        open_ended=False,
    )
    session = Session(facts, _ANYBODY, tls=False)
    session.clear_mechanisms = facts.text("SmtpNoTLSAuths")
    if not advertised_mechanisms(session):
        return pop3
    open_ended = _smtp_map_is_open_ended(facts)
    greeted_in_clear = _as_tls_works(facts, partial(greeted, facts.root, twin=False))
    return _Reach(greeted_in_clear | pop3.peers, open_ended)


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
