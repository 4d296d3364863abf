"""TAB002: a setting under a name that XMail does not know.

Unknown names are passed over without a word, and names count in exactly their case of letters.  In
user.tab names of one's own are legal, so only a slip of a known one is reported there (XMail facts:
server-tab, mailbox 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.settings.names import (
    is_commented_out,
    is_obsolete,
    is_read,
    nearest_setting,
    nearest_user_variable,
)
from xmailaudit.rules.every_table import judge_every_table
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, remove_row, review, set_field
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.tables.document import BYTE_ORDER_MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xmailaudit.messages import Template
    from xmailaudit.policy.rows.table_files import TableFile
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.tables.row import Row

    #: A row, the nearest known name, and whether that is set by a row of its own.
    Unknown = tuple[Row, str, bool]

RULE = Rule(
    "TAB002",
    "unknown-setting",
    Severity.MEDIUM,
    summary=_("A setting has a name that XMail does not know, and so does nothing."),
    message=plural(
        _("XMail knows no setting {name}; the nearest is {nearest}"),
        _("XMail does not know the names of {count} settings, such as {name}"),
        by="count",
    ),
    reads=("server.tab", "userdef.tab", "domains/*"),
    fix=Applicability.REVIEW,
    references=(xmail("server-tab"), xmail("tab-format", 3)),
)

_UNLIKE_ANY = plural(
    _("XMail knows no setting {name}"),
    _("XMail does not know the names of {count} settings, such as {name}"),
    by="count",
)
_CASE = plural(
    _("XMail knows no setting {name}: names count in exactly their case, and it is {nearest}"),
    _("XMail does not know the names of {count} settings, such as {name}"),
    by="count",
)
_BLANK = plural(
    _('XMail knows no setting "{name}": a blank is part of the name, and it is {nearest}'),
    _("XMail does not know the names of {count} settings, such as {name}"),
    by="count",
)
_PART = plural(
    _("XMail knows no setting {name}: it is an option in the value of {nearest}"),
    _("XMail does not know the names of {count} settings, such as {name}"),
    by="count",
)


def _look(table: TableFile) -> Iterator[tuple[str, Unknown]]:
    if table.table.name == "server":
        yield from _unknown(table, _server_name)
    elif table.table.name == "user":
        yield from _unknown(table, nearest_user_variable)


def _server_name(name: str) -> str | None:
    """None for a name XMail reads, or read; else the nearest one, empty where none is like it."""
    known = is_read(name) or is_obsolete(name)
    return None if known else nearest_setting(name) or ""


def _unknown(table: TableFile, meant: Callable[[str], str | None]) -> Iterator[tuple[str, Unknown]]:
    rows = list(table.rows)
    names = {row.fields[0] for row in rows}
    # A first row behind a mark is TAB007's, the rest of a line too long TAB006's.
    marked = table.data.startswith(BYTE_ORDER_MARK)
    for row in rows:
        nearest = meant(row.fields[0])
        is_other_rules = row.start > 0 or (marked and row.line == 1)
        if nearest is None or is_other_rules or is_commented_out(row):
            continue
        yield "like one" if nearest else "unlike any", (row, nearest, nearest in names)


def _finding(unknown: tuple[Unknown, ...]) -> Finding:
    row, nearest, _set = unknown[0]
    name = row.fields[0]
    return RULE.finding(
        *(one.at(0) for one, _nearest, _set in unknown[:MOST_PLACES]),
        total=len(unknown),
        message=_message(name, nearest),
        fixes=[_fix(unknown)],
        name=name,
        nearest=nearest,
        count=len(unknown),
    )


def _message(name: str, nearest: str) -> Template:
    if not nearest:
        return _UNLIKE_ANY
    if _is_part(name, nearest):
        return _PART
    if name.replace(" ", "") == nearest:
        return _BLANK
    return _CASE if name.lower() == nearest.lower() else RULE.message


def _is_part(name: str, nearest: str) -> bool:
    """Whether XMailCFG shows an option of a value as a setting of its own."""
    return name.strip(" ").startswith(f"{nearest}-") and not is_read(name)


def _fix(unknown: tuple[Unknown, ...]) -> Fix:
    if len(unknown) > 1:
        step = OutsideStep(say(_("Look each name up in XMail's manual")))
        return manual("rename", say(_("Write the names as XMail knows them")), step)
    ((row, nearest, is_set),) = unknown
    if not nearest:
        return review("remove-row", say(_("Remove the row, which does nothing")), remove_row(row))
    if _is_part(row.fields[0], nearest):
        title = _("Write it as an option in the value of {nearest}")
        return manual("write-as-option", say(title, nearest=nearest))
    if is_set:
        title = _("Remove the row; {nearest} is set by a row of its own")
        return review("remove-row", say(title, nearest=nearest), remove_row(row))
    title = _("Name it {nearest}, which puts it into force")
    return review("rename", say(title, nearest=nearest), set_field(row, 0, nearest))


judge_every_table(RULE, _look, _finding)
