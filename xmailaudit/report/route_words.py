"""What happens to a mail, in one sentence a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.outbound.way import Way
from xmailaudit.policy.routing.commands import Fault, Kind
from xmailaudit.policy.routing.node import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xmailaudit.messages import Message, Template
    from xmailaudit.policy.routing.node import Node

__all__ = ["happens"]


def happens(node: Node) -> Message:
    """What XMail does with a mail, or what a command does."""
    special = _SPECIAL.get(node.event)
    if special is not None:
        return special(node)
    return say(
        _PLAIN[node.event],
        account=node.account or "",
        file="" if node.place is None else node.place.file,
    )


_PLAIN: Mapping[Event, Template] = {
    Event.MAILBOX: _("put into the mailbox of {account}"),
    Event.PROCESSED: _("{account} has a mailproc.tab, so its commands decide"),
    Event.COMMAND_ALIAS: _("the commands of {file} decide"),
    Event.CUSTOM_DOMAIN: _("the commands of {file} decide"),
    Event.DEFERRED: _("cannot be delivered: tried until the queue gives up, then bounced"),
    Event.REPEATED: _("goes on as shown where it first stands"),
    Event.UNDETERMINED: _("what happens cannot be told"),
}


def _sent(node: Node) -> Message:
    hosts = Listing(node.hosts)
    match node.way:
        case Way.MAIL_EXCHANGER:
            return say(_("sent to the mail exchangers of {hosts}"), hosts=hosts)
        case Way.GATEWAY:
            return say(_("sent to {hosts} over the route of smtpgw.tab"), hosts=hosts)
        case Way.FORWARD | Way.DEFAULT:
            return say(_("sent to {hosts}, by {table}"), hosts=hosts, table=node.way.value)
        case _:
            return say(_("sent to {hosts}"), hosts=hosts)


def _discarded(node: Node) -> Message:
    if node.way is not None:
        return say(_("thrown away as if delivered: the list of hosts is empty"))
    if node.place is not None:
        return say(_("thrown away without a word: no member has the letter R"))
    return say(_("thrown away without a word: no command delivers the mail"))


def _bounced(node: Node) -> Message:
    if node.account is None:
        return say(_("bounced: there is no such account or alias"))
    template = _("bounced: the mailbox of {account} is full or missing")
    return say(template, account=node.account)


def _frozen(node: Node) -> Message:
    if node.place is not None:
        return say(_("frozen: MaxMTAOps allows no further step; only the postmaster is told"))
    return say(_("frozen without a word: XMail cannot read this recipient back from its spool"))


def _loop(node: Node) -> Message:
    if node.ends:
        return say(_("a loop; each round counts, and MaxMTAOps freezes the mail in the end"))
    return say(_("a loop that never ends: no step adds what the loop check counts"))


def _list(node: Node) -> Message:
    copies = sum(1 for child in node.children if child.origin is not None)
    template = plural(
        "the list {account} sends {count} copy",
        "the list {account} sends {count} copies",
        by="count",
    )
    return say(template, account=node.account or "", count=copies)


def _redirected(node: Node) -> Message:
    if node.command is not None and node.command.kind is Kind.LOCAL_REDIRECT:
        senders = {child.sender: None for child in node.children}
        template = _("redirected, now from <{sender}>")
        return say(template, sender=next(iter(senders), node.sender))
    return say(_("redirected, still from <{sender}>"), sender=node.sender)


def _program(node: Node) -> Message:
    if node.program is None:
        return say(_("handed to a program"))
    return say(_("handed to the program {program}"), program=node.program)


def _filtered(node: Node) -> Message:
    if node.command is not None and node.command.always_stops:
        return say(_("a program XMail does not wait for: all lines below are skipped"))
    if node.program is None:
        return say(_("a program may reject or change the mail, or skip the lines below"))
    template = _("{program} may reject or change the mail, or skip the lines below")
    return say(template, program=node.program)


def _ignored(node: Node) -> Message:
    command = node.command
    if command is None or command.fault is None:
        return say(_("does nothing: it names no host"))
    if command.fault is Fault.UNKNOWN and command.row.hidden:
        return say(_("passed over: XMail 1.27 has no such command"))
    return say(_FAULTS[command.fault], command=command.kind.value or command.row.command)


_FAULTS: Mapping[Fault, Template] = {
    Fault.UNKNOWN: _("passed over: XMail 1.27 has no command {command}"),
    Fault.NOT_HERE: _("passed over: {command} is no command in this kind of file"),
    Fault.TOO_FEW: _("passed over: {command} needs more fields"),
    Fault.TOO_MANY: _("passed over: {command} takes no arguments"),
    Fault.NOT_REACHED: _("never reached: a line above ends the run"),
}
_SPECIAL: Mapping[Event, Callable[[Node], Message]] = {
    Event.SENT: _sent,
    Event.DISCARDED: _discarded,
    Event.BOUNCED: _bounced,
    Event.FROZEN: _frozen,
    Event.LOOP: _loop,
    Event.LIST: _list,
    Event.REDIRECTED: _redirected,
    Event.PROGRAM: _program,
    Event.FILTERED: _filtered,
    Event.IGNORED: _ignored,
}
