"""The host names that the server goes by, as far as its settings tell.

Offline nobody knows what clients connect to, so the names the server calls itself stand for it:
SmtpServerDomain and HeloDomain, and RootDomain where neither is set.  POP3Domain is the domain of
logins without one, no host's name (XMail facts: server-tab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.certificates.host_names import ascii_name
from xmailaudit.mailroot.settings import State
from xmailaudit.policy.outbound.helo_name import name_fault

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.outbound.helo_name import NameFault

__all__ = ["ServerName", "ServerNames", "server_names"]

_SETTINGS = ("SmtpServerDomain", "HeloDomain")
_LAST_RESORT = "RootDomain"


class ServerName(NamedTuple):
    """A name as it is set (bytes as latin-1), and the setting."""

    name: str
    setting: str

    @property
    def ascii(self) -> str | None:
        """The name as certificates hold it; None for what is no host name."""
        return ascii_name(_decoded(self.name))

    @property
    def fault(self) -> NameFault | None:
        """Why it is no name to show to the world."""
        return name_fault(self.ascii or self.name)


class ServerNames(NamedTuple):
    """The names in effect, and the settings that may hold another and are not shown."""

    names: tuple[ServerName, ...]
    hidden: tuple[str, ...]


def server_names(root: MailRoot) -> ServerNames:
    """The names the server calls itself."""
    settings = [root.setting(name) for name in _SETTINGS]
    hidden = tuple(one.name for one in settings if one.state is State.UNKNOWN)
    names = [ServerName(one.text, one.name) for one in settings if one.text]
    if not names and not hidden:
        last = root.setting(_LAST_RESORT)
        names = [ServerName(last.text, last.name)] if last.text else []
    return ServerNames(tuple(names), hidden)


def _decoded(text: str) -> str:
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text
