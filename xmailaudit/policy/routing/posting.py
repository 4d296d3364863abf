"""Who may post to a mailing list, and what the copies look like.

XMail facts: address-resolution, section 7.  Only the SMTP server asks; mail from inside gets past.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.tables.table import Fate

from .node import Poster, Posting

if TYPE_CHECKING:
    from xmailaudit.policy.accounts import Account

__all__ = ["posting"]

#: Of a longer list only the first are named.
MOST_POSTERS = 200


def posting(account: Account) -> Posting:
    """The rules of a list.  Raises UnseenFileError."""
    posters: list[Poster] = []
    count = 0
    closed = account.integer("ClosedML", 0) != 0
    for line in account.member_lines() if closed else ():
        row = line.row
        letters = row.permissions
        if line.fate is Fate.USED and ("W" in letters or "A" in letters):
            count += 1
            if count <= MOST_POSTERS:
                posters.append(Poster(row.address, "W" in letters, "A" in letters, row.at()))
    return Posting(
        closed,
        tuple(posters),
        count,
        account.variables.get("ListSender"),
        account.integer("UseReplyTo", 1) != 0,
    )
