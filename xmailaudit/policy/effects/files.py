"""What of a changed file means something else to XMail than before.

Each file is compared as XMail reads it: rows in order, without comments and blank lines.  Who is
let in by the tables of addresses is told as exact sets elsewhere; here they only tell of rows that
only a resolver knows.  Where nothing shows that a change is harmless, it is told as a change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.root import MAPS
from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import _, say
from xmailaudit.policy.access import access_map
from xmailaudit.policy.index_bucket import may_be_pattern
from xmailaudit.policy.outbound.tried import tried_in_turn
from xmailaudit.policy.outbound.way import FORWARDS_FILE
from xmailaudit.policy.relay import RELAY_FILE, relay_table
from xmailaudit.policy.resolution import is_wild
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.files import table_of

from .settings import changed_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.tables.row import Row
    from xmailaudit.tables.table import Table

    Judge = Callable[[MailRoot, MailRoot, str], bool]

__all__ = ["effects"]

_INDEXES = "tabindex/"
#: `domains/NAME/mailproc.tab`: XMail runs it and the user's own as one text.
_DOMAIN_FILE_PARTS = 3
_COMMANDS = ("cmdaliases/", "custdomains/", "domains/", "filters/")
#: Where the hosts stand in a row of smtpfwd.tab, and in a `smtprelay` command.
_HOSTS = 1


def effects(before: MailRoot, after: MailRoot, file: str) -> Iterator[Message]:
    """What is not the same; nothing where the change means nothing.  Raises UnseenFileError."""
    if file == SERVER_FILE:
        if before.exists(file) is not after.exists(file):
            yield say(_("{file} comes or goes"), file=file)
        for name in changed_settings(before, after):
            yield say(_("the setting {name} does something else"), name=name)
    elif not _judge(file)(before, after, file):
        yield say(_("what XMail reads in {file} is not the same"), file=file)


def _judge(file: str) -> Judge:
    if file in _BY_FILE:
        return _BY_FILE[file]
    if file.startswith(_INDEXES):
        return _goes
    table = table_of(file)
    if table is None:
        return _same_bytes
    return _same_commands if file.startswith(_COMMANDS) else _same_rows


# ------------------------------------------------------------ any table


def _same_bytes(before: MailRoot, after: MailRoot, file: str) -> bool:
    return before.content(file) == after.content(file)


def _goes(_before: MailRoot, after: MailRoot, file: str) -> bool:
    """An index that is gone is made anew when XMail starts."""
    return not after.exists(file)


def _same_rows(before: MailRoot, after: MailRoot, file: str) -> bool:
    return _same(before, after, file, lambda row: row.fields)


def _same(before: MailRoot, after: MailRoot, file: str, meaning: Callable[[Row], Hashable]) -> bool:
    """Whether the file is there as before, with rows that mean the same in the same order."""
    table: Table[Row] | None = table_of(file)
    if table is None or before.exists(file) is not after.exists(file):
        return False
    then, now = (map(meaning, root.stream(table, file)) for root in (before, after))
    return all(one == other for one, other in _side_by_side(then, now))


def _side_by_side(
    then: Iterator[Hashable], now: Iterator[Hashable]
) -> Iterator[tuple[Hashable, Hashable]]:
    from itertools import zip_longest

    return zip_longest(then, now)


# ------------------------------------------------------------ tables of addresses


def _same_host_names(before: MailRoot, after: MailRoot, file: str) -> bool:
    """Of an access map or the relay table: the sets are compared elsewhere."""
    return _host_names(before, file) == _host_names(after, file)


def _host_names(root: MailRoot, file: str) -> list[Hashable]:
    if file == RELAY_FILE:
        return [one.row.fields for one in relay_table(root).undecided]
    service = next(service for service, name in MAPS.items() if name == file)
    return [one.row.fields for one in access_map(root, service).undecided]


# ------------------------------------------------------------ tables that crash, and commands


def _only_crashes_less(before: MailRoot, after: MailRoot, file: str) -> bool:
    """Of two tables that are looked up by a key: a key that crashed XMail may do anything else.

    Rows with wild cards are compared in their order.  Where chance may make a row one of those, the
    number of rows counts too.
    """
    if before.exists(file) is not after.exists(file):
        return False
    then, now = _Keyed(before, file), _Keyed(after, file)
    if then.odd or now.odd:
        return _same_rows(before, after, file)
    if then.wild != now.wild:
        return False
    return all(
        now.exact.get(key) == fields or (fields is not None and len(fields) < then.complete)
        for key, fields in {**dict.fromkeys(now.exact), **then.exact}.items()
    )


class _Keyed:
    """The rows of `aliases.tab` or `aliasdomain.tab` as a look-up finds them."""

    def __init__(self, root: MailRoot, file: str) -> None:
        table: Table[Row] | None = table_of(file)
        size = _KEY_FIELDS[file]
        self.complete = size + 1
        self.exact: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.wild: list[tuple[str, ...]] = []
        self.odd = False
        for row in root.stream(table, file) if table else ():
            key = tuple(map(ascii_lower, row.fields[:size]))
            self.odd = self.odd or any(map(may_be_pattern, key))
            if any(map(is_wild, key)):
                self.wild.append(row.fields)
            else:
                self.exact.setdefault(key, row.fields)


_KEY_FIELDS = {"aliases.tab": 2, "aliasdomain.tab": 1}


def _same_commands(before: MailRoot, after: MailRoot, file: str) -> bool:
    glued = file.count("/") == _DOMAIN_FILE_PARTS - 1 and file.endswith("/mailproc.tab")
    if glued and _ends(before, file) is not _ends(after, file):
        return False
    return _same(before, after, file, _command)


def _ends(root: MailRoot, file: str) -> bool:
    """Whether what is put behind the file stands on a line of its own."""
    data = root.data(file)
    return not data or data.endswith(b"\n")


def _command(row: Row) -> Hashable:
    fields = row.fields
    if ascii_lower(fields[0]) == "smtprelay" and len(fields) > _HOSTS:
        return _with_hosts_tried(fields)
    return fields


def _with_hosts_tried(fields: tuple[str, ...]) -> Hashable:
    return fields[:_HOSTS], tried_in_turn(fields[_HOSTS]), fields[_HOSTS + 1 :]


def _same_ways_on(before: MailRoot, after: MailRoot, file: str) -> bool:
    return _same(before, after, file, lambda row: _with_hosts_tried(row.fields))


_BY_FILE: dict[str, Judge] = {
    **dict.fromkeys((*MAPS.values(), RELAY_FILE), _same_host_names),
    **dict.fromkeys(_KEY_FIELDS, _only_crashes_less),
    FORWARDS_FILE: _same_ways_on,
}
