"""ACL012: a map that closes IPv4 and forgets IPv6.

A row for IPv4 never matches an IPv6 peer, and whom no row matches is let in (XMail facts: access 1
and 2): once the service listens on IPv6, all of it is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.addresses import AddressSet, is_world
from xmailaudit.policy.openings import public_peers
from xmailaudit.policy.reach import hears_ipv6
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import insert_row, review
from xmailaudit.rules.map_fixes import EVERYBODY, IPV6_NETWORKS, map_row, network_set
from xmailaudit.rules.map_rows import on_each_map, places
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.witnesses import let_in
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.access import AccessMap
    from xmailaudit.policy.addresses import Prefix
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "ACL012",
    "ipv6-not-covered",
    Severity.HIGH,
    summary=_("A service listens on IPv6 and its map closes IPv4 only."),
    message=_("{service} lets in every IPv6 peer of {networks}: no row of {file} matches them"),
    reads=("*.ipmap.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(284), xmail("access", 1), xmail("command-line", 4)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    return on_each_map(root, given, _judge)


def _judge(root: MailRoot, given: Given, access: AccessMap) -> Iterator[Finding]:
    if not hears_ipv6(root, access.service) or not _closes_ipv4(root, access):
        return
    named = access.named(allows=True) | access.named(allows=False)
    forgotten = [net for net in IPV6_NETWORKS if network_set(net) - named]
    if not forgotten:
        return
    peers = AddressSet.from_prefixes(forgotten) - named
    rows = tuple(row for row in access.rows if row.names_everybody and not row.allows)
    yield RULE.finding(
        *(places(rows, "address") or (Place(access.file),)),
        severity=None if IPV6_NETWORKS[0] in forgotten else Severity.MEDIUM,
        witness=let_in(root, given, access.service, peers),
        fixes=[_deny(access, forgotten)],
        service=access.service.upper(),
        networks=Listing(tuple(map(str, forgotten))),
        file=access.file,
    )


def _closes_ipv4(root: MailRoot, access: AccessMap) -> bool:
    ipv4 = public_peers(root, access.service) & network_set(EVERYBODY)
    return access.exists and not is_world(ipv4 & access.allowed)


def _deny(access: AccessMap, networks: Sequence[Prefix]) -> Fix:
    """Rows beside the one that denies everybody, so that IPv6 rows above it stay above."""
    denying = [row for row in access.rows if not row.allows and row.applies]
    beside = next((row for row in denying if row.names_everybody), None)
    precedence = min(row.precedence for row in denying) if beside is None else beside.precedence
    after = 0 if beside is None else beside.row.line
    edits = (
        insert_row(access.file, *map_row(net, "DENY", precedence), after=after) for net in networks
    )
    return review("deny-ipv6", say(_("Deny IPv6 as IPv4 is denied")), *edits)
