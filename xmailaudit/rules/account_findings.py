"""How rules speak of accounts that anybody may get into: who they are, the proof, the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import XMailAuditError, _, plural, say
from xmailaudit.policy.decision import Answer
from xmailaudit.tables.mailusers import MailUserRow

from .finding import Confidence, OutsideStep
from .fixes import manual, remove_row, review
from .rule import MOST_PLACES
from .smtp_users import clients, login_witness

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.tables.row import Place, Row

    from .finding import Finding, Fix, Witness
    from .given import Given
    from .rule import Rule, Tally

__all__ = [
    "about_accounts",
    "account_names",
    "account_places",
    "keep",
    "kept",
    "login_proof",
    "new_passwords",
    "remove_accounts",
]


def keep(account: Account, tally: Tally) -> None:
    """Keep an account that something is wrong with."""
    tally.setdefault("accounts", []).append(account)


def kept(tally: Tally) -> list[Account]:
    """The accounts kept so far."""
    accounts: list[Account] = tally.get("accounts", [])
    return accounts


def account_names(account: Account) -> tuple[str, str]:
    """What a password must not be made of."""
    return account.row.name, account.row.domain


def account_places(accounts: Iterable[Account]) -> tuple[Place, ...]:
    """Where the first of them are named."""
    first = (account for account, _number in zip(accounts, range(MOST_PLACES), strict=False))
    return tuple(account.row.at(MailUserRow.name) for account in first)


def about_accounts(
    rule: Rule,
    accounts: Sequence[Account],
    *,
    confidence: Confidence = Confidence.CERTAIN,
    witness: Witness | None = None,
    fixes: Iterable[Fix] = (),
) -> Finding:
    """The finding about one account or many; its sentence may name `account` and `count`."""
    return rule.finding(
        *account_places(accounts),
        total=len(accounts),
        confidence=confidence,
        witness=witness,
        fixes=fixes,
        account=accounts[0].address,
        count=len(accounts),
    )


def login_proof(root: MailRoot, given: Given, login: str) -> Witness | None:
    """A client that XMail lets log in so; without one the finding stands all the same."""
    try:
        peers = clients(root, twin=False).peers
        return login_witness(
            root, given, peers, "PLAIN", tls=False, expected=Answer.ALLOW, login=login
        ) or login_witness(
            root, given, peers, "PLAIN", tls=True, expected=Answer.ALLOW, login=login
        )
    except XMailAuditError:
        return None


def new_passwords(count: int) -> Fix:
    """The fix for accounts that somebody needs."""
    title = plural(
        _("Give the account a new password"), _("Give the accounts new passwords"), by="number"
    )
    steps = (
        OutsideStep(say(_("Long and made by chance, another one for each account"))),
        OutsideStep(say(_("Tell the users, and change it in each program that logs in"))),
    )
    return manual("new-password", say(title, number=count), *steps)


def remove_accounts(rows: Sequence[Row]) -> Fix:
    """The fix for accounts that nobody needs."""
    title = plural(_("Remove the account"), _("Remove the {rows} accounts"), by="rows")
    steps = (
        OutsideStep(say(_("Only where nobody needs it: mail for it is refused from then on"))),
    )
    return review("remove-account", say(title, rows=len(rows)), *map(remove_row, rows), steps=steps)
