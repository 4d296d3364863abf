"""Whether changes keep the promise of a safe fix, and if not, in which ways they break it.

Nobody gains access but this machine itself; none is taken from this machine nor from what the owner
declares as his; only strangers whom the row of a cleared finding lets in may lose some; and XMail
does with every other changed file what it did before (`policy.effects`), so that nothing is
switched on and mail goes where it went.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.root import MAPS
from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import AddressSet, loopback, matched_peers
from xmailaudit.policy.admission import RELAY
from xmailaudit.policy.effects import effects
from xmailaudit.policy.relay import RELAY_FILE, relay_table
from xmailaudit.policy.relaying import senders
from xmailaudit.policy.smtp.connect import SPAMMERS_FILE

from .access_change import AccessChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.change import Change
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.policy.addresses import AddressFilter
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

    from .access_change import Unknown

__all__ = ["broken_promises"]

#: Families whose findings may be about strangers, who then lose what they have.
_ABOUT_STRANGERS = ("ACL", "REL")
#: What decides who is let in, but for settings.
_ADDRESS_TABLES = frozenset((*MAPS.values(), RELAY_FILE, SPAMMERS_FILE, "smtp.ipprop.tab"))
#: Taking mail without a login, told like a service.
_SENDING = "sending"
#: Whoever is shut out of SMTP sends no mail and relays none.
_BEHIND = {_SENDING: ("smtp",), RELAY: (RELAY, "smtp")}
_OWNER = 0o700


class _Moved(NamedTuple):
    """Who gains and who loses a service."""

    service: str
    gained: AddressSet
    lost: AddressSet


def broken_promises(
    before: MailRoot,
    after: MailRoot,
    changes: Iterable[Change],
    access: Iterable[AccessChange | Unknown],
    *,
    given: Given,
    cleared: Iterable[Finding],
) -> tuple[Message, ...]:
    """How changes break the promise; `cleared` are the findings about `before` that they clear.

    `access` is who gains and loses by them.
    """
    wanted = tuple(changes)
    named = _strangers(before, cleared)
    told: list[Message] = []
    for moved in _moved(before, after, wanted, access, given, told):
        told += _about(moved, named, given)
    for change in wanted:
        told += _of_file(before, after, change)
    return tuple(told)


# ------------------------------------------------------------ access


def _moved(
    before: MailRoot,
    after: MailRoot,
    changes: Iterable[Change],
    access: Iterable[AccessChange | Unknown],
    given: Given,
    told: list[Message],
) -> Iterator[_Moved]:
    """Who gains and loses; what nobody can tell is added to `told`."""
    touched = any(change.path in _ADDRESS_TABLES for change in changes)
    for change in access:
        if isinstance(change, AccessChange):
            yield _Moved(change.service, change.gained, change.lost)
        elif touched:
            template = _("nobody can tell who gains or loses {service}: {reason}")
            told.append(say(template, service=change.service, reason=change.reason))
    try:
        then, now = senders(before, given.world), senders(after, given.world)
    except XMailAuditError as error:
        if touched:
            template = _("nobody can tell who may send mail without a login: {reason}")
            told.append(say(template, reason=error.message))
    else:
        yield _Moved(_SENDING, now - then, then - now)


def _about(moved: _Moved, named: dict[str, AddressSet], given: Given) -> Iterator[Message]:
    """What nobody may gain, and who may not lose."""
    gains, own, others = _SENTENCES.get(moved.service, _ANY_SERVICE)
    may_lose = AddressSet.empty()
    for service in _BEHIND.get(moved.service, (moved.service,)):
        may_lose |= named.get(service, AddressSet.empty())
    if moved.gained - loopback():
        yield say(gains, service=moved.service)
    if moved.lost & given.owned:
        yield say(own, service=moved.service)
    elif moved.lost - may_lose:
        yield say(others, service=moved.service)


_ANY_SERVICE = (
    _("somebody is let in to {service} who was not"),
    _("somebody you declared, or this machine, is shut out of {service}"),
    _("others than the strangers a finding names are shut out of {service}"),
)
_SENTENCES = {
    RELAY: (
        _("somebody may relay who might not"),
        _("somebody you declared, or this machine, may no longer relay"),
        _("others than the strangers a finding names may no longer relay"),
    ),
    _SENDING: (
        _("somebody may send mail without a login who might not"),
        _("somebody you declared, or this machine, may no longer send mail without a login"),
        _("others than the strangers a finding names may no longer send mail without a login"),
    ),
}


def _strangers(root: MailRoot, findings: Iterable[Finding]) -> dict[str, AddressSet]:
    """Whom the rows of findings about strangers name, by service."""
    lines: dict[str, set[int | None]] = {}
    for finding in findings:
        if finding.rule.family in _ABOUT_STRANGERS:
            for place in finding.places:
                lines.setdefault(place.file, set()).add(place.line)
    services = {**MAPS, RELAY: RELAY_FILE}
    return {
        service: matched_peers(_filters(root, service, lines[file]))
        for service, file in services.items()
        if file in lines
    }


def _filters(root: MailRoot, service: str, lines: set[int | None]) -> Iterator[AddressFilter]:
    if service == RELAY:
        found = ((one.row.line, one.usable) for one in relay_table(root).rows)
    else:
        found = ((one.row.line, one.filter) for one in access_map(root, service).rows)
    return (usable for line, usable in found if line in lines and usable is not None)


# ------------------------------------------------------------ files


def _of_file(before: MailRoot, after: MailRoot, change: Change) -> Iterator[Message]:
    if change.changes_bytes:
        try:
            yield from effects(before, after, change.path)
        except UnseenFileError as error:
            yield error.message
    elif change.new_mode is not None and not _only_takes(change.old_mode, change.new_mode):
        yield say(_("{file} gets other rights than fewer for others"), file=change.path)


def _only_takes(old: int | None, new: int) -> bool:
    """Whether the owner keeps what he has, and everybody else gets nothing more."""
    return old is not None and not new & ~old and old & _OWNER == new & _OWNER
