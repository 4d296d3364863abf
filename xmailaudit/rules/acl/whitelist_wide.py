"""ACL013: smtp.ipprop.tab favours more than the owner's networks.

WhiteList skips the access map, spammers.tab, the block lists and the reverse-name check; NoAuth
lifts MailAuth.  Neither lets anybody relay (XMail facts: access 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.addresses import matched_peers, meeting, population
from xmailaudit.policy.openings import public_peers
from xmailaudit.policy.properties import (
    NO_AUTH,
    WHITE_LIST,
    granted,
    ip_property_rows_in_use,
    peers_granted,
)
from xmailaudit.policy.reach import listening
from xmailaudit.rules.finding import Applicability, Choice, Severity
from xmailaudit.rules.fixes import insert_row, remove_row, review, set_field
from xmailaudit.rules.map_fixes import in_words, read_networks
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.rules.smtp_clients import declares_itself
from xmailaudit.rules.witnesses import let_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressFilter, AddressSet
    from xmailaudit.policy.filtered import FilteredRow
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit
    from xmailaudit.tables.properties import PropertyRow

    Rows = tuple[FilteredRow[PropertyRow], ...]

RULE = Rule(
    "ACL013",
    "whitelist-wide",
    Severity.MEDIUM,
    summary=_("smtp.ipprop.tab favours more clients than the trusted networks."),
    message=plural(
        _("{network} gives {properties} to an address that nobody declared"),
        _("{network} gives {properties} to {addresses} addresses that nobody declared"),
        by="addresses",
    ),
    reads=("smtp.ipprop.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(1220), xmail("access", 3)),
)

_MANY = _("{rows} rows give {properties} to {addresses} addresses that nobody declared")

_FAVOURS = frozenset({WHITE_LIST, NO_AUTH})


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    strangers = _strangers(root, given)
    meets = meeting(strangers)
    rows = (
        row
        for row in ip_property_rows_in_use(root)
        if row.usable and granted(row.row) & _FAVOURS and meets(row.usable)
    )
    for group in apart(row for row in rows if not declares_itself(given, row)):
        theirs = strangers & matched_peers(row.usable for row in group if row.usable)
        properties = frozenset[str]().union(*(granted(row.row) & _FAVOURS for row in group))
        yield RULE.finding(
            *(row.row.at("selector") for row in group[:MOST_PLACES]),
            total=len(group),
            message=RULE.message if len(group) == 1 else _MANY,
            witness=let_in(root, given, "smtp", theirs),
            fixes=[_fix(given, group)],
            network=group[0].row.selector,
            properties=Listing(tuple(sorted(properties))),
            addresses=population(theirs),
            rows=len(group),
        )


def _strangers(root: MailRoot, given: Given) -> AddressSet:
    """Whom some row favours, and the owner does not know."""
    favoured = peers_granted(root, WHITE_LIST) | peers_granted(root, NO_AUTH)
    arriving = public_peers(root, "smtp") if given.trusted is None else listening(root, "smtp")
    return (favoured & arriving) - given.owned


def _fix(given: Given, rows: Rows) -> Fix:
    if len(rows) > 1:
        return review("remove-rows", say(_("Remove the rows")), *(remove_row(r.row) for r in rows))
    (row,) = rows
    own = row.usable
    if own is not None and own.host_bits and own.contiguous and _may_stay(given, own):
        address = row.row.selector.partition("/")[0]
        host = f"{address}/{own.as_host.prefix_length}"
        return review(
            "narrow-to-host",
            say(_("Favour {address} alone"), address=address),
            set_field(row.row, "selector", host),
        )
    declared = in_words(row.addresses & given.trusted) if given.trusted is not None else ""
    title = _("Favour {networks} alone") if declared else _("Remove the row of {network}")
    return review(
        "narrow",
        say(title, networks=declared, network=row.row.selector),
        choice=Choice(
            "networks",
            say(_("Which part of {network} is yours?"), network=row.row.selector),
            declared,
            lambda answer: _replaced(row.row, answer),
        ),
    )


def _may_stay(given: Given, own: AddressFilter) -> bool:
    """Whether a row of the address alone is a declared one."""
    return given.trusted is None or own.host <= given.owned


def _replaced(row: PropertyRow, answer: str) -> tuple[Edit, ...]:
    rows = (
        insert_row(row.file, str(network), *row.properties, after=row.line)
        for network in read_networks(answer)
    )
    return tuple(edit for edit in (*rows, remove_row(row)) if edit is not None)
