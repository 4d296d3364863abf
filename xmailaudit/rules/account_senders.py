"""Accounts that may send although they are not there to: which they are, and how to stop it.

SMTP AUTH looks at the password alone; the permissions come from SmtpPerms of user.tab, else from
DefaultSmtpPerms (XMail facts: access, section 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.policy.addresses import witness_order
from xmailaudit.policy.questions import Relay
from xmailaudit.policy.relaying import foreign_domain
from xmailaudit.policy.smtp.options import demands_login
from xmailaudit.tables.edit import CreateFile
from xmailaudit.tables.user import VariableRow

from .fixes import insert_row, set_field
from .shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.tables.edit import Edit

    from .finding import Witness
    from .given import Given

__all__ = [
    "may_send",
    "require_permissions",
    "sends",
    "set_account_variable",
    "without_permissions",
]

_OWN = "SmtpPerms"
_DEFAULT = "DefaultSmtpPerms"


def may_send(root: MailRoot, account: Account) -> bool | None:
    """Whether who logs in as the account may relay, or send where MailAuth asks for a login.

    None where that hangs on a setting that is not shown.
    """
    letters = account.variables.get(_OWN)
    if letters is None:
        default = root.setting(_DEFAULT)
        if default.state is State.UNKNOWN:
            return None
        letters = default.text or ""
    return "R" in letters or ("M" in letters and demands_login(root))


def require_permissions(root: MailRoot, accounts: Iterable[Account]) -> None:
    """Raise NotJudgedError where it is not known of one of them whether it may send."""
    if any(may_send(root, account) is None for account in accounts):
        require_shown(root, _DEFAULT)


def sends(root: MailRoot, given: Given, account: Account, peers: AddressSet) -> Witness | None:
    """One of these clients that logs in as the account and sends a mail to another domain."""
    client = peers.witness(witness_order())
    if client is None:
        return None
    elsewhere = f"someone@{foreign_domain(root)}"
    for tls in (False, True):
        question = Relay(
            str(client), elsewhere, account.address, account.address, tls=tls, ordinary=True
        )
        witness = given.witness(root, question)
        if witness.decision.allowed:
            return witness
    return None


def without_permissions(root: MailRoot, accounts: Iterable[Account]) -> Iterator[Edit | None]:
    """What leaves each of them no permission; accounts that share a directory share a file."""
    for account in {account.folder: account for account in accounts}.values():
        yield set_account_variable(root, account, _OWN, "")


def set_account_variable(root: MailRoot, account: Account, name: str, value: str) -> Edit | None:
    """Set a variable of user.tab, in the row that counts or in a new one."""
    file = f"{account.folder}/user.tab"
    row = account.variable_row(name)
    if row is not None:
        return set_field(row, VariableRow.value, value)
    if root.exists(file):
        return insert_row(file, name, value)
    return CreateFile(file, ((name, value),))
