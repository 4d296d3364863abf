"""ACL005: 127.0.0.0 with the mask of a small network.

This machine is all of 127.0.0.0/8: programs bound to 127.0.1.1, as Debian's own name of a host is,
are turned away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import safe
from xmailaudit.rules.map_fixes import LOOPBACK, network_set, set_prefix
from xmailaudit.rules.map_rows import apart, on_each_map, places, written
from xmailaudit.rules.rule import Rule, rfc, xmail
from xmailaudit.rules.witnesses import shut_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.access import AccessMap, MapRow
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "ACL005",
    "loopback-as-24",
    Severity.LOW,
    summary=_("A map lets in 127.0.0.0/24, where this machine is all of 127.0.0.0/8."),
    message=_("{service}: {network} is a small part of loopback, which is 127.0.0.0/8"),
    reads=("*.ipmap.tab",),
    fix=Applicability.SAFE,
    references=(rfc(1122, "3.2.1.3"), xmail("access", 2)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    return on_each_map(root, given, _judge)


def _judge(root: MailRoot, given: Given, access: AccessMap) -> Iterator[Finding]:
    shut = network_set(LOOPBACK) - access.allowed
    if not shut:
        return
    for rows in apart(row for row in access.rows if row.allows and _is_small_loopback(row)):
        edits = (set_prefix(row, LOOPBACK.bits) for row in rows)
        yield RULE.finding(
            *places(rows),
            total=len(rows),
            witness=shut_out(root, given, access.service, shut),
            fixes=[safe("all-of-loopback", say(_("Let in all of 127.0.0.0/8")), *edits)],
            service=access.service.upper(),
            network=written(rows[0]),
        )


def _is_small_loopback(row: MapRow) -> bool:
    own = row.filter
    return (
        own is not None
        and own.family == 4
        and own.prefix_length == 24
        and own.address & own.mask == 127 << 24
    )
