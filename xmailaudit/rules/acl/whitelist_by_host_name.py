"""ACL014: smtp.hnprop.tab trusts a name that the client chose himself.

The name comes from the client's own reverse zone and is never looked up forwards; it need only
begin as the row says (XMail facts: access 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.properties import (
    NO_AUTH,
    WHITE_LIST,
    granted,
    host_property_rows,
    host_property_rows_in_use,
    matched_beginning,
)
from xmailaudit.policy.reach import listening
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import remove_row, review
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.properties import PropertyRow

RULE = Rule(
    "ACL014",
    "whitelist-by-host-name",
    Severity.HIGH,
    summary=_("smtp.hnprop.tab favours clients by a name that they give themselves."),
    message=plural(
        _("{name} gives {properties} to {example} too, and whoever wants can call himself so"),
        _("{rows} rows give {properties} to names that anybody can give himself"),
        by="rows",
    ),
    reads=("smtp.hnprop.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(350), xmail("access", 3)),
)

_FAVOURS = frozenset({WHITE_LIST, NO_AUTH})
_MATCHES_ALL = _("{name} gives {properties} to every client that has a reverse name")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    if not listening(root, "smtp"):
        return
    favouring = [row for row in host_property_rows(root) if granted(row) & _FAVOURS]
    in_use = frozenset(host_property_rows_in_use(root))
    hidden = [row for row in favouring if row not in in_use]
    for rows in apart(row for row in favouring if row in in_use):
        beginning = matched_beginning(rows[0].selector) or ""
        properties = frozenset[str]().union(*(granted(row) & _FAVOURS for row in rows))
        yield RULE.finding(
            *(row.at("selector") for row in rows[:MOST_PLACES]),
            total=len(rows),
            message=RULE.message if beginning or len(rows) > 1 else _MATCHES_ALL,
            fixes=[_fix((*rows, *_behind(rows, hidden)))],
            name=rows[0].selector,
            properties=Listing(tuple(sorted(properties))),
            example=f"{beginning.removesuffix('.')}.example.net",
            rows=len(rows),
        )


def _behind(rows: tuple[PropertyRow, ...], hidden: list[PropertyRow]) -> Iterator[PropertyRow]:
    """The favouring rows that would come into use if these alone went."""
    beginnings = {matched_beginning(row.selector) for row in rows}
    for row in hidden:
        own = matched_beginning(row.selector)
        if own is not None and any(own[:end] in beginnings for end in range(len(own) + 1)):
            yield row


def _fix(rows: tuple[PropertyRow, ...]) -> Fix:
    title = plural(_("Remove the row"), _("Remove the {rows} rows"), by="rows")
    by_address = OutsideStep(
        say(_("Name the partner's addresses in smtp.ipprop.tab instead, as address/bits")),
        "smtp.ipprop.tab",
    )
    return review(
        "remove-row", say(title, rows=len(rows)), *map(remove_row, rows), steps=(by_address,)
    )
