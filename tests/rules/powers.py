"""What a configuration lets people do, and where mail goes in it: two of them can be compared.

For tests of fixes.  Access is compared in exact sets of addresses and in the answers to a handful
of questions; mail in what addresses lead to, what is done with it there, and the ways out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.listener import split_address as split_host
from xmailaudit.policy.addresses import Address, AddressSet, loopback
from xmailaudit.policy.ask import ask
from xmailaudit.policy.ctrl import effective_password, rows_by_user
from xmailaudit.policy.custom_domains import custom_domains
from xmailaudit.policy.facts import Undecided, explore
from xmailaudit.policy.outbound.logins import logins
from xmailaudit.policy.outbound.routes import outbound
from xmailaudit.policy.outbound.way import Way
from xmailaudit.policy.pop3 import log_in
from xmailaudit.policy.questions import Auth, Relay
from xmailaudit.policy.reach import reachable
from xmailaudit.policy.relay import relay_table
from xmailaudit.policy.relaying import senders
from xmailaudit.policy.resolution import command_alias_file, find_account_or_alias
from xmailaudit.policy.world import UNKNOWN_WORLD
from xmailaudit.tables.commands import CUSTOM, MAILPROC
from xmailaudit.tables.ctext import option_list
from xmailaudit.tables.filters import FILTERS
from xmailaudit.tables.mlusers import MEMBERS
from xmailaudit.tables.server import VARIABLES, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.facts import Facts
    from xmailaudit.policy.outbound.routes import HostList
    from xmailaudit.rules.given import Given

__all__ = ["Powers", "broken_promises"]

MACHINE = "127.0.0.1"
CLIENTS = (MACHINE, "203.0.113.7", "192.168.0.5")
ADDRESSES = (
    *("bob@example.com", "info@example.com", "news@example.com", "x@example.com"),
    *("bob@alias.test", "bob@example.net", "x@example.net", "x@foreign.test"),
)
FOREIGN = ("x@foreign.test",)
LOGINS = ("bob@example.com", "bob", "news", "bob@alias.test", "shop")
OPTIONS = ("NeedTLS", "OutBind")
COMMANDS = ("mailbox", "redirect", "lredirect", "external", "filter", "smtprelay", "smtp")

#: The outcomes of a decision, each with what was not known on the way to it.
Outcomes = frozenset[str]
CRASH = "crash"


class Powers(NamedTuple):
    """Who may connect and relay, the outcomes of questions, what is on, and where mail goes."""

    networks: dict[str, AddressSet]
    outcomes: dict[tuple[str, ...], Outcomes]
    switched_on: frozenset[str]
    ways: dict[str, object]

    @classmethod
    def of(cls, root: MailRoot) -> Powers:
        """Those of a configuration."""
        return cls(dict(_networks(root)), dict(_outcomes(root)), _switched_on(root), _ways(root))

    @property
    def relayed_by_strangers(self) -> list[tuple[str, ...]]:
        """What is sent to other domains by clients elsewhere that do not log in."""
        asked = {key for key in self.outcomes if key[0] == "relay" and key[1] != MACHINE}
        foreign = {key for key in asked if key[2] in FOREIGN and key[3] == "None"}
        return [key for key in sorted(foreign) if "allow" in self.outcomes[key]]


def broken_promises(
    before: Powers, after: Powers, given: Given, *, may_shut_out: bool
) -> Iterator[str]:
    """What a fix between the two does that no safe one may.

    `may_shut_out` tells that the finding is about strangers who lose what they have.
    """
    for name, was in before.networks.items():
        now = after.networks[name]
        if (now - was) - loopback():
            yield f"{name} lets in {(now - was).prefixes(3)}"
        if (was & given.owned) - now or (was - now and not may_shut_out):
            yield f"{name} shuts out {(was - now).prefixes(3)}"
    for question, had in before.outcomes.items():
        has = after.outcomes[question]
        is_lost = may_shut_out and "allow" not in has and question[1] != MACHINE
        if had not in (has, {CRASH}) and not is_lost:
            yield f"{question} was {sorted(had)} and is {sorted(has)}"
    for name in after.switched_on - before.switched_on:
        yield f"{name} is switched on"
    for name, old in before.ways.items():
        new = after.ways[name]
        if old not in (new, CRASH):
            yield f"{name} was {old} and is {new}"


# ------------------------------------------------------------ access


def _networks(root: MailRoot) -> Iterator[tuple[str, AddressSet]]:
    for service in ("smtp", "pop3", "ctrl", "finger"):
        yield service, reachable(root, service)
    yield "relay", relay_table(root).allowed & senders(root)


def _outcomes(root: MailRoot) -> Iterator[tuple[tuple[str, ...], Outcomes]]:
    for client in CLIENTS:
        for address in ADDRESSES:
            for login in (None, "bob@example.com"):
                question = Relay(client, address, login=login, ordinary=True)
                yield ("relay", client, address, str(login)), _asked(root, question)
        for login in LOGINS:
            for mechanism in ("PLAIN", "LOGIN", "CRAM-MD5"):
                yield (
                    ("auth", client, login, mechanism),
                    _asked(root, Auth(client, login, mechanism)),
                )
            yield ("pop3", client, login), _logged_in(root, client, login)
    for user, (row, *_others) in rows_by_user(root).items():
        if any(letter.isalnum() for letter in user):
            yield ("admin", "", user), frozenset({effective_password(row).reveal()})


def _asked(root: MailRoot, question: Relay | Auth) -> Outcomes:
    decision = ask(root, question)
    missing = {str(one.template) for one in decision.missing}
    if any("crashes" in text for text in missing):
        return frozenset({CRASH})
    return frozenset({decision.answer.value, *missing})


def _logged_in(root: MailRoot, client: str, login: str) -> Outcomes:
    def run(facts: Facts) -> str:
        return log_in(facts, Address.parse(client), login, None).code

    return _explored(root, run)


def _explored(root: MailRoot, run: Callable[[Facts], object]) -> Outcomes:
    branches = explore(root, UNKNOWN_WORLD, run)
    if any(isinstance(one.outcome, Undecided) for one in branches):
        return frozenset({CRASH})
    return frozenset(str(one.outcome) for one in branches)


def _switched_on(root: MailRoot) -> frozenset[str]:
    """The flags that are on, but for one that leaves something out where it is on."""
    known = (name for name, one in VARIABLES.items() if one.kind is Kind.FLAG)
    flags = (name for name in known if name != "NoSenderBounce")
    return frozenset(name for name in flags if root.setting(name).flag)


# ------------------------------------------------------------ mail


def _ways(root: MailRoot) -> dict[str, object]:
    sent = [(one.way, list(_tried(one)), one.options) for one in outbound(root).lists]
    custom = [
        (one.file, _known(row.fields for row in root.rows(CUSTOM, one.file)))
        for one in custom_domains(root)
    ]
    ways: dict[str, object] = {
        "hosts": sent,
        "logins elsewhere": [one.file for one in logins(root)],
        "custom domains": custom,
        "commands": _commands(root),
        "members": _members(root),
        "filters": [
            [row.fields for row in root.rows(FILTERS, f"filters.{way}.tab") if row.fields[0]]
            for way in ("in", "out")
        ],
    }
    for address in ADDRESSES:
        ways[address] = _leads_to(root, address)
    return ways


def _tried(hosts: HostList) -> Iterator[tuple[str, int, list[tuple[str, str | None]]]]:
    """The hosts that XMail connects to, each with its port and options; no DNS knows a comma."""
    for item in hosts.items:
        by_default = hosts.way is Way.DEFAULT
        address, _comma, options = item.partition(",") if by_default else (item, "", "")
        host, port = split_host(address)
        if "," not in host:
            yield host, port, [one for one in option_list(options) if one[0] in OPTIONS]


def _leads_to(root: MailRoot, address: str) -> object:
    name, _at, domain = address.partition("@")

    def run(facts: Facts) -> tuple[str | None, str | None]:
        account = find_account_or_alias(facts, domain, name)
        found = None if account is None else account.address
        return command_alias_file(facts, domain, name), found

    outcomes = _explored(root, run)
    return CRASH if CRASH in outcomes else outcomes


def _commands(root: MailRoot) -> list[tuple[str, ...]]:
    """What is done with bob's mail: the two files are run as one text."""
    files = ("domains/example.com/mailproc.tab", "domains/example.com/bob/mailproc.tab")
    text = b"".join(root.data(file) for file in files if root.exists(file))
    return _known(row.fields for row in MAILPROC.read(files[0], text))


def _known(commands: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Those XMail knows; it passes over others."""
    return [words for words in commands if words[0].lower() in COMMANDS]


def _members(root: MailRoot) -> list[tuple[str, ...]]:
    file = "domains/example.com/news/mlusers.tab"
    return [row.fields for row in root.rows(MEMBERS, file) if "@" in row.fields[0]]
