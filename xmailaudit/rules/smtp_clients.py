"""Whom SMTP hears, for rules about what it then lets them do."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.policy.accounts import every_account
from xmailaudit.policy.addresses import witness_order
from xmailaudit.policy.openings import public_peers
from xmailaudit.policy.questions import Relay
from xmailaudit.policy.relaying import greeted

from .finding import Confidence
from .shown import require_shown
from .witnesses import listener_confidence

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.policy.filtered import FilteredRow
    from xmailaudit.policy.smtp.entrances import Entrance
    from xmailaudit.tables.properties import PropertyRow

    from .finding import Witness
    from .given import Given

__all__ = ["Heard", "declares_itself", "delivery", "heard", "strangers"]

_MOST_TRIES = 20


class Heard(NamedTuple):
    """Clients that get a greeting, and how sure that is."""

    peers: AddressSet
    confidence: Confidence


def heard(root: MailRoot, given: Given, whom: AddressSet) -> Heard:
    """Those of `whom` whom SMTP greets.

    Where a table that shuts clients out cannot be seen, all of them count as greeted, with
    confidence *assumed*: what a setting that is shown does must not stay unsaid.  Raises
    NotJudgedError where a map shuts all of them out, or does not, as a hidden setting says.
    """
    try:
        peers = whom & greeted(root, given.world)
    except UnseenFileError:
        return Heard(whom, Confidence.ASSUMED)
    if whom and not peers:
        require_shown(root, "SMTP-IpMapDropCode")
    return Heard(peers, listener_confidence(root))


def strangers(root: MailRoot, given: Given) -> Heard:
    """The clients of the internet, the owner's own aside, whom SMTP greets."""
    return heard(root, given, public_peers(root, "smtp") - given.owned)


def declares_itself(given: Given, row: FilteredRow[PropertyRow]) -> bool:
    """Whether a row of smtp.ipprop.tab is the owner's word that its one client is known to him.

    A single address is taken for declared where nothing is.
    """
    own = row.usable
    return given.trusted is None and own is not None and own.mask == own.as_host.mask


def delivery(
    root: MailRoot, given: Given, clients: AddressSet, listener: Entrance | None
) -> Witness | None:
    """One of these clients that sends a mail to somebody here, whatever comes of it.

    Of the first accounts it is one that gets the mail, if there is one.
    """
    client = clients.witness(witness_order())
    at = None if listener is None else str(listener)
    try:
        accounts = list(islice(every_account(root), _MOST_TRIES))
    except UnseenFileError:
        accounts = []
    tried: Witness | None = None
    for account in accounts if client is not None else ():
        question = Relay(str(client), account.address, ordinary=True, listener=at)
        witness = given.witness(root, question)
        if witness.decision.allowed:
            return witness
        tried = tried or witness
    return tried
