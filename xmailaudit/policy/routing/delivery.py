"""All the ways of one mail, followed to their ends.

    node = deliver(root, world, "info@example.com", "someone@example.org")

Each step is decided by itself, so that what nobody knows about one makes only that one
undetermined.  A recipient that comes again on its own way is a loop; one that comes again elsewhere
with the same sender is not followed twice, so that lists of lists stay linear.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.messages import _, say
from xmailaudit.policy.accounts import account_of
from xmailaudit.policy.facts import Undecided, settle
from xmailaudit.policy.mail_address import split_address
from xmailaudit.policy.mailbox import mailbox_has_room
from xmailaudit.policy.outbound.way import Way
from xmailaudit.policy.resolution import mapped_domain
from xmailaudit.tables.commands import CUSTOM
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.row import Place
from xmailaudit.tables.table import Fate as LineFate

from .arrival import Arrival, arrive, leave
from .command_files import account_commands
from .commands import Command, Fate, Kind, Where, fate, read_commands
from .copies import Envelope, Run
from .filters import INBOUND, OUTBOUND, filter_rows
from .macros import UNKNOWN_MACRO
from .node import Event, Node
from .posting import posting

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.facts import Facts
    from xmailaudit.policy.world import World

__all__ = ["Follower", "deliver"]

#: A longer way, or more mails than these, is followed no further.
MOST_STEPS = 100
MOST_MAILS = 50_000

#: The recipients on the way so far, each with the headers its mail had.
_Way = dict[str, int]


def deliver(root: MailRoot, world: World, recipient: str, sender: str) -> Node:
    """What becomes of a mail in the queue.  A recipient may have a route in front."""
    return Follower(root, world).follow(recipient, sender)


class Follower:
    """Follows mails; what it has met once, in whichever mail, it does not follow again.

    It gives up behind `most_mails`, if that is not None; without `mailboxes` it takes every mailbox
    for one with room.  Recipients in `ends`, in lower case, are known to end in a mailbox.
    """

    def __init__(
        self,
        root: MailRoot,
        world: World,
        *,
        most_mails: int | None = MOST_MAILS,
        mailboxes: bool = True,
        ends: Container[str] = (),
    ) -> None:
        self._root = root
        self._world = world
        self._most_mails = most_mails
        self._mailboxes = mailboxes
        self._ends = ends
        self._met: set[tuple[str, str]] = set()

    def follow(self, recipient: str, sender: str = "someone@example.org") -> Node:
        """A mail that the SMTP server has put into the queue: with one header to count."""
        return self.mail(Envelope(recipient, sender, headers=1), {})

    # ------------------------------------------------------------ one mail

    def mail(self, mail: Envelope, way: _Way) -> Node:
        """A mail, and all that comes of it."""
        node = Node(Event.UNDETERMINED, mail.recipient, mail.sender, headers=mail.headers)
        key = ascii_lower(mail.recipient)
        if key in self._ends:
            return node._replace(event=Event.MAILBOX)
        stopped = self._stopped(node, mail, key, way)
        if stopped is not None:
            return stopped
        self._met.add((key, mail.sender))
        return self._arrived(node, mail, {**way, key: mail.headers})

    def _stopped(self, node: Node, mail: Envelope, key: str, way: _Way) -> Node | None:
        """Why a mail is followed no further, if that is so."""
        if UNKNOWN_MACRO in mail.recipient:
            return node._replace(missing=(say(_("what the macro stands for")),))
        if not mail.readable:
            return node._replace(event=Event.FROZEN)
        if key in way:
            return node._replace(event=Event.LOOP, ends=mail.headers > way[key])
        if (key, mail.sender) in self._met:
            return node._replace(event=Event.REPEATED)
        if len(way) >= MOST_STEPS or self._is_full():
            return node._replace(missing=(say(_("where a way this long leads")),))
        return None

    def _is_full(self) -> bool:
        return self._most_mails is not None and len(self._met) >= self._most_mails

    def _arrived(self, node: Node, mail: Envelope, way: _Way) -> Node:
        path = mail.path or ()

        def run(facts: Facts) -> Arrival:
            return arrive(facts, path, mail.headers, mailboxes=self._mailboxes)

        found = settle(self._root, run, self._world)
        if isinstance(found, Undecided):
            return node._replace(missing=found.missing)
        node = _at(node, found.value)._replace(steps=found.trace)
        row = found.value.account
        account = None if row is None else account_of(self._root, row)
        try:
            return self._filtered(self._followed(node, mail, account, way))
        except UnseenFileError as error:
            return node._replace(event=Event.UNDETERMINED, missing=(error.message,))

    def _followed(self, node: Node, mail: Envelope, account: Account | None, way: _Way) -> Node:
        """The node with what comes of it below."""
        children: Iterator[Node] = iter(())
        if node.event in _CUSTOM and node.place is not None:
            run = Run(mail, _CUSTOM[node.event])
            rows = self._root.rows(CUSTOM, node.place.file)
            children = self._run(run, read_commands(rows, run.where), way)
        elif account is not None:
            node = node._replace(account=account.address)
            if node.event is Event.PROCESSED:
                run = Run(mail, Where.MAILPROC, account)
                children = self._run(run, account_commands(self._root, account) or (), way)
            elif node.event is Event.LIST:
                node = node._replace(posting=posting(account))
                children = self._members(account, mail, way)
        return node._replace(children=tuple(children))

    def _filtered(self, node: Node) -> Node:
        """The node with the filters before it."""
        file = _FILTERS.get(node.event)
        if node.event is Event.BOUNCED and node.account is not None:
            file = INBOUND  # They come before the look at the mailbox.
        if file is None:
            return node
        mail = Envelope(node.recipient, node.sender, node.headers)

        def run(facts: Facts) -> tuple[Place, ...]:
            return filter_rows(facts, file, mail.sender, mail.last)

        found = settle(self._root, run, self._world)
        return node if isinstance(found, Undecided) else node._replace(filters=found.value)

    # ------------------------------------------------------------ lists

    def _members(self, account: Account, mail: Envelope, way: _Way) -> Iterator[Node]:
        """The copies of a list, one for each row with an R."""
        file = f"{account.folder}/mlusers.tab"
        nobody = Node(Event.DISCARDED, mail.recipient, mail.sender, Place(file))
        if not self._root.exists(file):
            yield nobody._replace(event=Event.DEFERRED)
            return
        sender = account.variables.get("ListSender", mail.sender)
        reached = False
        for line in account.member_lines():
            if line.fate is LineFate.USED and "R" in line.row.permissions:
                reached = True
                copy = Envelope(line.row.address, sender, mail.headers)
                yield self.mail(copy, way)._replace(origin=line.row.at())
        if not reached:
            yield nobody

    # ------------------------------------------------------------ commands

    def _run(self, run: Run, commands: tuple[Command, ...], way: _Way) -> Iterator[Node]:
        """What each line does; a mailbox that cannot take the mail ends the run."""
        for command in commands:
            node = self._filtered(self._command(run, command, way))
            yield node
            if command.kind is Kind.MAILBOX and node.event is Event.BOUNCED:
                return
        if fate(commands) is Fate.DISCARDED:
            yield Node(Event.DISCARDED, run.mail.recipient, run.mail.sender)

    def _command(self, run: Run, command: Command, way: _Way) -> Node:
        mail = run.mail
        node = Node(
            Event.IGNORED,
            mail.recipient,
            mail.sender,
            command.row.at(),
            account=None if run.account is None else run.account.address,
            command=command,
            headers=mail.headers,
        )
        return self._carried_out(node, run, command, way) if command.runs else node

    def _carried_out(self, node: Node, run: Run, command: Command, way: _Way) -> Node:
        match command.kind:
            case Kind.MAILBOX:
                return self._mailbox(node, run.account)
            case Kind.REDIRECT | Kind.LOCAL_REDIRECT:
                copies = tuple(self.mail(copy, way) for copy in run.copies(command))
                return node._replace(event=Event.REDIRECTED, children=copies)
            case Kind.RELAY if command.hosts:
                return node._replace(event=Event.SENT, hosts=command.hosts, way=Way.COMMAND)
            case Kind.SMTP:
                return self._smtp(node, run.mail, run.where)
            case Kind.EXTERNAL | Kind.FILTER:
                event = Event.PROGRAM if command.kind is Kind.EXTERNAL else Event.FILTERED
                return node._replace(event=event, program=command.shown_program)
        return node

    def _mailbox(self, node: Node, account: Account | None) -> Node:
        if account is None or not self._mailboxes:
            return node._replace(event=Event.MAILBOX)

        found = settle(self._root, lambda facts: mailbox_has_room(facts, account), self._world)
        if isinstance(found, Undecided):
            return node._replace(event=Event.UNDETERMINED, missing=found.missing)
        event = Event.MAILBOX if found.value else Event.BOUNCED
        return node._replace(event=event, steps=found.trace)

    def _smtp(self, node: Node, mail: Envelope, where: Where) -> Node:
        """Sent on as if no file had taken it; in a cmdalias, to the domain behind an alias."""
        path = mail.path or ()
        if len(path) > 1:
            return node._replace(event=Event.SENT, hosts=(path[0][1:],), way=Way.GATEWAY)
        address = split_address(mail.last)
        if address is None:
            return node
        domain = address[1]

        def run(facts: Facts) -> Arrival:
            alias = where is Where.COMMAND_ALIAS
            return leave(facts, mapped_domain(facts, domain) if alias else domain)

        found = settle(self._root, run, self._world)
        if isinstance(found, Undecided):
            return node._replace(event=Event.UNDETERMINED, missing=found.missing)
        return _at(node, found.value)._replace(place=node.place, steps=found.trace)


#: The files that take a mail away from accounts and hosts.
_CUSTOM: Mapping[Event, Where] = {
    Event.COMMAND_ALIAS: Where.COMMAND_ALIAS,
    Event.CUSTOM_DOMAIN: Where.CUSTOM_DOMAIN,
}
#: The filters that a mail meets before this happens.
_FILTERS: Mapping[Event, str] = {
    Event.MAILBOX: INBOUND,
    Event.LIST: INBOUND,
    Event.PROGRAM: INBOUND,
    Event.SENT: OUTBOUND,
}


def _at(node: Node, arrival: Arrival) -> Node:
    return node._replace(
        event=arrival.event, place=arrival.place, hosts=arrival.hosts, way=arrival.way
    )
