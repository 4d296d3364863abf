"""Proof that a stranger may post to a mailing list, as nobody or under a member's name."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.decision import Answer

from .fixes import set_field
from .relay_findings import evidence
from .rule import MOST_PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.policy.mailing_lists import MailingList, Member
    from xmailaudit.tables.edit import Edit
    from xmailaudit.tables.row import Place

    from .finding import Confidence, Witness
    from .given import Given

__all__ = ["Posting", "by_login_alone", "posting_as_member", "posting_openly"]


class Posting(NamedTuple):
    """A list that takes a stranger's post.

    `members` is how many get it elsewhere, or in how many's names it may be sent; `sender` the
    first of these and `places` their rows, as many as a finding shows.  `avoidable` tells that
    some of them could log in instead.
    """

    list: MailingList
    members: int
    confidence: Confidence
    witness: Witness | None
    sender: str = ""
    places: tuple[Place, ...] = ()
    avoidable: bool = True


def posting_openly(
    root: MailRoot, given: Given, one: MailingList, strangers: AddressSet
) -> Posting | None:
    """A list that is not closed, with members elsewhere."""
    elsewhere = sum(member.receives and not member.local for member in one.members())
    proof = evidence(root, given, strangers, one.account.address) if elsewhere else None
    if proof is None:
        return None
    return Posting(one, elsewhere, proof.confidence, _told(proof.witness))


def posting_as_member(
    root: MailRoot, given: Given, one: MailingList, strangers: AddressSet
) -> Posting | None:
    """A closed list, with members who post by their names; one that could log in comes first."""
    first: Member | None = None
    for member in _posters(one):
        if first is None or member.login:
            first = member
        if first.login:
            break
    if first is None:
        return None
    sender = first.row.address
    proof = evidence(root, given, strangers, one.account.address, sender)
    if proof is None:
        return None
    rows = (
        member.row.at("letters" if len(member.row.fields) > 1 else None) for member in _posters(one)
    )
    return Posting(
        one,
        sum(1 for _member in _posters(one)),
        proof.confidence,
        _told(proof.witness),
        sender,
        tuple(islice(rows, MOST_PLACES)),
        avoidable=first.login,
    )


def by_login_alone(one: MailingList) -> Iterator[Edit | None]:
    """Edits after which nobody posts by a name: who can log in here gets A, nobody else may."""
    for member in _posters(one):
        letters = member.row.permissions.replace("W", "")
        if member.login and not member.posts_by_login:
            letters += "A"
        yield set_field(member.row, 1, letters)


def _posters(one: MailingList) -> Iterator[Member]:
    return (member for member in one.members() if member.posts_by_name)


def _told(witness: Witness) -> Witness | None:
    """The witness, where XMail's answer is known."""
    return None if witness.decision.answer is Answer.UNDETERMINED else witness
