"""TAB001: a row that XMail passes over without a word.

Nothing is logged, so a row with a field too few, a blank for a TAB or an address that does not
resolve looks as if it were in force (XMail facts: tab-format 2 and 4, access 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.root import MAPS
from xmailaudit.messages import XMailAuditError, _, plural, say
from xmailaudit.policy.reach import guarded_services, listening
from xmailaudit.policy.rows.crash_rows import crashing_alias_domains, crashing_aliases
from xmailaudit.policy.rows.ignored import Cause
from xmailaudit.policy.rows.ignored_rows import ignored_rows
from xmailaudit.policy.rows.lookalikes import misleading
from xmailaudit.rules.every_table import in_shared_tables, note, noted, touches_access
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual, remove_row, review
from xmailaudit.rules.ignored_fixes import effect, write_as_meant
from xmailaudit.rules.relay_findings import refusal
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.rules.shown import field_text
from xmailaudit.rules.witnesses import let_in, shut_out
from xmailaudit.tables.files import table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.rows.ignored import Ignored
    from xmailaudit.policy.rows.table_files import TableFile
    from xmailaudit.rules.finding import Finding, Fix, Witness
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.ignored_fixes import Effect
    from xmailaudit.rules.rule import Tally
    from xmailaudit.tables.row import Row

RULE = Rule(
    "TAB001",
    "row-ignored",
    Severity.HIGH,
    summary=_("XMail passes over a row without a word, so that it does nothing."),
    message=plural(
        _("XMail skips the row: of the {needed} fields it needs it has {fields}"),
        _("XMail skips {count} rows: they have fewer than the {needed} fields they need"),
        by="count",
    ),
    reads=("*",),
    fix=Applicability.REVIEW,
    references=(xmail("tab-format", 2), xmail("tab-format", 4), xmail("access", 1)),
)

_MESSAGES: dict[Cause, Template] = {
    Cause.BLANKS: plural(
        _("The row does nothing: blanks stand where only TABs separate fields"),
        _("{count} rows do nothing: blanks stand where only TABs separate fields"),
        by="count",
    ),
    Cause.NO_SECOND_FIELD: plural(
        _("XMail skips the row: a map row has four fields, also behind an address with a slash"),
        _("XMail skips {count} rows: a map row has four fields, also behind address/bits"),
        by="count",
    ),
    Cause.NO_PRECEDENCE: plural(
        _("XMail skips the row: it has no precedence, the fourth field of a map row"),
        _("XMail skips {count} rows: they have no precedence, the fourth field of a map row"),
        by="count",
    ),
    Cause.NOT_TWO: plural(
        _("XMail skips the row: a variable must have exactly two fields, and it has {fields}"),
        _("XMail skips {count} rows: a variable must have exactly two fields"),
        by="count",
    ),
    Cause.HIDES: plural(
        _("The row has {fields} of the {needed} fields an alias needs, and hides a later one"),
        _("{count} rows have too few fields, so they are no aliases, and hide later whole ones"),
        by="count",
    ),
    Cause.NO_MASK: plural(
        _("XMail skips the row: {address} has neither a mask nor bits behind a slash"),
        _("XMail skips {count} rows: addresses such as {address} have neither mask nor bits"),
        by="count",
    ),
    Cause.IPV6: plural(
        _("XMail skips the row: the IPv6 address {address} needs its bits behind a slash"),
        _("XMail skips {count} rows: IPv6 addresses such as {address} need bits behind a slash"),
        by="count",
    ),
    Cause.PADDED: plural(
        _('The row does nothing: a blank is part of a field, so "{address}" is not what it seems'),
        _('{count} rows do nothing: a blank is part of a field, as in "{address}"'),
        by="count",
    ),
    Cause.ADDRESS: plural(
        _("XMail skips the row: {address} is no address"),
        _("XMail skips {count} rows: {address} and others are no addresses"),
        by="count",
    ),
    Cause.MASK: plural(
        _("XMail skips the row: what stands in the place of the mask is no mask"),
        _("XMail skips {count} rows: what stands in the place of the mask is no mask"),
        by="count",
    ),
    Cause.PASSWORD: plural(
        _("XMail skips the link: its password is not encoded as XMail does it"),
        _("XMail skips {count} links: their passwords are not encoded as XMail does it"),
        by="count",
    ),
    Cause.END: plural(
        _("XMail passes over the end of the row: only a TAB begins another field"),
        _("XMail passes over the ends of {count} rows: only a TAB begins another field"),
        by="count",
    ),
    Cause.LOGIN: plural(
        _("XMail does not log in there: the first row of {file} lacks user or password"),
        _("XMail does not log in with {count} files: their first rows lack user or password"),
        by="count",
    ),
}
_OF_ALL_SMTP = ("smtprelay.tab", "spammers.tab", "smtp.ipprop.tab", "smtp.hnprop.tab")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    unheard = _unheard(root)

    def look(table: TableFile) -> Iterator[tuple[str, Ignored]]:
        return _look(table, _crashing(root, table)) if table.file not in unheard else iter(())

    return in_shared_tables(root, look, lambda found: _finding(root, given, found))


@RULE.each
def each(account: Account, tally: Tally) -> None:
    note(account, tally, _look)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterable[Finding]:
    found: tuple[Ignored, ...]
    for found in noted(tally):
        yield _finding(root, given, found)


def _unheard(root: MailRoot) -> frozenset[str]:
    """The tables nobody asks: of services that do not listen, or a map that is switched off."""
    guarded = frozenset(guarded_services(root))
    maps = (file for service, file in MAPS.items() if service not in guarded)
    return frozenset((*maps, *(() if listening(root, "smtp") else _OF_ALL_SMTP)))


def _crashing(root: MailRoot, table: TableFile) -> frozenset[Row]:
    """The rows of the table that TAB017 speaks of."""
    if table.table.name == "aliases":
        return frozenset(row for one in crashing_aliases(root) for row in one.rows)
    if table.table.name == "aliasdomain":
        return frozenset(row for one in crashing_alias_domains(root) for row in one.rows)
    return frozenset()


def _look(
    table: TableFile, crashing: frozenset[Row] = frozenset()
) -> Iterator[tuple[str, Ignored]]:
    """What is ignored, but for the rows that a misleading character spoils: TAB012's."""
    spoilt = frozenset(one.row for one in misleading(table))
    for one in ignored_rows(table, crashing):
        if one.row not in spoilt:
            yield one.cause.name, one


