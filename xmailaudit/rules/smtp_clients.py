"""Whom SMTP hears, for rules about what it then lets them do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.policy.openings import public_peers
from xmailaudit.policy.relaying import greeted

from .finding import Confidence
from .shown import require_shown
from .witnesses import listener_confidence

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.policy.filtered import FilteredRow
    from xmailaudit.tables.properties import PropertyRow

    from .given import Given

__all__ = ["Heard", "declares_itself", "heard", "strangers"]


class Heard(NamedTuple):
    """Clients that get a greeting, and how sure that is."""

    peers: AddressSet
    confidence: Confidence


def heard(root: MailRoot, whom: AddressSet) -> Heard:
    """Those of `whom` whom SMTP greets.

    Where a table that shuts clients out cannot be seen, all of them count as greeted, with
    confidence *assumed*: what a setting that is shown does must not stay unsaid.  Raises
    NotJudgedError where a map shuts all of them out, or does not, as a hidden setting says.
    """
    try:
        peers = whom & greeted(root)
    except UnseenFileError:
        return Heard(whom, Confidence.ASSUMED)
    if whom and not peers:
        require_shown(root, "SMTP-IpMapDropCode")
    return Heard(peers, listener_confidence(root))


def strangers(root: MailRoot, given: Given) -> Heard:
    """The clients of the internet, the owner's own aside, whom SMTP greets."""
    return heard(root, public_peers(root, "smtp") - given.owned)


def declares_itself(given: Given, row: FilteredRow[PropertyRow]) -> bool:
    """Whether a row of smtp.ipprop.tab is the owner's word that its one client is known to him.

    A single address is taken for declared where nothing is.
    """
    own = row.usable
    return given.trusted is None and own is not None and own.mask == own.as_host.mask
