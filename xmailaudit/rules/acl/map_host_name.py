"""ACL019: a host name in an access map.

XMail looks it up at every connection: whoever runs the zone decides who matches, a slow resolver
slows everybody down, and a name that is not found makes the row vanish (XMail facts: access 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.rules.finding import Applicability, Choice, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, review, set_field
from xmailaudit.rules.map_fixes import read_address
from xmailaudit.rules.map_rows import apart, on_each_map, written
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.access import AccessMap, MapRow
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit

RULE = Rule(
    "ACL019",
    "map-host-name",
    Severity.MEDIUM,
    summary=_("A map holds a host name, which is looked up at every connection."),
    message=plural(
        _("{service}: {name} is looked up in the DNS at every connection"),
        _("{service}: {rows} host names are looked up in the DNS at every connection"),
        by="rows",
    ),
    reads=("*.ipmap.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(350), xmail("access", 1)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    return on_each_map(root, given, _judge)


def _judge(root: MailRoot, given: Given, access: AccessMap) -> Iterator[Finding]:
    for rows in apart(row for row in access.undecided if row.applies):
        yield RULE.finding(
            *(row.row.at(_column(row)) for row in rows[:MOST_PLACES]),
            total=len(rows),
            fixes=[_fix(rows)],
            service=access.service.upper(),
            name=rows[0].matched.host_name,
            rows=len(rows),
        )


def _column(row: MapRow) -> str:
    """Where the name stands: rarely it is the mask."""
    return "address" if row.row.address.partition("/")[0] == row.matched.host_name else "mask"


def _fix(rows: tuple[MapRow, ...]) -> Fix:
    title = plural(_("Write the address of {name}"), _("Write addresses for names"), by="rows")
    name = rows[0].matched.host_name
    worded = say(title, name=name, rows=len(rows))
    if len(rows) > 1:
        return manual("write-address", worded, OutsideStep(say(_("Look each name up"))))
    return review(
        "write-address",
        worded,
        choice=Choice(
            "address",
            say(_("Which address does {network} stand for?"), network=written(rows[0])),
            None,
            lambda answer: _with_address(rows[0], answer),
        ),
    )


def _with_address(row: MapRow, answer: str) -> tuple[Edit, ...]:
    column = _column(row)
    _name, slash, bits = row.row.address.partition("/")
    address = read_address(answer)
    text = f"{address}{slash}{bits}" if column == "address" else address
    return tuple(filter(None, [set_field(row.row, column, text)]))
