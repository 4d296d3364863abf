"""Which rows of filters.in.tab and filters.out.tab may run a filter on a mail.

XMail facts: mailproc, section 5.  A row is taken by sender and recipient; whether its networks fit
hangs on the client, so every row with these two is one that may run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.policy.mail_address import split_address
from xmailaudit.policy.resolution import find_account_or_alias
from xmailaudit.tables.ctext import wild_match
from xmailaudit.tables.filters import FILTERS

if TYPE_CHECKING:
    from xmailaudit.policy.facts import Facts
    from xmailaudit.tables.row import Place

__all__ = ["INBOUND", "OUTBOUND", "filter_rows"]

#: Before a mail is delivered here, and before it leaves.
INBOUND, OUTBOUND = "filters.in.tab", "filters.out.tab"


def filter_rows(facts: Facts, file: str, sender: str, recipient: str) -> tuple[Place, ...]:
    """The rows that may run a filter, in order."""
    rows = facts.rows(FILTERS, file)
    if not rows:
        return ()
    sender, recipient = _resolved(facts, sender), _resolved(facts, recipient)
    return tuple(
        row.at()
        for row in rows
        if wild_match(sender, row.sender) and wild_match(recipient, row.recipient)
    )


def _resolved(facts: Facts, address: str) -> str:
    """The account behind an address, or the address."""
    parts = split_address(address)
    account = None if parts is None else find_account_or_alias(facts, parts[1], parts[0])
    return address if account is None else account.address
