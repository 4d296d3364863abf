"""Fixes about relaying that several rules offer.

`keep_owned` takes rows out of smtprelay.tab and puts back, in their place, what of them is surely
wanted: this machine and what is declared.  `choose_networks` lets a person say what that is.
`write_what_was_meant` corrects a misread row, and `close_custom_domain` keeps a custom domain's
route but not its door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.addresses import (
    Address,
    AddressFilter,
    AddressSet,
    Prefix,
    Term,
    matched_peers,
    public,
)
from xmailaudit.policy.notation import misreading, shown, spelled
from xmailaudit.policy.outbound.way import FORWARDS_FILE
from xmailaudit.policy.reach import listening
from xmailaudit.policy.relay import RELAY_FILE, relay_table
from xmailaudit.tables.edit import CreateFile, DeleteFile

from .finding import Choice, OutsideStep
from .fixes import insert_row, remove_row, review, safe, set_field
from .map_fixes import read_networks
from .relay_rows import filters_of, peers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.policy.custom_domains import CustomDomain
    from xmailaudit.policy.filtered import FilteredRow
    from xmailaudit.tables.edit import Edit
    from xmailaudit.tables.smtprelay import RelayRow

    from .finding import Fix
    from .given import Given
    from .relay_rows import Rows

__all__ = [
    "choose_addresses",
    "choose_networks",
    "close_custom_domain",
    "forward",
    "keep_owned",
    "meant_by",
    "narrow_to_hosts",
    "remove_rows",
    "spell_out",
    "write_what_was_meant",
]

_MOST_NETWORKS = 20
_EVERY_IPV4 = Prefix.parse("0.0.0.0/0")


def _owned_in(root: MailRoot, given: Given, rows: Rows) -> AddressSet:
    """What is lost with these rows though it is this machine's or declared."""
    going = {row.row for row in rows}
    staying = tuple(row for row in relay_table(root).rows if row.row not in going)
    return (peers_of(rows) & given.owned & listening(root, "smtp")) - peers_of(staying)


def _kept_of(root: MailRoot, given: Given, rows: Rows) -> tuple[Prefix, ...] | None:
    """What is owned of the rows, as networks; None where it takes too many.

    An owned network stands whole where other rows let the rest of it relay already.
    """
    lost = _owned_in(root, given, rows)
    relaying = peers_of(relay_table(root).rows)
    whole = tuple(
        network
        for network in _networks(given.owned & listening(root, "smtp")) or ()
        if (peers := matched_peers([_filter(network)])) & lost and peers <= relaying
    )
    rest = _networks(lost - matched_peers(map(_filter, whole)))
    return None if rest is None else (*whole, *rest)


def narrow_to_hosts(root: MailRoot, given: Given, rows: Rows, title: Message) -> Fix:
    """Give each row the mask of a single address.

    Safe where the networks are too wide to be anybody's own, nothing owned but the addresses is in
    them, and no declaration leaves the addresses out.
    """
    filters = filters_of(rows)
    hosts = matched_peers(own.as_host for own in filters)
    pairs = zip(rows, filters, strict=True)
    edits = [edit for row, own in pairs for edit in rewrite(row, own.as_host)]
    declared = given.trusted is None or hosts <= given.owned
    lost = _owned_in(root, given, rows) - hosts
    if all(map(_is_around_a_stranger, filters)) and declared and not lost:
        return safe("narrow-to-host", title, *edits)
    return review("narrow-to-host", title, *edits)


def _is_around_a_stranger(own: AddressFilter) -> bool:
    """Whether a network around a public address is so wide that others live in it."""
    bits = own.prefix_length
    return bits is not None and bits <= 24 and Address(own.family, own.address) in public()


def keep_owned(root: MailRoot, given: Given, rows: Rows, title: Message) -> Fix | None:
    """A safe fix: the rows go, what is owned of them stays; None where no row can say just that."""
    kept = _kept_of(root, given, rows)
    if kept is None:
        return None
    return safe("keep-trusted", title, *_exchange(rows, kept))


def choose_networks(root: MailRoot, given: Given, rows: Rows, title: Message) -> Fix:
    """A fix to review: the rows go, and the networks that somebody names are put in their place.

    What is owned of them is proposed.
    """
    proposed = _kept_of(root, given, rows)
    if proposed is None:
        proposed = _networks(given.owned & listening(root, "smtp")) or ()
    question = say(_("Which networks are yours and shall send without logging in?"))
    return _replace(rows, title, question, ", ".join(map(str, proposed)))


