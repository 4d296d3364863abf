"""ACL006: rows of opposite permission decide by their order alone.

Of matching rows with the same precedence the later one wins (XMail facts: access 2).
`policy.ties` finds the peers for whom that makes the difference.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.addresses import population
from xmailaudit.policy.reach import listening
from xmailaudit.policy.ties import Tie, ties, without_ties
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_field
from xmailaudit.rules.map_rows import on_each_map, places
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.rules.witnesses import let_in, shut_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.access import AccessMap
    from xmailaudit.rules.finding import Finding, Fix, Witness
    from xmailaudit.rules.given import Given

RULE = Rule(
    "ACL006",
    "precedence-tie",
    Severity.MEDIUM,
    summary=_("Rows of the same precedence allow and deny the same addresses."),
    message=_(
        "{service}: {rows} rows of precedence {precedence} allow and deny the same {addresses} "
        "addresses; the last of them decides"
    ),
    reads=("*.ipmap.tab",),
    fix=Applicability.REVIEW,
    references=(xmail("access", 2),),
)

_MANY = _(
    "{service}: at more than {levels} precedences rows allow and deny the same addresses; "
    "the last of them decides"
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    return on_each_map(root, given, _judge)


def _judge(root: MailRoot, given: Given, access: AccessMap) -> Iterator[Finding]:
    found = list(islice(ties(access, listening(root, access.service)), MOST_PLACES + 1))
    if len(found) > MOST_PLACES:
        yield _many(root, given, access, found)
        return
    for tie in found:
        yield RULE.finding(
            *places(tie.rows, "precedence"),
            total=len(tie.rows),
            witness=_witness(root, given, access, tie),
            fixes=[_fix(access, {tie.precedence})],
            service=access.service.upper(),
            precedence=tie.precedence,
            rows=len(tie.rows),
            addresses=population(tie.peers),
        )


def _many(root: MailRoot, given: Given, access: AccessMap, found: list[Tie]) -> Finding:
    rows = tuple(row for tie in found for row in tie.rows)
    return RULE.finding(
        *places(rows, "precedence"),
        total=len(rows),
        message=_MANY,
        witness=_witness(root, given, access, found[0]),
        fixes=[_fix(access, {row.precedence for row in access.rows})],
        service=access.service.upper(),
        levels=MOST_PLACES,
    )


def _witness(root: MailRoot, given: Given, access: AccessMap, tie: Tie) -> Witness | None:
    allowed = tie.peers & access.allowed
    if allowed:
        return let_in(root, given, access.service, allowed)
    return shut_out(root, given, access.service, tie.peers)


def _fix(access: AccessMap, levels: set[int]) -> Fix:
    edits = (
        set_field(row.row, "precedence", str(number))
        for row, number in without_ties(access, levels)
    )
    return review("number-rows", say(_("Number the rows so that nobody gains or loses")), *edits)
