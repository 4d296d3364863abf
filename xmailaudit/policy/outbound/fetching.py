"""How XMail logs in to the mailboxes it fetches (XMail facts: tls, section 6).

Only an exact FSTLS or POP3S keeps the password from travelling in clear: STLS may be refused, and
APOP needs a timestamp in a greeting that nobody vouches for.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.source import Metadata
from xmailaudit.policy.facts import explore
from xmailaudit.policy.resolution import find_account
from xmailaudit.policy.world import UNKNOWN_WORLD
from xmailaudit.tables.ctext import ascii_lower, atoi, option_list
from xmailaudit.tables.pop3links import POP3_LINKS
from xmailaudit.tables.xmcrypt import decode

from .logins import LINKS_FILE
from .routes import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.facts import Facts
    from xmailaudit.tables.pop3links import LinkRow

__all__ = ["Fetched", "Login", "fetched_links", "protected_options"]

#: Where links that are no account's are switched off.
_SWITCHES = "pop3links"
_CLEAR_PORT, _TLS_PORT = 110, 995
_READ = ("APOP", "FAPOP", "STLS", "FSTLS", "POP3S")
_READ_IN_ANY_CASE = frozenset(map(ascii_lower, _READ))
_CLEAR = "clr"


class Login(Enum):
    """What becomes of the password on its way to the other server."""

    #: Encrypted, or there is no login.
    SAFE = "safe"
    #: Sent as it is.
    CLEAR = "clear"
    #: Sent as it is, because an option is not spelled as XMail reads it.
    MISSPELT = "misspelt"
    #: Sent as it is where STLS is refused.
    WHERE_STLS_REFUSED = "stls refused"
    #: The same, and APOP beside it is never used.
    WHERE_STLS_REFUSED_NO_APOP = "stls refused, no apop"
    #: Sent as it is where APOP is refused or not offered.
    WHERE_APOP_REFUSED = "apop refused"
    #: Sent as it is where APOP is not offered.
    WHERE_APOP_MISSING = "apop missing"
    #: Sent as it is to whoever greets in clear on the port of TLS.
    CLEAR_ON_TLS_PORT = "clear on the port of TLS"
    #: TLS on the port of clear text: nothing is fetched.
    TLS_ON_CLEAR_PORT = "TLS on the port of clear text"


class Fetched(NamedTuple):
    """A link that XMail fetches, and its login; `odd` is the option it does not read."""

    row: LinkRow
    login: Login
    odd: str = ""

    @property
    def host(self) -> str:
        """The server it logs in to."""
        return host_of(self.row.server)


def fetched_links(root: MailRoot) -> Iterator[Fetched]:
    """The links that XMail fetches: switched on, and for an account that exists.

    Raises UnseenFileError.
    """
    if root.start_options.flag("-Y-"):
        return
    for row in root.rows(POP3_LINKS, LINKS_FILE):
        if _is_fetched(root, row):
            yield _judged(row)


def protected_options(found: Fetched) -> str:
    """The options that protect the login, with whatever else stood there."""
    port = _port(found.row.server)
    by_port = found.login in (Login.CLEAR_ON_TLS_PORT, Login.TLS_ON_CLEAR_PORT)
    kept = (
        name if value is None else f"{name}={value}"
        for name, value in option_list(found.row.authentication)
        if ascii_lower(name.strip()) not in (_CLEAR, *_READ_IN_ANY_CASE)
    )
    return ",".join(("POP3S" if by_port or port == _TLS_PORT else "FSTLS", *kept))


# ------------------------------------------------------------ the login


def _judged(row: LinkRow) -> Fetched:
    words = [name for name, _value in option_list(row.authentication)]
    known = {word for word in words if word in _READ}
    if "POP3S" in known:
        on_clear_port = _port(row.server) in (None, _CLEAR_PORT)
        return Fetched(row, Login.TLS_ON_CLEAR_PORT if on_clear_port else Login.SAFE)
    if _port(row.server) == _TLS_PORT:
        return Fetched(row, Login.CLEAR_ON_TLS_PORT)  # STLS, too, begins behind a clear greeting
    if "FSTLS" in known:
        return Fetched(row, Login.SAFE)
    odd = next((word for word in words if _is_odd(word)), "")
    if odd and "STLS" not in known:
        return Fetched(row, Login.MISSPELT, odd)
    return Fetched(row, _unforced(known))


def _unforced(known: set[str]) -> Login:
    """The login without an option that insists on TLS."""
    if "STLS" in known:
        with_apop = not known.isdisjoint(("APOP", "FAPOP"))
        return Login.WHERE_STLS_REFUSED_NO_APOP if with_apop else Login.WHERE_STLS_REFUSED
    if "FAPOP" in known:
        return Login.WHERE_APOP_MISSING
    return Login.WHERE_APOP_REFUSED if "APOP" in known else Login.CLEAR


def _is_odd(word: str) -> bool:
    """Whether a word means an option and is not one: the case counts, and blanks do."""
    return word not in _READ and ascii_lower(word.strip()) in _READ_IN_ANY_CASE


def _port(server: str) -> int | None:
    """The port behind a server's name; None where there is none."""
    host = host_of(server)
    behind = server.rpartition("]")[2] if server.startswith("[") else server[len(host) :]
    return atoi(behind[1:]) if behind else None


# ------------------------------------------------------------ whether it is fetched


def _is_fetched(root: MailRoot, row: LinkRow) -> bool:
    if not decode(row.password.reveal()).ok:
        return False
    if row.domain[:1] in ("@", "?", "&"):
        return not _is_switched_off(root, row, _SWITCHES)

    def run(facts: Facts) -> bool:
        account = find_account(facts, row.domain, row.name)
        return account is not None and not _is_switched_off(root, row, account.folder)

    # What cannot be seen switches nothing off.
    return explore(root, UNKNOWN_WORLD, run)[0].outcome is not False


def _is_switched_off(root: MailRoot, row: LinkRow, folder: str | None) -> bool:
    mark = f"{folder}/{row.user}@{row.server}.disabled"
    return folder is not None and isinstance(root.source.metadata(mark), Metadata)
