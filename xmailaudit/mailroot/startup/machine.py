"""The places of a machine that are looked at for XMail; another one can stand in for this one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Machine"]

_UNIT_FOLDERS = (
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
)
_SCRIPTS = (
    "/etc/init.d/xmail",
    "/etc/rc.d/init.d/xmail",
    "/etc/rc.d/rc.xmail",
    "/etc/rc.d/xmail",
    "/usr/local/etc/rc.d/xmail",
    "/usr/local/etc/rc.d/xmail.sh",
    "/etc/default/xmail",
    "/etc/sysconfig/xmail",
    "/etc/conf.d/xmail",
    "/etc/rc.local",
)
_USUAL_FOLDERS = (
    "/var/MailRoot",
    "/var/lib/xmail",
    "/var/spool/xmail",
    "/usr/local/MailRoot",
    "/opt/MailRoot",
    "/srv/MailRoot",
)
_USUAL_FOLDERS_OF_WINDOWS = (
    "C:\\MailRoot",
    "C:\\XMail\\MailRoot",
    "D:\\MailRoot",
    "D:\\XMail\\MailRoot",
)


def _live_registry(name: str) -> str | None:
    from .registry import live_value

    return live_value(name)


class Machine(NamedTuple):
    """A machine: its top folder, whether it is a Windows, and the registry values of XMail."""

    top: str = "/"
    windows: bool = os.name == "nt"
    registry: Callable[[str], str | None] = _live_registry

    def path(self, absolute: str) -> str:
        """Where an absolute path of the machine lies for us."""
        return absolute if self.top == "/" else self.top + absolute

    @property
    def unit_folders(self) -> tuple[str, ...]:
        """The folders of systemd's units, the administrator's first."""
        return () if self.windows else tuple(map(self.path, _UNIT_FOLDERS))

    @property
    def scripts(self) -> tuple[str, ...]:
        """The scripts that start XMail on all sorts of Unix, and the files they read."""
        return () if self.windows else tuple(map(self.path, _SCRIPTS))

    @property
    def usual_folders(self) -> tuple[str, ...]:
        """The folders a MailRoot is usually in."""
        folders = _USUAL_FOLDERS_OF_WINDOWS if self.windows else _USUAL_FOLDERS
        return tuple(map(self.path, folders))

    @property
    def processes(self) -> str:
        """The folder of the running processes."""
        return self.path("/proc")
