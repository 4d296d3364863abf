"""Who may post to a mailing list, and what the copies look like.

XMail facts: address-resolution, section 7.  Only the SMTP server asks; mail from inside gets past.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.tables.table import Fate

if TYPE_CHECKING:
    from xmailaudit.policy.accounts import Account
    from xmailaudit.tables.row import Place

__all__ = ["Poster", "Posting", "posting"]

#: Of a longer list only the first are named.
MOST_POSTERS = 200


class Poster(NamedTuple):
    """A member that may post: whoever names it as sender, or who is logged in as it."""

    address: str
    as_sender: bool
    as_login: bool
    place: Place


class Posting(NamedTuple):
    """The rules of a list.

    Anybody may post unless it is `closed`; then `posters` may, `total` of them in all.  `sender` is
    the envelope sender of the copies, None for that of the post; `reply_to` tells whether a
    Reply-To with the list's address is put in front.
    """

    closed: bool
    posters: tuple[Poster, ...]
    total: int
    sender: str | None
    reply_to: bool


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
