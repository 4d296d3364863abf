"""Running XMail servers, as Linux shows them in /proc.

The words come from `cmdline`; `environ` is shown to the server's user and root only, so it may be
missing, and then the options are not known for sure.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from xmailaudit.mailroot.regular_file import small_file

from .launch import Launch, is_xmail

__all__ = ["Running", "running_servers"]


class Running(NamedTuple):
    """A running server: its `cmdline` file, how it was started, and whether that is all of it."""

    file: str
    launch: Launch
    whole: bool

    @property
    def folder(self) -> str:
        """Where the system shows the process."""
        return self.file.rpartition("/")[0]

    @property
    def number(self) -> int:
        """The number of the process."""
        return int(self.folder.rpartition("/")[2])


def running_servers(proc: str) -> tuple[Running, ...]:
    """The XMail servers among the processes, in the order of their numbers."""
    try:
        with os.scandir(proc) as processes:
            numbers = sorted((p.name for p in processes if p.name.isdecimal()), key=int)
    except OSError:
        return ()
    found = (_running(f"{proc}/{number}") for number in numbers)
    return tuple(server for server in found if server is not None)


def _running(process: str) -> Running | None:
    cmdline = small_file(f"{process}/cmdline", follow=False)
    if not cmdline:
        return None
    words = cmdline.decode("latin-1").removesuffix("\0").split("\0")
    if not is_xmail(words[0]) and not is_xmail(_program(process)):
        return None
    environ = small_file(f"{process}/environ", follow=False)
    pairs = (entry.partition("=") for entry in (environ or b"").decode("latin-1").split("\0"))
    variables = {name: value for name, equals, value in pairs if equals}
    launch = Launch(
        tuple(words[1:]),
        variables.get("MAIL_CMD_LINE"),
        variables.get("MAIL_ROOT"),
        temp=variables.get("XMAIL_TEMP"),
        user=_owner(process),
    )
    return Running(f"{process}/cmdline", launch, environ is not None)


def _program(process: str) -> str:
    """The file it runs, whatever it was called by; "" where that is not shown."""
    try:
        return os.readlink(f"{process}/exe").removesuffix(" (deleted)")  # noqa: PTH115  # as below
    except OSError:
        return ""


def _owner(process: str) -> str | None:
    """The number of the user the process runs as."""
    try:
        return str(os.stat(process).st_uid)  # noqa: PTH116  # as the rest of this module
    except OSError:
        return None
