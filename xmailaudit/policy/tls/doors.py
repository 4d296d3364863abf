"""The ways into TLS that XMail offers to clients, be it that no handshake succeeds behind them.

XMail facts: tls, section 3 (offered whatever the certificate is; ports that speak TLS from the
first byte have no setting); command-line, section 5 (each has a listener of its own).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xmailaudit.mailroot.settings import State
from xmailaudit.policy.addresses import loopback
from xmailaudit.policy.reach import listening

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting

__all__ = ["COMMANDS", "PORTS", "Door", "Doors", "doors", "is_heard_elsewhere"]


class Door(NamedTuple):
    """A way into TLS: a command at a plain port, switched by a setting, or a port of its own."""

    name: str
    service: str
    setting: str | None = None


#: The commands that lead into TLS at the plain ports.
COMMANDS: Final = (
    Door("STARTTLS", "smtp", "EnableSMTP-TLS"),
    Door("STLS", "pop3", "EnablePOP3-TLS"),
    Door("#!TLS", "ctrl", "EnableCTRL-TLS"),
)
#: The ports that speak TLS from the first byte.
PORTS: Final = (Door("SMTPS", "smtps"), Door("POP3S", "pop3s"), Door("CTRLS", "ctrls"))


class Doors(NamedTuple):
    """The doors that are open, and the settings not shown that may open another."""

    open: tuple[Door, ...]
    hidden: tuple[str, ...]


def doors(root: MailRoot) -> Doors:
    """The ways into TLS at services that listen, be it for this machine alone."""
    heard = [door for door in (*COMMANDS, *PORTS) if listening(root, door.service, twin=False)]
    settings = {door: root.setting(door.setting) for door in heard if door.setting is not None}
    return Doors(
        tuple(one for one in heard if one not in settings or _is_on(settings[one])),
        tuple(one.name for one in settings.values() if one.state is State.UNKNOWN),
    )


def _is_on(setting: Setting) -> bool:
    return setting.state is not State.UNKNOWN and setting.flag


def is_heard_elsewhere(root: MailRoot, door: Door) -> bool:
    """Whether connections of other machines arrive at the door."""
    return bool(listening(root, door.service, twin=False) - loopback())
