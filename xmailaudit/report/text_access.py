"""Who is let in and who is shut out, in plain text: exact networks, and the row that decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.access import AccessMap
from xmailaudit.policy.shares import Share, file_of, host_names, shares

from .location import location
from .networks import described, without_doubles
from .text_layout import wrap
from .text_style import PLAIN, styled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.messages import Message
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.policy.relay import RelayTable

    from .language import Words
    from .networks import Described
    from .text_style import Style

__all__ = ["MOST_LISTED", "access_text", "effective_shares", "networks_message", "number_of"]

_UNHEARD = _("Nothing listens there: nobody gets through.")
_NO_MAIL_WITHOUT_LOGIN = _("SMTP takes nobody's mail without a login, so no row has any effect.")

#: Beyond so many networks a list is no longer read.
MOST_LISTED = 24


def access_text(
    service: str,
    table: AccessMap | RelayTable,
    allowed: AddressSet,
    arriving: AddressSet,
    words: Words,
    style: Style = PLAIN,
) -> Iterator[str]:
    """The lines about a service (or `relay`): which of the peers `arriving` are `allowed`.

    Rows stand in the order of their strength, the one that beats the others first.
    """
    parts = effective_shares(table, allowed, arriving)
    headings = {True: _("Let in to {service}:"), False: _("Shut out of {service}:")}
    for allows, heading in headings.items():
        yield from styled("bold", words(heading, service=service), words, style)
        chosen = [share for share in parts if share.allows is allows]
        for share in chosen:
            yield from _share(share, table, words)
        if not chosen:
            yield "  " + words(_("nobody"))
    yield from _notes(table, words, heard=bool(arriving), works=_works(table, allowed, arriving))


def _works(table: AccessMap | RelayTable, allowed: AddressSet, arriving: AddressSet) -> bool:
    """Whether whom the table denies is denied."""
    return table.allowed & arriving == allowed


def effective_shares(
    table: AccessMap | RelayTable, allowed: AddressSet, arriving: AddressSet
) -> tuple[Share, ...]:
    """The shares of the rows; of a table without effect one that everybody is in."""
    if _works(table, allowed, arriving):
        return tuple(shares(table, arriving))
    return (Share(None, allows=True, peers=arriving, matched=arriving),)


def _notes(
    table: AccessMap | RelayTable, words: Words, *, heard: bool, works: bool
) -> Iterator[str]:
    """What else decides, or cannot be told."""
    if not heard:
        yield ""
        unheard = _UNHEARD if isinstance(table, AccessMap) else _NO_MAIL_WITHOUT_LOGIN
        yield from wrap(words(unheard), words.width)
    if not works:
        yield ""
        template = _("SMTP-IpMapDropCode is not above 0: {file} refuses nobody.")
        yield from wrap(words(template, file=file_of(table)), words.width)
    rows = host_names(table)
    if rows:
        yield ""
        yield from wrap(
            words(_("Not counted, as only a resolver knows their addresses:")), words.width
        )
    for row, name in rows:
        yield from wrap(f"{location(row.at(), words)}  {words.show(name)}", words.width, first="  ")


def _share(share: Share, table: AccessMap | RelayTable, words: Words) -> Iterator[str]:
    """Whom a row decides."""
    where = words.show(file_of(table)) if share.row is None else location(share.row.at(), words)
    which = words(_("{place} (no row matches)"), place=where) if share.row is None else where
    networks = networks_message(described(share, MOST_LISTED))
    yield from wrap(words.message(networks), words.width, first="  ", rest="    ")
    number = words.message(number_of(share.peers))
    yield from wrap(f"{which}: {number}", words.width, first="    ", rest="      ")


def networks_message(found: Described | None) -> Message:
    """A set of addresses in words."""
    if found is None:
        return say(_("too many networks to list; --format json lists more"))
    if not found.without:
        return say(_("{networks}"), networks=Listing(found.networks))
    return say(
        _("{networks} except {others}"),
        networks=Listing(found.networks),
        others=Listing(found.without),
    )


def number_of(peers: AddressSet) -> Message:
    """How many addresses; of IPv6 only whether there are any, for nobody reads such numbers."""
    alone = without_doubles(peers)
    template = plural(_("{count} IPv4 address"), _("{count} IPv4 addresses"), by="count")
    four = say(template, count=alone.count4)
    if not alone.count6:
        return four
    six = say(_("IPv6 networks"))
    return say(_("{four} and {six}"), four=four, six=six) if alone.count4 else six