def choose_addresses(rows: Rows) -> Fix:
    """A fix to review: rows with host names go, and addresses that somebody names take their place.

    None is proposed, for a configuration does not know them.
    """
    title = say(_("Write the address in the place of the name"))
    return _replace(rows, title, say(_("Which addresses are meant?")), None)


def _replace(rows: Rows, title: Message, question: Message, proposed: str | None) -> Fix:
    removals = [remove_row(row.row) for row in rows]
    if None in removals:
        return review("replace-row", title, *removals)
    choice = Choice(
        "networks",
        question,
        proposed,
        lambda answer: tuple(e for e in _exchange(rows, read_networks(answer)) if e is not None),
    )
    return review("replace-row", title, choice=choice)


def _exchange(rows: Rows, networks: Sequence[Prefix]) -> Iterable[Edit | None]:
    """The edits that take rows out and put networks in their place."""
    for row in rows:
        yield remove_row(row.row)
    for network in networks:
        fields = spelled(_filter(network), slash=False)
        yield insert_row(RELAY_FILE, *fields, after=rows[0].row.line)


def _networks(peers: AddressSet) -> tuple[Prefix, ...] | None:
    """A set as networks; None where it takes too many.

    A row of IPv4 addresses matches them in their IPv6 disguise too, so that is not named again.
    """
    four = _few(peers & AddressSet.from_prefixes([_EVERY_IPV4]))
    if four is None:
        return None
    rest = _few(peers - matched_peers(map(_filter, four)))
    return None if rest is None else (*four, *rest)


def _few(peers: AddressSet) -> tuple[Prefix, ...] | None:
    networks = tuple(peers.prefixes(_MOST_NETWORKS + 1))
    return networks if len(networks) <= _MOST_NETWORKS else None


def _filter(network: Prefix) -> AddressFilter:
    term = Term.of(network)
    return AddressFilter(term.family, term.value, term.mask)


def rewrite(row: FilteredRow[RelayRow], filter_: AddressFilter) -> tuple[Edit | None, ...]:
    """The edits that make a row match a filter, in the form it is written in."""
    fields = spelled(filter_, slash="/" in row.row.address)
    return tuple(
        set_field(row.row, index, value)
        for index, value in enumerate(fields)
        if row.row.fields[index : index + 1] != (value,)
    )


def spell_out(rows: Rows) -> Iterator[Fix]:
    """A safe fix for misread rows: write what XMail matches anyway so that people read the same."""
    filters = filters_of(rows)
    if all(own.contiguous and own.mask for own in filters):
        edits = [edit for row, own in zip(rows, filters, strict=True) for edit in rewrite(row, own)]
        yield safe(
            "spell-out", say(_("Write what is matched so that it cannot be misread")), *edits
        )


def meant_by(rows: Rows) -> AddressSet:
    """The clients that misread rows were most likely meant to match."""
    readings = map(misreading, rows)
    return matched_peers(reading.meant for reading in readings if reading is not None)


def write_what_was_meant(rows: Rows) -> Iterator[Fix]:
    """A fix to review for misread rows; none where a row is not misread."""
    readings = [reading for reading in map(misreading, rows) if reading is not None]
    if len(readings) == len(rows):
        title = say(_("Write {network}, if that is meant"), network=shown(readings[0].meant))
        if len(rows) > 1:
            title = say(_("Write what is most likely meant"))
        pairs = zip(rows, readings, strict=True)
        edits = [edit for row, reading in pairs for edit in rewrite(row, reading.meant)]
        yield review("write-what-was-meant", title, *edits)


def remove_rows(rows: Rows) -> Fix:
    """A fix to review: the rows go."""
    title = say(_("Remove the row; who is meant logs in to send"))
    return review("remove-row", title, *(remove_row(row.row) for row in rows))


def close_custom_domain(root: MailRoot, custom: CustomDomain) -> Fix:
    """Remove a custom-domain file; a fixed route in it becomes a row of smtpfwd.tab.

    The row is put on top, for the file came before all rows of that table.
    """
    route = custom.fixed_route
    if route is None:
        title = say(_("Remove the file; whoever sends to these domains then needs a login"))
        step = OutsideStep(say(_("See that nothing else depends on what its commands do")))
        return review("remove-file", title, DeleteFile(custom.file), steps=(step,))
    title = say(_("Keep the route in smtpfwd.tab, which lets nobody send who may not"))
    fields = (custom.pattern, *route.fields[1:3])
    return review("move-route", title, DeleteFile(custom.file), forward(root, *fields))


def forward(root: MailRoot, *fields: str) -> Edit:
    """A route on top of smtpfwd.tab."""
    if root.exists(FORWARDS_FILE):
        return insert_row(FORWARDS_FILE, *fields, after=0)
    return CreateFile(FORWARDS_FILE, (fields,))
