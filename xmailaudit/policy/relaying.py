"""Sending without a login, for all clients at once, and the proof for one of them.

`senders` is the exact set of clients that XMail hears as far as MAIL; a relay row is a door only to
those.  What hangs on the client's name or on block lists is left aside, for a client that is in no
list and has a name is easily found: `prove` plays the dialogue of such a client.

XMail facts: access, sections 3 to 5; server-tab, "SmtpConfig lookup".
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.settings import SERVER_FILE, State

from .access import access_map
from .addresses import (
    Address,
    AddressSet,
    FoldRow,
    Prefix,
    allowed_peers,
    link_local,
    loopback,
    private_use,
    public,
    witness_order,
)
from .ask import ask
from .decision import Answer, Decision
from .facts import Facts, explore
from .properties import NO_AUTH, WHITE_LIST, peers_granted
from .questions import Relay
from .reach import heard, listening
from .relay import custom_domain_file
from .resolution import handled_domain
from .smtp.connect import SPAMMERS_FILE, spammer_code, spammer_rows
from .smtp.entrances import entrances
from .smtp.options import SMTP_CONFIG, demands_of, special_configs
from .tls.verdict import may_succeed
from .world import UNKNOWN_WORLD, World

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.mailroot.root import MailRoot

    from .smtp.entrances import Entrance

__all__ = [
    "Proof",
    "foreign_domain",
    "greeted",
    "hides_its_clients",
    "is_foreign",
    "near",
    "prove",
    "senders",
]

#: Where a stranger's mail goes in a proof; the first that is not this server's own.
_FAR_AWAY = ("example.net", "example.org", "example.com", "far.example", "elsewhere.test")


# ------------------------------------------------------------ networks


@cache
def near() -> AddressSet:
    """Clients of the same house, link or carrier: private, link-local and shared addresses."""
    return private_use() | link_local() | AddressSet.from_prefixes([Prefix.parse("100.64.0.0/10")])


@cache
def hides_its_clients() -> AddressSet:
    """Single addresses from which container engines and virtual machines' NAT pass clients on.

    The first address of the networks that Docker (its pool of bridges, and its desktop machine),
    Podman, LXC, libvirt, VirtualBox and QEMU make if nobody says otherwise.
    """
    docker = [Prefix.parse(f"172.{second}.0.1") for second in range(17, 32)]
    others = ("10.0.2.2", "10.0.3.1", "10.88.0.1", "10.89.0.1", "192.168.65.1", "192.168.122.1")
    return AddressSet.from_prefixes([*docker, *map(Prefix.parse, others)])


# ------------------------------------------------------------ who is heard


def greeted(root: MailRoot, world: World = UNKNOWN_WORLD, *, twin: bool = True) -> AddressSet:
    """The clients that get a greeting on the plain SMTP port, or on its TLS `twin`.

    The twin counts where it hears more clients and TLS may work.  Raises UnseenFileError.
    """
    key = ("greeted clients", world.tls_works, world.library)
    peers = root.remember(key, lambda: _welcome(root, world))
    arriving = heard(root, "smtp", world) if twin else listening(root, "smtp", twin=False)
    return arriving & peers


def _welcome(root: MailRoot, world: World) -> AddressSet:
    """The clients that get a greeting wherever SMTP hears them."""
    domain = root.setting("RootDomain")
    if not root.exists(SERVER_FILE) or (domain.text is None and domain.state is not State.UNKNOWN):
        return AddressSet.empty()  # Without RootDomain EHLO fails, and MAIL needs it.
    peers = AddressSet.empty()
    if root.exists(SPAMMERS_FILE):
        peers = ~_refused_spammers(root, world)
    if root.setting("SMTP-IpMapDropCode").integer > 0:
        peers &= access_map(root, "smtp").allowed
    return peers | peers_granted(root, WHITE_LIST)


def _refused_spammers(root: MailRoot, world: World) -> AddressSet:
    """The clients whose row in `spammers.tab`, the first that matches, shuts them out for good.

    A code of 0 refuses MAIL until STARTTLS, a negative one only delays.
    """
    nobody = FoldRow(AddressSet.everything(), allows=False, precedence=0)
    codes = [(row.usable, spammer_code(row.row)) for row in spammer_rows(root)]
    lifted = any(code == 0 for _usable, code in codes) and _may_start_tls(root, world)
    final = 1 if lifted else 0
    rows = [FoldRow(usable, code >= final, 0) for usable, code in codes if usable is not None]
    # Of rows with equal precedence the later one answers; here the first must.
    return allowed_peers([nobody, *reversed(rows)])


def _may_start_tls(root: MailRoot, world: World) -> bool:
    plain = root.start_options.service("smtp").enabled
    return plain and root.setting("EnableSMTP-TLS").flag and may_succeed(root, world)


def senders(root: MailRoot, world: World = UNKNOWN_WORLD) -> AddressSet:
    """The clients whose MAIL is taken without a login on some listener.  Raises UnseenFileError."""
    peers = greeted(root, world)
    configs = (SMTP_CONFIG, *special_configs(root))
    demands = [demands_of(root.setting(name).text) for name in configs]
    if all(one.tls for one in demands) and not _may_start_tls(root, world):
        peers &= _inside_tls_at_once(root, world)
    if all(one.login for one in demands):
        return peers & peers_granted(root, NO_AUTH)
    return peers


def _inside_tls_at_once(root: MailRoot, world: World) -> AddressSet:
    arriving = listening(root, "smtps", twin=False)
    return arriving if arriving and may_succeed(root, world) else AddressSet.empty()


# ------------------------------------------------------------ proof


class Proof(NamedTuple):
    """A question about one client, XMail's answer, and whether it holds on any listener there is.

    It may not where nobody knows on which address of the server the client would arrive.
    """

    question: Relay
    decision: Decision
    certain: bool


def prove(
    root: MailRoot,
    world: World,
    clients: AddressSet,
    recipient: str,
    sender: str | None = None,
) -> Proof | None:
    """Let one of the clients send to `recipient`; None where there are none.

    As `sender` it names whom it is told to, else itself.

    The client is one that is in no block list and has a reverse name, and tries STARTTLS, the port
    that begins with TLS, and the null sender too.  The answer is *undetermined* only where the
    configuration is not known enough.
    """
    client = clients.witness((*witness_order(), public(), near()))
    if client is None:
        return None
    plain = Relay(str(client), recipient)
    if sender is not None:
        plain = plain._replace(sender=sender)
    decision = ask(root, plain, world)
    if decision.allowed:
        return Proof(plain, decision, certain=True)
    tries = [
        plain._replace(tls=tls, sender=sender)
        for sender in (plain.sender, *(() if sender else ("",)))
        for tls in (False, True)
    ]
    supposed = [question._replace(ordinary=True) for question in tries]
    service = "smtp" if client in listening(root, "smtp", twin=False) else "smtps"
    listeners = [None] if world.server else list(_listeners(root, client, service))
    best = _best(root, world, supposed, service, listeners) or Proof(plain, decision, certain=True)
    if best.decision.allowed or world.server or client not in _inside_tls_at_once(root, world):
        return best
    ports = [str(one) for one in _entrances(root, client, "smtps")]
    inside = [question for question in supposed if question.tls]
    return min((best, _best(root, world, inside, "smtps", ports) or best), key=_promise)


def _best(
    root: MailRoot,
    world: World,
    tries: list[Relay],
    service: str,
    listeners: Sequence[str | None],
) -> Proof | None:
    """The attempt that gets furthest on some listener of a service; None where there is none."""
    attempts = [
        _attempt(root, world, [q._replace(listener=one) for q in tries]) for one in listeners
    ]
    fixed = bool(root.start_options.service(service).addresses)
    agreed = fixed or all(proof.decision.allowed for proof in attempts)
    best = min(attempts, key=_promise, default=None)
    return best and best._replace(certain=agreed)


def _attempt(root: MailRoot, world: World, tries: list[Relay]) -> Proof:
    answers = [Proof(question, ask(root, question, world), certain=True) for question in tries]
    return min(answers, key=_promise)


def _promise(proof: Proof) -> int:
    return (Answer.ALLOW, Answer.UNDETERMINED, Answer.REFUSE).index(proof.decision.answer)


def _listeners(root: MailRoot, client: Address, service: str) -> Iterator[str | None]:
    """The addresses and ports of the server on which the client may arrive.

    None where no setting tells listeners apart.
    """
    if not special_configs(root):
        yield None
        return
    yield from map(str, _entrances(root, client, service))


def _entrances(root: MailRoot, client: Address, service: str) -> Iterator[Entrance]:
    """The sockets of a service that the client may reach."""
    for entrance in entrances(root, service):
        if entrance.address not in loopback() or client in loopback():
            yield entrance


# ------------------------------------------------------------ recipients


def is_foreign(root: MailRoot, domain: str) -> bool:
    """Whether a domain is neither handled here nor covered by a custom-domain file."""
    return _looked_up(root, domain) == (False, None)


def foreign_domain(root: MailRoot) -> str:
    """A domain that is no business of this server, for a proof.

    Where all domains are its business, as under an alias domain `*`, it is just any.
    """
    return next((domain for domain in _FAR_AWAY if is_foreign(root, domain)), _FAR_AWAY[0])


def _looked_up(root: MailRoot, domain: str) -> object:
    def run(facts: Facts) -> tuple[bool, str | None]:
        return handled_domain(facts, domain), custom_domain_file(facts, domain)

    return explore(root, UNKNOWN_WORLD, run)[0].outcome
