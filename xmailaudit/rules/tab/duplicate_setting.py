"""TAB004: a setting with more than one row; the first counts (XMail facts: server-tab)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.settings.names import is_read
from xmailaudit.policy.settings.values import as_read, defined_setting, defined_variable
from xmailaudit.rules.every_table import judge_every_table
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import remove_row, review, set_field
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.tables.quoting import fault
from xmailaudit.tables.user import USER_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.policy.rows.table_files import TableFile
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.tables.row import Row

    #: All rows of one name, in order.
    Rows = tuple[Row, ...]

RULE = Rule(
    "TAB004",
    "duplicate-setting",
    Severity.HIGH,
    summary=_("A setting has more than one row; only the first counts."),
    message=plural(
        _('{name} has {rows} rows that differ: the first one counts, "{value}" in line {line}'),
        _("{settings} settings have rows that differ, such as {name}: the first ones count"),
        by="settings",
    ),
    reads=("server.tab", "userdef.tab", "domains/*"),
    fix=Applicability.REVIEW,
    references=(xmail("server-tab"), xmail("tab-format", 4)),
)

_SAME = plural(
    _("{name} has {rows} rows that say the same; if one is changed, only line {line} counts"),
    _("{settings} settings have several rows that say the same, such as {name}"),
    by="settings",
)


def _look(table: TableFile) -> Iterator[tuple[str, Rows]]:
    """The names XMail reads that have several rows; of other names none counts anyway."""
    if table.table.name not in ("server", "user"):
        return
    of_server = table.table.name == "server"
    by_name: dict[str, list[Row]] = {}
    for row in table.rows:
        name = row.fields[0]
        if is_read(name) if of_server else name in USER_VARIABLES:
            by_name.setdefault(name, []).append(row)
    define = defined_setting if of_server else defined_variable
    for name, rows in by_name.items():
        if len(rows) > 1:
            values = {as_read(define(name), row.fields[1]) for row in rows}
            yield ("differ" if len(values) > 1 else "same"), tuple(rows)


def _finding(settings: tuple[Rows, ...]) -> Finding:
    rows = settings[0]
    differ = _differ(rows)
    dead = [row for group in settings for row in group[1:]]
    return RULE.finding(
        *dead[:MOST_PLACES],
        total=len(dead),
        severity=None if differ else Severity.LOW,
        message=None if differ else _SAME,
        key=(rows[0].fields[0],),
        fixes=_fixes(settings),
        name=rows[0].fields[0],
        value=rows[0].fields[1],
        line=rows[0].line,
        rows=len(rows),
        settings=len(settings),
    )


def _differ(rows: Rows) -> bool:
    define = defined_setting if rows[0].file == "server.tab" else defined_variable
    return len({as_read(define(row.fields[0]), row.fields[1]) for row in rows}) > 1


def _is_another(rows: Rows) -> bool:
    """Whether the last row says another thing than the first."""
    return _differ((rows[0], rows[-1]))


def _fixes(settings: tuple[Rows, ...]) -> Iterator[Fix]:
    removals = [remove_row(row) for rows in settings for row in rows[1:]]
    title = say(_("Remove the rows behind the first, which changes nothing"))
    yield review("keep-first", title, *removals)
    rows = settings[0]
    last = rows[-1].fields[1]
    if len(settings) == 1 and _is_another(rows) and fault(last, quotes=True) is None:
        title = say(_('Keep the last value, "{value}", if that is the one meant'), value=last)
        yield review("keep-last", title, set_field(rows[0], 1, last), *removals)


judge_every_table(RULE, _look, _finding)
