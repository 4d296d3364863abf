"""ACL002: a map allows some and denies nobody, so it keeps nobody out.

Whom no row matches is let in (XMail facts: access 2).  A row that excepts some addresses from a
row that denies them is no sign of the mistake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.addresses import AddressSet, meeting
from xmailaudit.policy.reach import hears_ipv6, listening
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import insert_row, remove_row, review
from xmailaudit.rules.map_fixes import (
    EVERYBODY,
    IPV6_NETWORKS,
    below_all,
    map_row,
    network_set,
    this_machine,
)
from xmailaudit.rules.map_rows import on_each_map, places
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.witnesses import let_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.access import AccessMap, MapRow
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "ACL002",
    "no-default-deny",
    Severity.HIGH,
    summary=_("An access map names whom it allows and lets everybody else in too."),
    message=_("{service} lets in everybody whom no row of {file} names: its ALLOW rows do nothing"),
    reads=("*.ipmap.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(276), xmail("access", 2)),
)

_SEVERITIES = {
    "ctrl": Severity.HIGH,
    "finger": Severity.MEDIUM,
    "pop3": Severity.MEDIUM,
    "smtp": Severity.INFO,
}


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    return on_each_map(root, given, _judge)


def _judge(root: MailRoot, given: Given, access: AccessMap) -> Iterator[Finding]:
    idle = _idle_rows(access)
    if not idle:
        return
    unnamed = listening(root, access.service) & access.allowed - access.named(allows=True)
    yield RULE.finding(
        *places(idle, "permission"),
        total=len(idle),
        severity=_SEVERITIES[access.service],
        witness=let_in(root, given, access.service, unnamed),
        fixes=[_fix(root, given, access, idle)],
        service=access.service.upper(),
        file=access.file,
    )


def _idle_rows(access: AccessMap) -> tuple[MapRow, ...]:
    """The ALLOW rows, narrower than everybody, that allow somebody whom no row denies."""
    denied = access.named(allows=False)
    if network_set(EVERYBODY) <= denied or _welcomes_the_world(access):
        return ()
    outside = meeting(AddressSet.everything() - denied)
    return tuple(
        row
        for row in access.rows
        if row.allows and row.filter and not row.names_everybody and outside(row.filter)
    )


def _welcomes_the_world(access: AccessMap) -> bool:
    """Mail may come from everywhere, and a row says so."""
    return access.service == "smtp" and any(
        row.allows and row.names_everybody for row in access.rows
    )


def _fix(root: MailRoot, given: Given, access: AccessMap, idle: tuple[MapRow, ...]) -> Fix:
    if access.service == "smtp" and given.mx is not False:
        removed = (remove_row(row.row) for row in idle)
        return review("remove-rows", say(_("Remove the ALLOW rows, which do nothing")), *removed)
    networks = (EVERYBODY, *IPV6_NETWORKS) if hears_ipv6(root, access.service) else (EVERYBODY,)
    below = below_all(row.precedence for row in access.rows if row.allows and row.applies)
    edits = [
        insert_row(access.file, *map_row(network, "DENY", below), after=0) for network in networks
    ]
    named = access.named(allows=True)
    edits += [
        insert_row(access.file, *map_row(network, "ALLOW", below + 1))
        for network in this_machine(root, access.service)
        if not network_set(network) <= named
    ]
    return review("deny-others", say(_("Deny everybody whom no row allows")), *edits)
