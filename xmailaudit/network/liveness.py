"""Does an XMail run on this MailRoot?

Asked before a table with an index is changed, for a running server would read wrong rows by the old
index (XMail facts: reload, section 2).  A server of another MailRoot is no sign, and what could not
be looked at is told: nobody takes it for *stopped*.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.listener import ip_version
from xmailaudit.mailroot.origin import Origin
from xmailaudit.mailroot.startup.machine import Machine
from xmailaudit.messages import Message, _, say

from .sign import Sign, SignKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.start_options import StartOptions
    from xmailaudit.mailroot.startup.processes import Running

    from .windows_service import Answer

__all__ = ["Sign", "SignKind", "running"]

#: How long all of it may take, and how long one address, in seconds.
_ALL, _ONE = 0.8, 0.4

_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104  # nothing listens here, XMail does there
#: Where this machine reaches what listens at every address, or at its own name.
_HERE = {"": "127.0.0.1", "localhost": "127.0.0.1"}

_ANSWERS = _("XMail answers at {address} port {port}")
_IN_VAIN = _("at {address} port {port} XMail may listen: {reason}")


def running(
    root: MailRoot,
    *,
    environ: Mapping[str, str] | None = None,
    machine: Machine | None = None,
    alive: Callable[[int], bool] | None = None,
    service: Callable[[str], Answer | Message] | None = None,
) -> tuple[Sign, ...]:
    """The signs that a server uses a MailRoot that is a folder of this machine; none of another.

    What it is asked of are the processes, on Windows the service, and where these show nothing the
    CTRL and CTRLS ports of its start options.  `machine`, `alive` and `service` stand in for this
    one's; `environ` is looked at for XMAIL_PID_DIR.
    """
    if not isinstance(root.source, DirectorySource):
        return ()
    until = time.monotonic() + _ALL
    machine = machine or Machine()
    folder = root.source.path
    others: tuple[Running, ...] = ()
    if machine.windows:
        from .windows_service import query, service_signs

        signs = tuple(service_signs(folder, machine, service or query))
    else:
        from .server_process import lives, look

        variables = os.environ if environ is None else environ
        signs, others = look(folder, variables, machine, alive or lives)
    if any(sign.certain for sign in signs):
        return signs
    return (*_answering(root, others, until, windows=machine.windows), *signs)


# ------------------------------------------------------------ the CTRL ports


class _Door(NamedTuple):
    """Where CTRL or, with TLS, CTRLS listens; "" is any address."""

    address: str
    port: int
    tls: bool


def _answering(
    root: MailRoot, others: tuple[Running, ...], until: float, *, windows: bool
) -> tuple[Sign, ...]:
    """What the ports tell: the first that XMail answers at, else those that tell nothing."""
    taken = {door for other in others for door in _doors(other.launch.options(Origin.assumed()))}
    taken |= set(map(_here, taken))
    unseen: list[Sign] = []
    for door in sorted(map(_here, _doors(root.start_options)), key=_distance):
        if door in taken or door._replace(address="") in taken:
            continue  # it is a server of another MailRoot that answers there
        answer = _asked(door, until, windows=windows)
        address = door.address
        if answer is True:
            said = say(_ANSWERS, address=address, port=str(door.port))
            return (Sign(SignKind.ANSWERS, said),)
        if answer is not False:
            said = say(_IN_VAIN, address=address, port=str(door.port), reason=answer)
            unseen.append(Sign(SignKind.UNSEEN, said))
    return tuple(unseen)


def _doors(options: StartOptions) -> Iterator[_Door]:
    for service, tls in (("ctrl", False), ("ctrls", True)):
        listener = options.service(service)
        if not listener.enabled:
            continue
        for address, port in listener.addresses or (("", listener.port),):
            yield _Door("" if address in _EVERYWHERE else address, port, tls)
            if address == "::" or listener.ipv6_any:
                yield _Door("::1", port, tls)  # Windows takes IPv4 and IPv6 apart


def _here(door: _Door) -> _Door:
    """The address at which this machine reaches it."""
    return door._replace(address=_HERE.get(door.address.lower(), door.address))


def _distance(door: _Door) -> tuple[bool, bool]:
    """Loopback first, and what needs no TLS."""
    return not door.address.startswith(("127.", "::1")), door.tls


def _asked(door: _Door, until: float, *, windows: bool) -> bool | Message:
    from .greeting import greets

    if not door.port or not ip_version(door.address):
        return say(_("only XMail knows which address and port that is"))
    soon = min(until, time.monotonic() + _ONE)
    return greets(door.address, door.port, until=soon, tls=door.tls, windows=windows)
