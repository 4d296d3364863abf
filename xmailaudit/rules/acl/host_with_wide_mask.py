"""ACL003: one machine's address under a whole network's mask.

XMail masks both sides before comparing, so 203.0.113.24 with 255.255.255.0 lets in all of
203.0.113.0/24 (XMail facts: access 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.addresses import (
    is_world,
    matched_peers,
    may_hold_world,
    meeting,
    population,
)
from xmailaudit.policy.openings import public_peers
from xmailaudit.policy.reach import listening
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, safe
from xmailaudit.rules.map_fixes import set_prefix
from xmailaudit.rules.map_rows import address_and_mask, apart, on_each_map, places
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.witnesses import let_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.access import AccessMap, MapRow
    from xmailaudit.policy.addresses import AddressFilter, AddressSet
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "ACL003",
    "host-with-wide-mask",
    Severity.MEDIUM,
    summary=_("A row means one machine and lets in the whole network around it."),
    message=plural(
        _("{service} lets in a stranger: {address} is one machine, {mask} a network"),
        _("{service} lets in {strangers} strangers: {address} is one machine, {mask} a network"),
        by="strangers",
    ),
    reads=("*.ipmap.tab",),
    fix=Applicability.SAFE,
    references=(cwe(1220), xmail("access", 1)),
)

_MANY = _("{service} lets in {strangers} strangers: {rows} rows name one machine and a network")

#: A row with a longer mask may well mean the small network it names.
_LONGEST_SAFE_PREFIX = 24


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    return on_each_map(root, given, _judge)


def _judge(root: MailRoot, given: Given, access: AccessMap) -> Iterator[Finding]:
    gained = access.allowed - access.allowed_as_meant
    strangers = (gained & listening(root, access.service)) - given.owned
    meets = meeting(strangers)
    rows = (
        row
        for row in access.rows
        if row.widens_a_host
        and row.filter
        and meets(row.filter)
        and not _opens_the_admin_port(root, access, row)
    )
    for group in apart(rows):
        yield _finding(root, given, access, group, strangers)


def _opens_the_admin_port(root: MailRoot, access: AccessMap, row: MapRow) -> bool:
    """Whether the row lets the whole world in there: ACL001 says so."""
    if access.service != "ctrl" or row.filter is None or not may_hold_world(row.filter):
        return False
    return is_world(row.matched.addresses & access.allowed & public_peers(root, "ctrl"))


def _finding(
    root: MailRoot,
    given: Given,
    access: AccessMap,
    rows: tuple[MapRow, ...],
    strangers: AddressSet,
) -> Finding:
    let = strangers & matched_peers(row.filter for row in rows if row.filter)
    address, mask = address_and_mask(rows[0])
    return RULE.finding(
        *places(rows),
        total=len(rows),
        severity=Severity.HIGH if access.service == "ctrl" else None,
        message=RULE.message if len(rows) == 1 else _MANY,
        witness=let_in(root, given, access.service, let),
        fixes=[_narrow(given, access, rows)],
        service=access.service.upper(),
        strangers=population(let),
        address=address,
        mask=mask,
        rows=len(rows),
    )


def _narrow(given: Given, access: AccessMap, rows: tuple[MapRow, ...]) -> Fix:
    own = [row.filter for row in rows if row.filter]
    kept_out = (access.allowed - access.allowed_as_meant) & matched_peers(own)
    takes_no_right = not kept_out & given.owned
    is_known = access.service != "ctrl" or given.admins is None or _hosts(own) <= given.admins
    is_network = all((one.prefix_length or 0) <= _LONGEST_SAFE_PREFIX for one in own)
    offer = safe if takes_no_right and is_known and is_network else review
    edits = [
        set_prefix(row, 128 if one.family == 6 else 32) for row, one in zip(rows, own, strict=True)
    ]
    title = plural(_("Let in {address} alone"), _("Let in the {rows} addresses alone"), by="rows")
    return offer(
        "narrow-to-host", say(title, address=address_and_mask(rows[0])[0], rows=len(rows)), *edits
    )


def _hosts(filters: list[AddressFilter]) -> AddressSet:
    return matched_peers(one.as_host for one in filters)
