"""Mailing lists: who may post, and to whom posts go.

XMail facts: address-resolution, section 7.  The members' file is read anew each time: it may be
large, and there are as many as there are lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.tables.mlusers import MEMBERS, MemberRow

from .accounts import Account, AccountKind
from .facts import explore
from .mail_address import split_address
from .resolution import find_account, handled_domain, is_reached
from .world import UNKNOWN_WORLD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot

__all__ = ["MailingList", "Member", "mailing_list"]


class Member(NamedTuple):
    """A row of the members' file.

    `local` tells that mail for it stays here, `login` that it has an account to log in with.
    """

    row: MemberRow
    local: bool
    login: bool

    @property
    def receives(self) -> bool:
        """Whether posts go to it."""
        return "R" in self.row.permissions

    @property
    def posts_by_name(self) -> bool:
        """Whether whoever names it in MAIL FROM may post to the list when it is closed."""
        return "W" in self.row.permissions

    @property
    def posts_by_login(self) -> bool:
        """Whether it may post behind a login of its own."""
        return "A" in self.row.permissions


class MailingList:
    """A list that mail reaches."""

    __slots__ = ("_root", "account")

    def __init__(self, root: MailRoot, account: Account) -> None:
        self._root = root
        self.account = account

    @property
    def closed(self) -> bool:
        """Whether only members may post."""
        return self.account.integer("ClosedML", 0) != 0

    @property
    def sender(self) -> str | None:
        """The envelope sender of its posts; None where that is whoever wrote."""
        return self.account.variables.get("ListSender")

    @property
    def file(self) -> str:
        """Where its variables stand."""
        return f"{self.account.folder}/user.tab"

    @property
    def members_file(self) -> str:
        """Where its members stand."""
        return f"{self.account.folder}/mlusers.tab"

    def members(self) -> Iterator[Member]:
        """Its members, in file order.  Raises UnseenFileError."""
        domains: dict[str, bool] = {}
        for row in self._root.stream(MEMBERS, self.members_file):
            address = split_address(row.address)
            if address is None:
                continue
            local, domain = address
            if domain not in domains:
                domains[domain] = _is_handled(self._root, domain)
            is_local = domains[domain]
            yield Member(row, is_local, is_local and _is_account(self._root, domain, local))


def mailing_list(root: MailRoot, account: Account) -> MailingList | None:
    """The list an account is; None where it is none, or no mail gets to it.

    Its domain must be handled, and a file of `cmdaliases/` with its name takes its mail.
    """
    if account.kind is not AccountKind.LIST or account.folder is None:
        return None
    reached = explore(root, UNKNOWN_WORLD, lambda facts: is_reached(facts, account))[0].outcome
    return None if reached is False else MailingList(root, account)


def _is_handled(root: MailRoot, domain: str) -> bool:
    """Whether mail stays here, or nobody can tell."""
    return explore(root, UNKNOWN_WORLD, lambda f: handled_domain(f, domain))[0].outcome is not False


def _is_account(root: MailRoot, domain: str, name: str) -> bool:
    found = explore(root, UNKNOWN_WORLD, lambda f: find_account(f, domain, name) is not None)
    return found[0].outcome is True
