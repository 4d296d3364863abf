"""Whether changes keep the promise of a safe fix, and if not, in which way they break it.

Nobody gains access; none is taken from this machine nor from what the owner declares as his; only
strangers whom a cleared finding names may lose some; nothing is switched on that was off; and mail
goes where it went.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.root import MAPS
from xmailaudit.messages import _, say
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import loopback, matched_peers
from xmailaudit.policy.relay import RELAY_FILE, relay_table

from .access_change import AccessChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

    from .access_change import Unknown

__all__ = ["broken_promises", "strangers_named"]

#: Families whose findings may be about strangers, who then lose what they have.
_ABOUT_STRANGERS = ("ACL", "REL")


def broken_promises(
    access: Iterable[AccessChange | Unknown],
    given: Given,
    cleared: Iterable[Finding],
    root: MailRoot,
) -> tuple[Message, ...]:
    """How changes break the promise; `cleared` are the findings of `root` that they clear."""
    strangers = strangers_named(root, cleared) - given.owned
    return tuple(message for change in access for message in _access(change, strangers))


def _access(change: AccessChange | Unknown, strangers: AddressSet) -> Iterator[Message]:
    if not isinstance(change, AccessChange):
        yield say(_("nobody can tell who gains or loses {service}"), service=change.service)
        return
    if change.gained - loopback():
        yield say(_("somebody gains {service}"), service=change.service)
    if change.lost - strangers:
        yield say(_("more than the strangers it is about lose {service}"), service=change.service)


def strangers_named(root: MailRoot, findings: Iterable[Finding]) -> AddressSet:
    """The peers that the rows of findings about strangers let in."""
    lines: dict[str, set[int | None]] = {}
    for finding in findings:
        if finding.rule.family in _ABOUT_STRANGERS:
            for place in finding.places:
                lines.setdefault(place.file, set()).add(place.line)
    named = [
        row
        for service, file in MAPS.items()
        if file in lines
        for row in (
            one.filter for one in access_map(root, service).rows if one.row.line in lines[file]
        )
    ]
    if RELAY_FILE in lines:
        rows = relay_table(root).rows
        named += (one.usable for one in rows if one.row.line in lines[RELAY_FILE])
    return matched_peers(filter_ for filter_ in named if filter_ is not None)
