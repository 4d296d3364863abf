"""ACL004: a mask that is no network's.

XMail takes masks bit by bit and reads short forms as C does: `24` is 0.0.0.24, `255.255` is
255.0.0.255.  The row then stands for addresses all over the internet (XMail facts: access 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.addresses import population
from xmailaudit.policy.masks import dotted_mask, meant_prefix
from xmailaudit.rules.finding import Applicability, Choice, Severity
from xmailaudit.rules.fixes import review, set_field
from xmailaudit.rules.map_fixes import read_address
from xmailaudit.rules.map_rows import apart, on_each_map, places
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.witnesses import let_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.access import AccessMap, MapRow
    from xmailaudit.rules.finding import Finding, Fix, Witness
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit

RULE = Rule(
    "ACL004",
    "non-contiguous-mask",
    Severity.HIGH,
    summary=_("A mask has holes, so its row matches other addresses than it means."),
    message=plural(
        _(
            "{service}: the mask {mask} has holes, so {address} stands for {addresses} "
            "scattered addresses"
        ),
        _("{service}: the masks of {rows} rows have holes"),
        by="rows",
    ),
    reads=("*.ipmap.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(863), xmail("access", 1)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    return on_each_map(root, given, _judge)


def _judge(root: MailRoot, given: Given, access: AccessMap) -> Iterator[Finding]:
    for rows in apart(row for row in access.rows if row.has_holes):
        yield RULE.finding(
            *places(rows),
            total=len(rows),
            witness=_witness(root, given, access, rows[0]),
            fixes=[_fix(rows)],
            service=access.service.upper(),
            address=rows[0].row.address,
            mask=rows[0].row.mask,
            addresses=population(rows[0].matched.addresses),
            rows=len(rows),
        )


def _witness(root: MailRoot, given: Given, access: AccessMap, row: MapRow) -> Witness | None:
    """Somebody who gets in because the row is not what it was meant to be."""
    own = row.filter
    if own is None:
        return None
    is_matched = row.matched.addresses
    was_meant = own._replace(mask=_meant_mask(row)).addresses()
    gains = is_matched - was_meant if row.allows else was_meant - is_matched
    return let_in(root, given, access.service, gains & access.allowed)


def _meant_mask(row: MapRow) -> int:
    return (1 << 32) - (1 << (32 - meant_prefix(row.row.mask)))


def _fix(rows: tuple[MapRow, ...]) -> Fix:
    title = say(_("Write the mask that was meant"))
    if len(rows) > 1:
        edits = (_set_mask(row, dotted_mask(meant_prefix(row.row.mask))) for row in rows)
        return review("meant-mask", title, *edits)
    (row,) = rows
    return review(
        "meant-mask",
        title,
        choice=Choice(
            "mask",
            say(_("Which mask is meant by {mask}?"), mask=row.row.mask),
            dotted_mask(meant_prefix(row.row.mask)),
            lambda answer: tuple(filter(None, [_set_mask(row, answer)])),
        ),
    )


def _set_mask(row: MapRow, mask: str) -> Edit | None:
    return set_field(row.row, "mask", read_address(mask))
