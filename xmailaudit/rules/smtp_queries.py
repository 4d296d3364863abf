"""Commands that SMTP answers to whoever a setting or a property of clients admits.

VRFY and ETRN alike: one setting for everybody, one property for the clients of a row, no login.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import Template, say
from xmailaudit.policy.addresses import meeting
from xmailaudit.policy.properties import (
    granted,
    host_property_rows_in_use,
    ip_property_rows_in_use,
    properties_of,
)

from .fixes import review, set_field, set_setting
from .map_rows import apart
from .rule import MOST_PLACES
from .shown import require_shown
from .smtp_clients import declares_itself, strangers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.tables.edit import Edit
    from xmailaudit.tables.properties import PropertyRow

    from .finding import Finding
    from .given import Given
    from .rule import Rule

__all__ = ["Query", "admitted"]


class Query(NamedTuple):
    """A command: the setting and the property that admit to it, and what a finding says.

    `rows` is about rows of either table, with `{name}` for one and `{rows}` for their number.
    """

    setting: str
    property: str
    rows: Template
    off: Template
    rows_off: Template


def admitted(rule: Rule, query: Query, root: MailRoot, given: Given) -> Iterator[Finding]:
    """Who of the internet is admitted, as findings of the rule; its own message is everybody's."""
    clients = strangers(root, given)
    if not clients.peers:
        return
    setting = root.setting(query.setting)
    if setting.flag:
        edit = set_setting(root, query.setting, "0")
        yield rule.finding(
            setting.place,
            confidence=clients.confidence,
            key=(query.setting,),
            fixes=[review("switch-off", say(query.off), edit)],
            name=query.setting,
        )
    for rows in apart(_admitting(root, given, query.property, clients.peers)):
        yield rule.finding(
            *(row.at(_field(row, query.property)) for row in rows[:MOST_PLACES]),
            total=len(rows),
            confidence=clients.confidence,
            message=query.rows,
            fixes=[review("take-back", say(query.rows_off), *_edits(rows, query.property))],
            name=rows[0].selector,
            rows=len(rows),
        )
    require_shown(root, query.setting)


def _admitting(root: MailRoot, given: Given, name: str, peers: AddressSet) -> Iterator[PropertyRow]:
    """The rows that admit strangers; a reverse name anybody can give himself."""
    meets = meeting(peers)
    for row in ip_property_rows_in_use(root):
        admits = row.usable is not None and name in granted(row.row) and meets(row.usable)
        if admits and not declares_itself(given, row):
            yield row.row
    for by_name in host_property_rows_in_use(root):
        if name in granted(by_name):
            yield by_name


def _field(row: PropertyRow, name: str) -> int:
    return next(one.field for one in properties_of(row) if one.name == name and one.counts)


def _edits(rows: tuple[PropertyRow, ...], name: str) -> Iterator[Edit | None]:
    """Each grant gets a nought; a row of two grants has two."""
    for row in rows:
        for one in properties_of(row):
            if one.name == name and one.counts:
                yield set_field(row, one.field, f"{name}=0")
