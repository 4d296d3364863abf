"""What the admin port prints of the tables (XMail facts: tab-format, sections 4 and 5).

The list commands read the tables line by line: unlike the look-ups through the index they honour no
comment, so a row that was "commented out" is printed, and alias and domain tables are cut at 510
bytes.  Lists hold passwords in clear; `userlist` is played for the self-test only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.tables.aliasdomain import AliasDomainRow
from xmailaudit.tables.aliases import AliasRow
from xmailaudit.tables.ctext import wild_match
from xmailaudit.tables.domains import DomainRow
from xmailaudit.tables.mailusers import MailUserRow
from xmailaudit.tables.mlusers import MEMBERS
from xmailaudit.tables.table import Table
from xmailaudit.tables.user import USER
from xmailaudit.tables.xmcrypt import decode

from .accounts import AccountKind, account_of
from .decision import Reply
from .resolution import find_account, handled_domain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .accounts import Account
    from .facts import Facts

__all__ = ["Listed", "command"]

_USERS = Table("mailusers", MailUserRow, buffer=2048, minimum=6, comments=False)
_ALIASES = Table("aliases", AliasRow, buffer=512, minimum=3, comments=False)
_ALIAS_DOMAINS = Table("aliasdomain", AliasDomainRow, buffer=512, minimum=2, comments=False)
_DOMAINS = Table("domains", DomainRow, buffer=512, minimum=1, comments=False)

_LIST_FOLLOWS = Reply("+00100", "OK")
_DONE = Reply("+00000", "OK")
_BAD_COMMAND = Reply("-00103", "Bad CTRL command syntax")
_NOT_HANDLED = Reply("-00059", "POP3 domain not handled")
_NOT_FOUND = Reply("-00157", "Record not found in TAB file")
_BAD_PASSWORD = Reply("-00024", "Invalid password")
_NO_FILE = Reply("-00019", "Unable to open file")
_NO_LIST = Reply("-00050", "User is not a mailing list")


class Listed(NamedTuple):
    """The result of a command and the lines behind it."""

    result: Reply
    lines: tuple[str, ...] = ()


def command(facts: Facts, words: list[str]) -> Listed:
    """The answer to a command and its arguments, as an administrator who is logged in."""
    handler = _COMMANDS.get(words[0]) if words else None
    return Listed(_BAD_COMMAND) if handler is None else handler(facts, words[1:])


def _lines(rows: Iterable[tuple[str, ...]]) -> Listed:
    quoted = ("\t".join(f'"{field}"' for field in row) for row in rows)
    return Listed(_LIST_FOLLOWS, tuple(quoted))


def _fit(fields: tuple[str, ...], patterns: list[str]) -> bool:
    return all(wild_match(text, pattern) for text, pattern in zip(fields, patterns, strict=False))


def _domain_list(facts: Facts, patterns: list[str]) -> Listed:
    rows = facts.root.stream(_DOMAINS, "domains.tab")
    names = (row.domain for row in rows)
    return _lines(
        (name,) for name in names if not patterns or any(wild_match(name, p) for p in patterns)
    )


def _alias_domain_list(facts: Facts, patterns: list[str]) -> Listed:
    rows = facts.root.stream(_ALIAS_DOMAINS, "aliasdomain.tab")
    pairs = ((row.domain, row.alias) for row in rows)
    # The domain may fit the second pattern just as well: XMail tries all that are left.
    return _lines(
        (domain, alias)
        for domain, alias in pairs
        if not patterns
        or (
            any(wild_match(domain, pattern) for pattern in patterns)
            and _fit((alias,), patterns[1:])
        )
    )


def _alias_list(facts: Facts, patterns: list[str]) -> Listed:
    rows = facts.root.stream(_ALIASES, "aliases.tab")
    triples = ((row.domain, row.alias, row.target) for row in rows)
    return _lines(triple for triple in triples if _fit(triple, patterns))


def _user_list(facts: Facts, patterns: list[str]) -> Listed:
    rows = facts.root.stream(_USERS, "mailusers.tab")
    fours = (
        (row.domain, row.name, decode(row.password.reveal()).text, row.type)
        for row in rows
        if account_of(facts.root, row) is not None
    )
    return _lines(four for four in fours if _fit(four, patterns))


def _account(facts: Facts, words: list[str], count: int) -> Account | Listed:
    """The account that the first two words name."""
    if len(words) != count:
        return Listed(_BAD_COMMAND)
    return find_account(facts, words[0], words[1]) or Listed(_NOT_FOUND)


def _user_variables(facts: Facts, words: list[str]) -> Listed:
    """Every row of `user.tab` by its name, each with the value of the first of that name."""
    if len(words) == 2 and not handled_domain(facts, words[0]):
        return Listed(_NOT_HANDLED)
    account = _account(facts, words, 2)
    if isinstance(account, Listed):
        return account
    rows = facts.root.stream(USER, f"{account.folder}/user.tab")
    return _lines((row.name, account.variables[row.name]) for row in rows)


def _user_auth(facts: Facts, words: list[str]) -> Listed:
    account = _account(facts, words, 3)
    if isinstance(account, Listed):
        return account
    return Listed(_DONE if account.password.reveal() == words[2] else _BAD_PASSWORD)


def _list_members(facts: Facts, words: list[str]) -> Listed:
    if len(words) == 2 and not handled_domain(facts, words[0]):
        return Listed(_NOT_HANDLED)
    account = _account(facts, words, 2)
    if isinstance(account, Listed):
        return account
    if account.kind is not AccountKind.LIST:
        return Listed(_NO_LIST)
    file = f"{account.folder}/mlusers.tab"
    if not facts.exists(file):
        return Listed(_NO_FILE)
    rows = facts.root.stream(MEMBERS, file)
    return _lines((row.address, row.permissions) for row in rows)


_COMMANDS: dict[str, Callable[[Facts, list[str]], Listed]] = {
    "domainlist": _domain_list,
    "aliasdomainlist": _alias_domain_list,
    "aliaslist": _alias_list,
    "userlist": _user_list,
    "uservars": _user_variables,
    "userauth": _user_auth,
    "mluserlist": _list_members,
}
