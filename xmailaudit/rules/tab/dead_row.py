"""TAB009: a row that is never reached.

Other rows answer first for all that it matches, so it does nothing; of the relay table it adds
nobody (XMail facts: access 2, 3 and 5; tab-format 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.root import MAPS
from xmailaudit.messages import XMailAuditError, _, plural, say
from xmailaudit.policy.addresses import TooIrregularError
from xmailaudit.policy.alias_targets import alias_leads_nowhere
from xmailaudit.policy.reach import guarded_services, listening
from xmailaudit.policy.relay import RELAY_FILE, relay_table
from xmailaudit.policy.rows.dead_rows import dead_rows, redundant_filters
from xmailaudit.rules.every_table import in_shared_tables, note, noted
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import remove_row, review
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.relay_rows import relays
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.tables.aliases import AliasRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.addresses import AddressFilter
    from xmailaudit.policy.rows.dead_rows import Dead
    from xmailaudit.policy.rows.table_files import TableFile
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally
    from xmailaudit.tables.row import Row

RULE = Rule(
    "TAB009",
    "dead-row",
    Severity.LOW,
    summary=_("A row is never reached, because others answer first for all that it matches."),
    message=plural(
        _("The row is never reached: line {line} answers first for all that it matches"),
        _("{count} rows are never reached: others answer first for all that they match"),
        by="count",
    ),
    reads=("*",),
    fix=Applicability.REVIEW,
    references=(xmail("access", 2), xmail("access", 5), xmail("tab-format", 4)),
)

_SEVERAL = plural(
    _("The row is never reached: several others answer first for all that it matches"),
    _("{count} rows are never reached: others answer first for all that they match"),
    by="count",
)
_ADDS_NOBODY = plural(
    _("The row adds nobody: line {line} lets all of its addresses relay"),
    _("{count} rows add nobody: other rows let all of their addresses relay"),
    by="count",
)
_ADDS_NOBODY_OF_SEVERAL = plural(
    _("The row adds nobody: several others together let all of its addresses relay"),
    _("{count} rows add nobody: other rows let all of their addresses relay"),
    by="count",
)

#: Rules whose fixes narrow a row or take it away: what it covers is then needed.
_LEAVING = ("REL001", "REL003", "REL008")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    irregular: list[TooIrregularError] = []
    guarded = frozenset(MAPS[service] for service in guarded_services(root))

    def look(table: TableFile) -> Iterator[tuple[str, Dead]]:
        if table.table.name == "ipmap" and table.file not in guarded:
            return
        try:
            for dead in dead_rows(table):
                if not _is_dead_alias(root, dead.row):
                    yield "one" if dead.by else "several", dead
        except TooIrregularError as error:
            irregular.append(error)

    yield from in_shared_tables(root, look, _finding)
    yield from _relay(root, given)
    for error in irregular:
        raise error


@RULE.each
def each(account: Account, tally: Tally) -> None:
    note(account, tally, _look)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterable[Finding]:
    return map(_finding, noted(tally))


def _look(table: TableFile) -> Iterator[tuple[str, Dead]]:
    return (("one" if dead.by else "several", dead) for dead in dead_rows(table))


def _is_dead_alias(root: MailRoot, row: Row) -> bool:
    """Whether it would do nothing alone: USR013 speaks of it."""
    return isinstance(row, AliasRow) and alias_leads_nowhere(root, row)


def _relay(root: MailRoot, given: Given) -> Iterator[Finding]:
    if not listening(root, "smtp"):
        return
    rows = relay_table(root).rows
    able: list[tuple[Row, AddressFilter]] = [
        (row.row, row.usable) for row in rows if row.usable is not None
    ]
    gap: XMailAuditError | None = None
    leaving = frozenset(row for row, _own in able)
    misread: frozenset[Row] = frozenset()
    try:
        leaving = _owned(root, given, *_LEAVING)
        misread = _owned(root, given, "REL008")
    except XMailAuditError as error:
        # Nobody knows what the other rules say: equal rows alone are sure to be too many.
        gap = error
    dead = [one for one in redundant_filters(able, leaving) if one.row not in misread]
    for group in apart(dead):
        yield _finding(group)
    if gap is not None:
        raise gap


def _owned(root: MailRoot, given: Given, *rules: str) -> frozenset[Row]:
    """The rows of the relay table that some rules speak of."""
    view = relays(root, given)
    return frozenset(row.row for rule in rules for row in view.owned_by(rule))


def _finding(dead: tuple[Dead, ...]) -> Finding:
    by = dead[0].by
    return RULE.finding(
        *(one.row for one in dead[:MOST_PLACES]),
        total=len(dead),
        message=_message(dead[0]),
        fixes=[_remove(dead)],
        line=by.line if by else 0,
        count=len(dead),
    )


def _message(dead: Dead) -> Template:
    if dead.row.file == RELAY_FILE:
        return _ADDS_NOBODY if dead.by else _ADDS_NOBODY_OF_SEVERAL
    return RULE.message if dead.by else _SEVERAL


def _remove(dead: tuple[Dead, ...]) -> Fix:
    title = plural(_("Remove the row"), _("Remove the {rows} rows"), by="rows")
    removals = (remove_row(one.row) for one in dead)
    return review("remove-row", say(title, rows=len(dead)), *removals)
