"""How rules speak of rows of smtprelay.tab, and the proof behind what they say.

`evidence` is one client that XMail lets through: a finding about access rests on it, and is none
where XMail refuses the client for another reason.  `portions` hands rows over one by one, or all at
once where they are more than a finding has places for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import Listing
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.relaying import foreign_domain, prove

from .finding import Confidence, Witness
from .rule import MOST_PLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.policy.filtered import FilteredRow
    from xmailaudit.tables.row import Place
    from xmailaudit.tables.smtprelay import RelayRow

    from .given import Given
    from .relay_rows import Rows

__all__ = [
    "Evidence",
    "address_place",
    "evidence",
    "mask_place",
    "name_place",
    "outcome",
    "places",
    "portions",
    "refusal",
    "show_rows",
]

_SHOWN = 3


class Evidence(NamedTuple):
    """A client that XMail lets through, and how sure that is."""

    witness: Witness
    confidence: Confidence


def evidence(
    root: MailRoot,
    given: Given,
    clients: AddressSet,
    recipient: str | None = None,
    sender: str | None = None,
) -> Evidence | None:
    """One of the clients sends without a login, to a foreign domain if nobody says where.

    It names itself as sender if nobody says whom.

    None where there is no such client, or XMail refuses it for another reason.
    """
    far = f"someone@{foreign_domain(root)}"
    proof = prove(root, given.world, clients, recipient or far, sender)
    if proof is None or proof.decision.answer is Answer.REFUSE:
        return None
    confidence = Confidence.CERTAIN if proof.certain else Confidence.LIKELY
    return Evidence(Witness(proof.question, proof.decision), confidence)


def outcome(root: MailRoot, given: Given, clients: AddressSet, recipient: str) -> Witness | None:
    """What becomes of a mail of one of the clients; None where nobody can tell."""
    proof = prove(root, given.world, clients, recipient)
    if proof is None or proof.decision.answer is Answer.UNDETERMINED:
        return None
    return Witness(proof.question, proof.decision)


def refusal(root: MailRoot, given: Given, clients: AddressSet) -> Witness | None:
    """One of the clients who may not send to a foreign domain without a login."""
    witness = outcome(root, given, clients, f"someone@{foreign_domain(root)}")
    return None if witness is None or witness.decision.allowed else witness


def address_place(row: FilteredRow[RelayRow]) -> Place:
    """Where a row's address is written."""
    return row.row.at("address")


def mask_place(row: FilteredRow[RelayRow]) -> Place:
    """Where a row's mask is written: behind the slash, or in a field of its own."""
    return row.row.at("address" if "/" in row.row.address else "mask")


def name_place(row: FilteredRow[RelayRow]) -> Place:
    """Where a host name is written: most often it is the address, now and then the mask."""
    is_address = row.row.address.partition("/")[0] == row.host_name
    return row.row.at("address" if is_address else "mask")


def places(
    rows: Rows, where: Callable[[FilteredRow[RelayRow]], Place] = address_place
) -> tuple[Place, ...]:
    """Where the first of the rows stand, as many as a finding has places for."""
    return tuple(map(where, rows[:MOST_PLACES]))


def portions(rows: Rows) -> Iterator[Rows]:
    """The rows of one finding each: one by one, or all together where they are too many."""
    if len(rows) > MOST_PLACES:
        yield rows
    else:
        yield from ((row,) for row in rows)


def show_rows(rows: Rows) -> Listing:
    """The first rows as they stand, for a sentence."""
    shown = tuple(map(_written, rows[:_SHOWN]))
    return Listing((*shown, "…") if len(rows) > _SHOWN else shown)


def _written(row: FilteredRow[RelayRow]) -> str:
    fields = row.row
    return fields.address if "/" in fields.address else f"{fields.address} {fields.mask}"
