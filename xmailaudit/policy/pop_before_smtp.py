"""POP before SMTP: a POP3 login opens SMTP for its address (XMail facts: access, section 4).

XMail keeps the last client of an account in `.ipconn` in the account's directory; the file's age
is the login's.  Anyone behind the same address may use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.source import Metadata
from xmailaudit.messages import _, say
from xmailaudit.tables.row import Place

from .addresses import resolved

if TYPE_CHECKING:
    from .accounts import Account
    from .addresses import Address
    from .facts import Facts

__all__ = ["has_logged_in"]

_LONGEST = 126


def has_logged_in(facts: Facts, account: Account, peer: Address) -> bool:
    """Whether the account's owner logged in to POP3 from `peer` a short while ago."""
    file = f"{account.folder}/.ipconn"
    if not facts.exists(file) or not _is_young(facts, file):
        return False
    # An IPv4 address is not looked for where the client's is IPv6, v4-mapped or not.
    if resolved(_first_line(facts.root.data(file)), only4=peer.family == 4) != peer:
        return False
    facts.step(Place(file), _("{client} fetched mail a short while ago"), client=str(peer))
    return True


def _is_young(facts: Facts, file: str) -> bool:
    lifetime = facts.root.start_options.pop_before_smtp_seconds
    metadata = facts.root.source.metadata(file)
    modified = metadata.modified if isinstance(metadata, Metadata) else None
    now = facts.world.now
    if modified is None or now is None:
        what = say(_("how old {file} is"), file=file)
        return facts.assume(("age", file), what, (True, False))
    return int(modified) + lifetime >= int(now)


def _first_line(data: bytes) -> str:
    return data[:_LONGEST].split(b"\0")[0].split(b"\n")[0].rstrip(b"\r").decode("latin-1")
