"""USR006: one password, several accounts.

Equal passwords are stored as equal strings (XMail facts: passwords 1).  Kept are digests under a
salt of this run, never a password.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.policy.accounts import every_account
from xmailaudit.policy.passwords import is_empty, is_stock, mark_of
from xmailaudit.rules.account_findings import new_passwords
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.tables.mailusers import MailUserRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally
    from xmailaudit.tables.row import Place

RULE = Rule(
    "USR006",
    "shared-password",
    Severity.MEDIUM,
    summary=_("Several accounts have one and the same password."),
    message=_("{count} accounts have one and the same password, {account} among them"),
    reads=("mailusers.tab",),
    fix=Applicability.MANUAL,
    references=(cwe(1391), xmail("passwords", 1)),
)

_MANY = _("{count} accounts share their passwords with others, in {groups} groups")


@RULE.each
def look(account: Account, tally: Tally) -> None:
    # Of no password at all, and of XMail's own, USR002 and USR001 speak.
    if is_empty(account.password) or is_stock(account.password):
        return
    if not tally:
        tally["salt"] = os.urandom(16)  # as `secrets` does it, which loads much more
        tally["numbers"] = {}
    numbers: dict[bytes, int] = tally["numbers"]
    mark = mark_of(account.password, tally["salt"])
    numbers[mark] = numbers.get(mark, 0) + 1


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    numbers: dict[bytes, int] = tally.get("numbers", {})
    shared = {mark: number for mark, number in numbers.items() if number > 1}
    if not shared:
        return
    if len(shared) > MOST_PLACES:
        shared_by = sum(shared.values())
        places = [place for _mark, _address, place in _sharing(root, shared, tally["salt"], 1)]
        yield RULE.finding(
            *places[:MOST_PLACES],
            total=shared_by,
            message=_MANY,
            fixes=[new_passwords(shared_by)],
            count=shared_by,
            groups=len(shared),
        )
        return
    groups: dict[bytes, list[tuple[str, Place]]] = {}
    for mark, address, place in _sharing(root, shared, tally["salt"], MOST_PLACES):
        groups.setdefault(mark, []).append((address, place))
    for mark, found in groups.items():
        yield RULE.finding(
            *(place for _address, place in found),
            total=shared[mark],
            fixes=[new_passwords(shared[mark])],
            account=found[0][0],
            count=shared[mark],
        )


def _sharing(
    root: MailRoot, shared: dict[bytes, int], salt: bytes, most: int
) -> Iterator[tuple[bytes, str, Place]]:
    """The first accounts of each group, in file order."""
    seen = dict.fromkeys(shared, 0)
    for account in every_account(root):
        mark = mark_of(account.password, salt)
        if seen.get(mark, most) < most:
            seen[mark] += 1
            yield mark, account.address, account.row.at(MailUserRow.name)
