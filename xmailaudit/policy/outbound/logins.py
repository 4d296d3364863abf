"""The logins XMail uses at other servers, and which hosts get them.

XMail facts: tls, section 5 (file names are tried from the full host name down to its last label,
and the login goes out on a clear link too); tls, section 6 (fetched mailboxes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.source import Absent, FileKind, Unseen
from xmailaudit.policy.addresses import Address, inet_aton, inet_pton6, public
from xmailaudit.tables.ctext import ascii_lower, option_list
from xmailaudit.tables.pop3links import POP3_LINKS
from xmailaudit.tables.userauth import SMTP_CLIENT, SmtpClientRow

from .routes import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.policy.world import World
    from xmailaudit.tables.pop3links import LinkRow

__all__ = [
    "LINKS_FILE",
    "Login",
    "fetched_host",
    "has_private_suffix",
    "is_public_host",
    "is_shared_suffix",
    "login_file",
    "login_for",
    "logins",
    "tls_links",
]

LINKS_FILE = "pop3links.tab"
_FOLDER = "userauth/smtp"
_TYPES = ("plain", "login", "cram-md5")
_TLS_OPTIONS = ("STLS", "FSTLS", "POP3S")

#: Names of machines nobody outside can have (RFC 6761, 6762, 8375; ICANN; habit).
_PRIVATE_SUFFIXES = (
    *("localhost", "local", "home.arpa", "internal"),
    *("localdomain", "lan", "intranet", "corp", "home"),
)
#: Second labels under which country registries hand out names.
_REGISTRY_LABELS = frozenset(
    ("ac", "ad", "co", "com", "ed", "edu", "go", "gob", "gov", "gr", "lg", "ne", "net", "or", "org")
)


class Login(NamedTuple):
    """A file with a login that XMail can use; `name` is the host or parent it is for."""

    file: str
    name: str
    row: SmtpClientRow

    @property
    def shows_password(self) -> bool:
        """Whether whoever reads the link has the password; CRAM-MD5 only lets him guess."""
        return ascii_lower(self.row.type) != "cram-md5"

    def serves(self, host: str) -> bool:
        """Whether a host is the file's own or lies below it."""
        name, below = ascii_lower(self.name), ascii_lower(host)
        return below == name or below.endswith(f".{name}")


def logins(root: MailRoot) -> tuple[Login, ...]:
    """All files with a usable login, by name.  Raises UnseenFileError."""
    entries = root.source.entries(_FOLDER)
    if isinstance(entries, Unseen):
        raise UnseenFileError(_FOLDER, entries.reason)
    names = () if isinstance(entries, Absent) else entries
    files = (e.name for e in names if e.kind is FileKind.FILE and e.name.endswith(".tab"))
    found = (_login(root, name.removesuffix(".tab")) for name in files)
    return tuple(login for login in found if login is not None)


def login_for(root: MailRoot, host: str) -> Login | None:
    """The login that goes to a host.  Raises UnseenFileError.

    The first file that exists counts, even if no login stands in it.
    """
    name = _name_of_file(root, host)
    return None if name is None else _login(root, name)


def login_file(root: MailRoot, host: str) -> str | None:
    """The file that XMail looks into for a host's login, if there is one.

    Raises UnseenFileError.
    """
    name = _name_of_file(root, host)
    return None if name is None else f"{_FOLDER}/{name}.tab"


def _name_of_file(root: MailRoot, host: str) -> str | None:
    return next((n for n in _candidates(host) if root.exists(f"{_FOLDER}/{n}.tab")), None)


def _candidates(host: str) -> Iterator[str]:
    name = host
    while name:
        yield name
        name = name.partition(".")[2]


def _login(root: MailRoot, name: str) -> Login | None:
    """Only a file's first row counts; XMail sends nothing of one that it does not understand."""
    file = f"{_FOLDER}/{name}.tab"
    row = next(iter(root.rows(SMTP_CLIENT, file)), None)
    if row is None or not row.complete or ascii_lower(row.type) not in _TYPES:
        return None
    return Login(file, name, row)


def tls_links(root: MailRoot) -> tuple[LinkRow, ...]:
    """The mailboxes fetched over TLS, be it only where the server offers it.

    Raises UnseenFileError.
    """
    return tuple(row for row in root.rows(POP3_LINKS, LINKS_FILE) if _speaks_tls(row))


def _speaks_tls(row: LinkRow) -> bool:
    return any(name in _TLS_OPTIONS for name, _value in option_list(row.authentication))


# ------------------------------------------------------------ hosts


def is_public_host(host: str, world: World, own: AddressSet | None = None) -> bool:
    """Whether a host may be somewhere in the internet, by its address or by its name.

    `own` are the server's own addresses: what goes there never leaves the machine.
    """
    address = _numeric(host)
    if address is not None:
        return address in public() and (own is None or address not in own)
    name = ascii_lower(host).rstrip(".")
    known = world.forward.get(name)
    if known:
        return any(one in public() for one in known)
    return "." in name and not has_private_suffix(name)


def has_private_suffix(name: str) -> bool:
    """Whether a name is of a kind that only one network knows."""
    lower = ascii_lower(name).rstrip(".")
    return any(lower == one or lower.endswith(f".{one}") for one in _PRIVATE_SUFFIXES)


def _numeric(host: str) -> Address | None:
    short = inet_aton(host)
    if short is not None:
        return Address(4, short)
    value = inet_pton6(host)
    return None if value is None else Address(6, value)


def is_shared_suffix(name: str) -> bool:
    """Whether strangers have hosts below a name: a top-level domain, or a registry's second level.

    The full list of those is long and changes; these are the common ones.
    """
    labels = ascii_lower(name).split(".")
    if len(labels) == 1:
        return labels[0] not in _PRIVATE_SUFFIXES
    return len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _REGISTRY_LABELS


def fetched_host(row: LinkRow) -> str:
    """The host a mailbox is fetched from."""
    return host_of(row.server)
