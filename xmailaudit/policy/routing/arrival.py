"""One step at delivery time: where a mail for one recipient arrives (SMAIL's own order).

XMail facts: address-resolution, sections 6 to 8.  Nothing of what RCPT checked counts here, but for
the route that a row of smtpgw.tab has put in front of the recipient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import _
from xmailaudit.policy.accounts import AccountKind, account_of
from xmailaudit.policy.mail_address import split_address, valid_host
from xmailaudit.policy.mailbox import mailbox_has_room
from xmailaudit.policy.outbound.way import DEFAULT_GATEWAYS, FORWARDS_FILE, Way
from xmailaudit.policy.relay import custom_domain_file
from xmailaudit.policy.resolution import (
    command_alias_file,
    find_account_or_alias,
    handled_domain,
    mapped_domain,
)
from xmailaudit.tables.ctext import atoi, wild_match
from xmailaudit.tables.gateways import SMTP_FORWARDS
from xmailaudit.tables.row import Place

from .command_files import account_files
from .node import Event

if TYPE_CHECKING:
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.facts import Facts
    from xmailaudit.tables.mailusers import MailUserRow

__all__ = ["Arrival", "arrive", "leave"]

_MAX_OPERATIONS = "MaxMTAOps"


class Arrival(NamedTuple):
    """What happens next, and the row or file, account and hosts that it rests on."""

    event: Event
    place: Place | None = None
    account: MailUserRow | None = None
    hosts: tuple[str, ...] = ()
    way: Way | None = None


def arrive(facts: Facts, path: tuple[str, ...], headers: int, *, mailboxes: bool = True) -> Arrival:
    """Where a mail goes whose recipient is the last element of `path`, behind a route.

    `headers` are those its loop check counts; `mailboxes` tells whether to look for room in them.
    """
    if headers > facts.integer(_MAX_OPERATIONS):
        place = facts.setting(_MAX_OPERATIONS).place
        facts.step(place, _("the loop check counts {count} steps already"), count=headers)
        return Arrival(Event.FROZEN, place)
    if len(path) > 1:
        return _on_a_route(facts, path[0])
    address = split_address(path[0])
    if address is None:
        facts.step(None, _("{address} is no address"), address=path[0])
        return Arrival(Event.DEFERRED)
    arrival = _at_an_address(facts, *address)
    return _with_room(facts, arrival) if mailboxes else arrival


def _with_room(facts: Facts, arrival: Arrival) -> Arrival:
    """The same, but bounced where the mailbox has no room."""
    row = arrival.account if arrival.event is Event.MAILBOX else None
    account = None if row is None else account_of(facts.root, row)
    if account is None or mailbox_has_room(facts, account):
        return arrival
    return arrival._replace(event=Event.BOUNCED)


def _at_an_address(facts: Facts, local: str, domain: str) -> Arrival:
    file = command_alias_file(facts, mapped_domain(facts, domain), local)
    if file is not None:
        facts.step(Place(file), _("the file takes the mail of {local}"), local=local)
        return Arrival(Event.COMMAND_ALIAS, Place(file))
    if not handled_domain(facts, domain):
        return _elsewhere(facts, domain)
    account = find_account_or_alias(facts, domain, local)
    if account is None:
        place = Place("mailusers.tab")
        facts.step(place, _("{address} is no account or alias"), address=f"{local}@{domain}")
        return Arrival(Event.BOUNCED, place)
    return _at_an_account(facts, account)


def _at_an_account(facts: Facts, account: Account) -> Arrival:
    row = account.row
    if account.kind is not AccountKind.USER:
        return Arrival(Event.LIST, row.at(), row)
    for file in account_files(account):
        if facts.exists(file):
            return Arrival(Event.PROCESSED, Place(file), row)
    return Arrival(Event.MAILBOX, row.at(), row)


def _elsewhere(facts: Facts, domain: str) -> Arrival:
    file = custom_domain_file(facts, domain)
    if file is not None:
        facts.step(Place(file), _("takes the mail of {domain}"), domain=domain)
        return Arrival(Event.CUSTOM_DOMAIN, Place(file))
    return leave(facts, domain)


def _on_a_route(facts: Facts, first: str) -> Arrival:
    """A route from smtpgw.tab: its host is looked up like a domain, and there is no local part."""
    host = first[1:]
    if not first.startswith("@") or not valid_host(host):
        facts.step(None, _("{host} is no host"), host=host)
        return Arrival(Event.FROZEN)
    if handled_domain(facts, host):
        facts.give_up(_("the route's host {host} is handled here"), host=host)
    file = custom_domain_file(facts, host)
    if file is not None:
        facts.step(Place(file), _("takes the mail of {domain}"), domain=host)
        return Arrival(Event.CUSTOM_DOMAIN, Place(file))
    return Arrival(Event.SENT, None, hosts=(host,), way=Way.GATEWAY)


def leave(facts: Facts, domain: str) -> Arrival:
    """How a mail leaves: smtpfwd.tab, DefaultSMTPGateways, an address as domain, the DNS."""
    for row in facts.rows(SMTP_FORWARDS, FORWARDS_FILE):
        if wild_match(domain, row.domain):
            facts.step(row, _("sends the mail of {domain}"), domain=domain)
            hosts = _hosts(row.hosts.removeprefix("#"))
            return _sent(row.at(), hosts, Way.FORWARD)
    gateways = facts.text(DEFAULT_GATEWAYS)
    if gateways is not None:
        place = facts.setting(DEFAULT_GATEWAYS).place
        facts.step(place, _("these hosts take the place of mail exchangers"))
        hosts = tuple(item.partition(",")[0] for item in _hosts(gateways))
        return _sent(place, hosts, Way.DEFAULT)
    literal = _literal(domain)
    if literal is not None:
        return Arrival(Event.SENT, None, hosts=(literal,))
    return Arrival(Event.SENT, None, hosts=(domain,), way=Way.MAIL_EXCHANGER)


def _sent(place: Place, hosts: tuple[str, ...], way: Way) -> Arrival:
    """A list without hosts is tried with success: the mail is gone."""
    return Arrival(Event.SENT if hosts else Event.DISCARDED, place, hosts=hosts, way=way)


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host for host in text.split(";") if host)


def _literal(domain: str) -> str | None:
    """The IPv4 address that a domain is, in brackets or not."""
    inner = domain[1:-1] if domain.startswith("[") and domain.endswith("]") else domain
    parts = inner.split(".")
    is_address = len(parts) == 4 and all(
        part.isascii() and part.isdigit() and len(part) <= 3 and atoi(part) <= 255 for part in parts
    )
    return inner if is_address else None
