"""ACL018: spammers.tab covers the owner's own clients.

A row without a code drops the connection, before anybody can log in (XMail facts: access 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.addresses import matched_peers, meeting, witness_order
from xmailaudit.policy.properties import WHITE_LIST, peers_granted
from xmailaudit.policy.reach import listening
from xmailaudit.policy.smtp.connect import spammer_rows
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import remove_row, review
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.rules.witnesses import shut_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.filtered import FilteredRow
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.spammers import SpammerRow

    Rows = tuple[FilteredRow[SpammerRow], ...]

RULE = Rule(
    "ACL018",
    "spammers-hits-own",
    Severity.MEDIUM,
    summary=_("spammers.tab covers this machine or declared networks."),
    message=plural(
        _("The row of {address} treats {client}, which is yours, as a spammer"),
        _("{rows} rows treat clients that are yours, such as {client}, as spammers"),
        by="rows",
    ),
    reads=("spammers.tab",),
    fix=Applicability.REVIEW,
    references=(xmail("access", 3),),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    rows = [row for row in spammer_rows(root) if row.usable]
    own = (given.owned & listening(root, "smtp")) - peers_granted(root, WHITE_LIST)
    if not own & matched_peers(row.usable for row in rows if row.usable):
        return
    meets = meeting(own)
    for group in apart(row for row in rows if row.usable and meets(row.usable)):
        hit = own & matched_peers(row.usable for row in group if row.usable)
        yield RULE.finding(
            *(row.row.at() for row in group[:MOST_PLACES]),
            total=len(group),
            witness=shut_out(root, given, "smtp", hit),
            fixes=[_remove(group)],
            address=group[0].row.address,
            client=str(hit.witness(witness_order())),
            rows=len(group),
        )


def _remove(rows: Rows) -> Fix:
    title = plural(_("Remove the row"), _("Remove the {rows} rows"), by="rows")
    return review("remove-row", say(title, rows=len(rows)), *(remove_row(r.row) for r in rows))
