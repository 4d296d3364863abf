"""Mail loops inside the server: redirects, command files and lists that lead back to themselves.

XMail facts: address-resolution, sections 6 and 7.  XMail counts `Received` and `X-Deliver-To`, and
only a redirect of mailproc.tab adds one: a loop without one never ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.source import Absent
from xmailaudit.policy.accounts import AccountKind, every_account
from xmailaudit.policy.custom_domains import custom_domains
from xmailaudit.policy.facts import Undecided, settle
from xmailaudit.policy.resolution import alias_domain_row, handled_domain
from xmailaudit.tables.ctext import ascii_lower

from .command_files import COMMAND_ALIASES, account_commands, alias_files
from .commands import Kind
from .delivery import Follower
from .node import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.facts import Facts
    from xmailaudit.policy.world import World
    from xmailaudit.tables.row import Place

    from .node import Node

__all__ = ["Loop", "Loops", "mail_loops"]

_REDIRECTS = frozenset({Kind.REDIRECT, Kind.LOCAL_REDIRECT})


class Loop(NamedTuple):
    """A loop: the recipients it goes through, and the row behind each step to the next."""

    recipients: tuple[str, ...]
    places: tuple[Place, ...]
    ends: bool


class Loops(NamedTuple):
    """All loops, each once, and what could not be seen of the files they may go through."""

    loops: tuple[Loop, ...]
    gap: UnseenFileError | None


def mail_loops(root: MailRoot, world: World) -> Loops:
    """The loops that mail from anywhere can get into."""
    found: dict[frozenset[Place], Loop] = {}
    gap: UnseenFileError | None = None
    ends, senders = _accounts(root, world)
    follower = Follower(root, world, most_mails=None, mailboxes=False, ends=ends)
    for starts in (iter(senders), _aliases(root), _customs(root)):
        try:
            for recipient in starts:
                for loop in _loops(follower.follow(recipient)):
                    found.setdefault(frozenset(loop.places), loop)
        except UnseenFileError as error:
            gap = gap or error
    return Loops(tuple(found.values()), gap)


def _accounts(root: MailRoot, world: World) -> tuple[set[str], list[str]]:
    """The users whose mail ends with them, and the lists and users that send mail on.

    An end is one only where nothing comes before the account: no alias domain, no command file.
    """
    ends: set[str] = set()
    senders: list[str] = []
    plain: dict[str, bool] = {}
    for account in every_account(root):
        domain = ascii_lower(account.row.domain)
        if account.kind is not AccountKind.USER or _redirects(root, account):
            senders.append(account.address)
            continue
        if domain not in plain:
            plain[domain] = _is_plain(root, world, domain)
        if plain[domain]:
            ends.add(ascii_lower(account.address))
    return ends, senders


def _is_plain(root: MailRoot, world: World, domain: str) -> bool:
    """Whether mail for a name of a domain is looked up among its accounts at once."""

    def run(facts: Facts) -> bool:
        return handled_domain(facts, domain) and alias_domain_row(facts, domain) is None

    found = settle(root, run, world)
    files = root.source.entries(f"{COMMAND_ALIASES}/{domain}")
    return not isinstance(found, Undecided) and found.value and isinstance(files, Absent)


def _redirects(root: MailRoot, account: Account) -> bool:
    try:
        commands = account_commands(root, account) or ()
    except UnseenFileError:
        return True  # Following it says what is missing.
    return any(command.runs and command.kind in _REDIRECTS for command in commands)


def _aliases(root: MailRoot) -> Iterator[str]:
    for file in alias_files(root):
        _folder, domain, name = file.file.split("/")
        yield f"{name.removesuffix('.tab')}@{domain}"


def _customs(root: MailRoot) -> Iterator[str]:
    for custom in custom_domains(root):
        yield f"someone@{custom.example}"


def _loops(tree: Node) -> Iterator[Loop]:
    """The loops of a tree: from where a recipient first stands down to where it comes again."""
    waiting: list[tuple[Node, ...]] = [(tree,)]
    while waiting:
        way = waiting.pop()
        node = way[-1]
        waiting += [(*way, child) for child in node.children]
        if node.event is Event.LOOP:
            key = ascii_lower(node.recipient)
            start = next(i for i, one in enumerate(way) if _is(one, key))
            yield _loop(way[start:], ends=node.ends)


def _is(node: Node, key: str) -> bool:
    return node.command is None and ascii_lower(node.recipient) == key


def _loop(ring: tuple[Node, ...], *, ends: bool) -> Loop:
    """The commands and list rows between a recipient and itself."""
    mails = tuple(node.recipient for node in ring[:-1] if node.command is None)
    places = (node.origin if node.command is None else node.place for node in ring[1:])
    return Loop(mails, tuple(place for place in places if place is not None), ends)