def _finding(root: MailRoot, given: Given, found: tuple[Ignored, ...]) -> Finding:
    first = found[0]
    row = first.row
    table = table_of(row.file)
    decides = table is not None and touches_access(table)
    change = effect(root, first) if len(found) == 1 else None
    return RULE.finding(
        *(one.row.at(one.field) for one in found[:MOST_PLACES]),
        total=len(found),
        severity=None if decides else Severity.MEDIUM,
        message=_MESSAGES.get(first.cause),
        witness=_witness(root, given, change) if row.file in _WITNESSED else None,
        fixes=_fixes(found, change),
        file=row.file,
        fields=len(row.fields),
        needed=first.needed,
        address=field_text(row, first.field or 0),
        count=len(found),
    )


_WITNESSED = frozenset((*MAPS.values(), "smtprelay.tab"))


def _witness(root: MailRoot, given: Given, change: Effect | None) -> Witness | None:
    """A client that is treated otherwise than the row says."""
    try:
        return _asked(root, given, change) if change is not None else None
    except XMailAuditError:
        # Without a witness the finding stands: the row does nothing, whatever else is not seen.
        return None


def _asked(root: MailRoot, given: Given, change: Effect) -> Witness | None:
    if change.service == "relay":
        return refusal(root, given, change.gained) if change.gained else None
    if change.gained:
        return shut_out(root, given, change.service, change.gained)
    return let_in(root, given, change.service, change.lost) if change.lost else None


def _fixes(found: tuple[Ignored, ...], change: Effect | None) -> Iterator[Fix]:
    if all(one.meant is not None for one in found):
        yield write_as_meant(found, change)
    else:
        yield manual("correct-row", say(_("Write the row with the fields that were meant")))
    if found[0].cause is Cause.END:
        return  # Its beginning is in force.
    title = plural(_("Remove the row"), _("Remove the {rows} rows"), by="rows")
    removals = (remove_row(one.row) for one in found)
    yield review("remove-row", say(title, rows=len(found)), *removals)
