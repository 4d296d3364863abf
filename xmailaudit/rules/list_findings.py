"""What the rules about mailing lists share: the lists of a pass, and edits of their variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.policy.accounts import AccountKind
from xmailaudit.policy.mailing_lists import mailing_list
from xmailaudit.tables.row import Place
from xmailaudit.tables.user import VariableRow

from .account_senders import set_account_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.mailing_lists import MailingList
    from xmailaudit.tables.edit import Edit

    from .rule import Tally

__all__ = ["keep_lists", "kept_lists", "set_variable", "variable_place"]


def keep_lists(account: Account, tally: Tally) -> None:
    """Keep an account that is a list."""
    if account.kind is AccountKind.LIST:
        tally.setdefault("lists", []).append(account)


def kept_lists(root: MailRoot, tally: Tally) -> Iterator[MailingList]:
    """The lists among them that mail reaches."""
    for account in tally.get("lists", []):
        found = mailing_list(root, account)
        if found is not None:
            yield found


def variable_place(one: MailingList, name: str) -> Place:
    """Where a list's variable stands, or the file that lacks it."""
    row = one.account.variable_row(name)
    return Place(one.file) if row is None else row.at(VariableRow.value)


def set_variable(root: MailRoot, one: MailingList, name: str, value: str) -> Edit | None:
    """Set a list's variable, in the row that counts or in a new one."""
    return set_account_variable(root, one.account, name, value)
