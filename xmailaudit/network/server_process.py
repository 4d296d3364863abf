"""The processes of a machine that may be the server of a MailRoot.

On Linux /proc shows them all, and how each was started; elsewhere XMail's pid file names one.
(XMail facts: command-line, sections 2 and 3.)
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.file_names import shown
from xmailaudit.mailroot.regular_file import small_file
from xmailaudit.mailroot.startup.processes import running_servers
from xmailaudit.messages import _, say

from .sign import Sign, SignKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from xmailaudit.mailroot.startup.machine import Machine
    from xmailaudit.mailroot.startup.processes import Running
    from xmailaudit.messages import Message

__all__ = ["Processes", "lives", "look"]

_LARGEST_NUMBER = 2**22


class Processes(NamedTuple):
    """What the processes tell: the signs of a server of this MailRoot, and servers of others."""

    signs: tuple[Sign, ...]
    others: tuple[Running, ...]


def look(
    folder: str, environ: Mapping[str, str], machine: Machine, alive: Callable[[int], bool]
) -> Processes:
    """Look through the processes.  `alive` tells whether a number is one of a process."""
    proc = machine.processes
    named = _pid_file(machine, environ)
    number = _number(named)
    signs: list[Sign] = []
    others: list[Running] = []
    for server in running_servers(proc):
        serves = _serves(server, folder, machine)
        if serves is False:
            others.append(server)
        elif server.number == number:
            signs.append(Sign(SignKind.PID_FILE, _named_by(named, number, sure=serves)))
        else:
            signs.append(Sign(SignKind.PROCESS, _a_process(server.number, sure=serves)))
    if not signs:
        signs += _unseen(named, number, proc, alive)
    return Processes(tuple(signs), tuple(others))


def lives(number: int) -> bool:
    """Whether there is a process of that number.  Not for Windows, where asking would end it."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it is somebody else's
    return True


def _unseen(
    named: str, number: int | None, proc: str, alive: Callable[[int], bool]
) -> Iterator[Sign]:
    """What the pid file tells where a process does not show what it is, and what is hidden."""
    if not Path(proc, "self").exists():
        if number is not None and alive(number):
            yield Sign(SignKind.PID_FILE, _living(named, number))
    elif number is not None and not Path(proc, str(number)).exists() and alive(number):
        yield Sign(SignKind.UNSEEN, _living(named, number))
    elif small_file(f"{proc}/1/cmdline", follow=False) is None:
        template = _("the processes of other users are hidden; an XMail may be among them")
        yield Sign(SignKind.UNSEEN, say(template))


def _pid_file(machine: Machine, environ: Mapping[str, str]) -> str:
    folder = environ.get("XMAIL_PID_DIR")
    return f"{machine.path('/var/run') if folder is None else folder}/XMail.pid"


def _number(file: str) -> int | None:
    """The number in a pid file, None where no process can have it."""
    digits = (small_file(file, follow=True, limit=64) or b"").strip()
    number = int(digits) if digits.isdigit() else 0
    return number if 0 < number <= _LARGEST_NUMBER else None


def _serves(server: Running, folder: str, machine: Machine) -> bool | None:
    """Whether a server uses this MailRoot; None where that cannot be seen."""
    named = server.launch.root
    if named is None:
        return False if server.whole else None
    path = os.fsdecode(named.encode("latin-1", "replace"))
    if path[:1] != "/":
        return _same(f"{server.folder}/cwd/{path}", folder)
    # A container has files of its own under the same names.
    own = _same(f"{server.folder}/root{path}", folder)
    if own is not None:
        return own
    return True if _same(machine.path(path), folder) else _nowhere_else(machine.path(path))


def _nowhere_else(path: str) -> bool | None:
    """False: the name leads to another folder; None: it leads nowhere that we could look at."""
    return False if Path(path).is_dir() else None


def _same(path: str, folder: str) -> bool | None:
    try:
        return Path(path).samefile(folder)
    except (OSError, ValueError):
        return None


def _named_by(file: str, number: int | None, *, sure: bool | None) -> Message:
    process = str(number)
    if sure:
        template = _("{file} names process {process}, an XMail that uses this MailRoot")
    else:
        template = _(
            "{file} names process {process}, an XMail; whether it uses this MailRoot cannot be seen"
        )
    return say(template, file=shown(file), process=process)


def _a_process(number: int, *, sure: bool | None) -> Message:
    if sure:
        template = _("process {process} is an XMail that uses this MailRoot")
    else:
        template = _("process {process} is an XMail; whether it uses this MailRoot cannot be seen")
    return say(template, process=str(number))


def _living(file: str, number: int) -> Message:
    template = _("{file} names process {process}, which lives; whether it is XMail cannot be seen")
    return say(template, file=shown(file), process=str(number))
