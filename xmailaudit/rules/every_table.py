"""How rules judge tables of any kind: the server's own, the domains' and the accounts'.

A rule has one `look`, which gives what it finds in a table as (kind, item) pairs.  Items of one
kind in one table, or in the same table of all accounts, are handed on together by `apart`: one by
one, or all at once where they are too many to be named.

    judge_every_table(RULE, _look, _finding)

A rule that needs the MailRoot to look has its own `check`, `each` and `finish`, of the same parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from xmailaudit.mailroot.source import TargetKind
from xmailaudit.messages import _, say
from xmailaudit.policy.rows.table_files import shared_tables

from .map_rows import apart
from .rule import NotJudgedError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.rows.table_files import TableFile
    from xmailaudit.tables.table import Table

    from .finding import Finding
    from .given import Given
    from .rule import Rule, Tally

T = TypeVar("T", bound="Hashable")

__all__ = [
    "demand_bytes",
    "in_shared_tables",
    "judge_every_table",
    "note",
    "noted",
    "shows_bytes",
    "touches_access",
]

#: Tables that say who may connect, relay, log in or administer, by the names of their kinds.
_ACCESS_TABLES = frozenset(
    {
        "ipmap",
        "smtprelay",
        "spammers",
        "smtp.ipprop",
        "smtp.hnprop",
        "smtpauth",
        "smtpextauth",
        "ctrlaccounts",
        "userauth-pop3",
        "userauth-smtp",
    }
)


def judge_every_table(
    rule: Rule,
    look: Callable[[TableFile], Iterable[tuple[str, T]]],
    finding: Callable[[tuple[T, ...]], Finding],
    *,
    by_bytes: bool = False,
) -> None:
    """Have a rule judge all tables; `by_bytes` where lengths and ends of lines matter to it."""

    @rule.check
    def check(root: MailRoot, given: Given) -> Iterator[Finding]:  # noqa: ARG001  # one signature for all
        if by_bytes:
            demand_bytes(root)
        return in_shared_tables(root, look, finding)

    @rule.each
    def each(account: Account, tally: Tally) -> None:
        note(account, tally, look)

    @rule.finish
    def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:  # noqa: ARG001  # as above
        group: tuple[T, ...]
        for group in noted(tally) if shows_bytes(root) or not by_bytes else ():
            yield finding(group)


def shows_bytes(root: MailRoot) -> bool:
    """Whether a table is seen byte for byte, with the ends of its lines."""
    return root.source.kind not in (TargetKind.CONTROL, TargetKind.XMAILCFG)


def demand_bytes(root: MailRoot) -> None:
    """Raises NotJudgedError where a source shows rows, and no ends of lines."""
    if not shows_bytes(root):
        raise NotJudgedError(say(_("lengths and ends of lines are not seen this way")))


def touches_access(table: Table[Any]) -> bool:
    """Whether rows of such a table decide about access."""
    return table.name in _ACCESS_TABLES


def in_shared_tables(
    root: MailRoot,
    look: Callable[[TableFile], Iterable[tuple[str, T]]],
    finding: Callable[[tuple[T, ...]], Finding],
) -> Iterator[Finding]:
    """The findings in all tables that are no account's.  Raises UnseenFileError at the end."""
    tables = shared_tables(root)
    heap: Tally = {}
    for table in tables.seen:
        _pile_up(heap, table, look(table))
    group: tuple[T, ...]
    for group in noted(heap):
        yield finding(group)
    tables.demand_all()


def note(
    account: Account,
    tally: Tally,
    look: Callable[[TableFile], Iterable[tuple[str, T]]],
) -> None:
    """Keep what is found in the tables of an account.  Raises UnseenFileError."""
    for table in account.tables:
        _pile_up(tally, table, look(table))


def _pile_up(heap: Tally, table: TableFile, found: Iterable[tuple[str, T]]) -> None:
    where = table.file if table.stands_alone else table.table.name
    for kind, item in found:
        # Two accounts may share a directory: a dictionary, so that its tables count once.
        heap.setdefault(f"{where}\t{kind}", {})[item] = None


def noted(heap: Tally) -> Iterator[tuple[T, ...]]:
    """What was kept, one by one, or together where there is too much of a kind."""
    for items in heap.values():
        yield from apart(items)
