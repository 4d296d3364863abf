"""Whether XMail's Windows service runs.  Tested with made-up answers, never on a Windows.

A service is called as its program is: XMail.  The names of states are the same in every language
of Windows, what stands before them is not.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import Message, _, say

from .sign import Sign, SignKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xmailaudit.mailroot.startup.machine import Machine

__all__ = ["Answer", "query", "service_signs"]

SERVICE = "XMail"
_NO_SUCH_SERVICE = 1060
_STATES = frozenset(
    ("RUNNING", "START_PENDING", "STOP_PENDING", "PAUSE_PENDING", "PAUSED", "CONTINUE_PENDING")
)
_SECONDS = 0.5


class Answer(NamedTuple):
    """What `sc query` ended with and said."""

    status: int
    text: str


def service_signs(
    folder: str, machine: Machine, ask: Callable[[str], Answer | Message]
) -> Iterator[Sign]:
    """The service, unless the registry gives it another MailRoot."""
    named = machine.registry("MAIL_ROOT")
    if named and not _same(named, folder):
        return
    answer = ask(SERVICE)
    if not isinstance(answer, Answer):
        template = _("the service {service} could not be asked: {reason}")
        yield Sign(SignKind.UNSEEN, say(template, service=SERVICE, reason=answer))
    elif _STATES & set(answer.text.split()):
        yield Sign(SignKind.SERVICE, say(_("the service {service} runs"), service=SERVICE))
    elif answer.status not in (0, _NO_SUCH_SERVICE):
        template = _("the service {service} could not be asked: error {status}")
        yield Sign(SignKind.UNSEEN, say(template, service=SERVICE, status=str(answer.status)))


def query(service: str) -> Answer | Message:
    """Ask Windows for a service; a message where that fails: why."""
    import subprocess

    windows = os.environ.get("SYSTEMROOT", r"C:\Windows")
    program = rf"{windows}\System32\sc.exe"
    try:
        done = subprocess.run(  # noqa: S603  # Windows' own program, no word of anybody's
            [program, "query", service],
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return say(_("it did not answer in time"))
    except OSError as error:
        from xmailaudit.mailroot.failures import reason_of

        return reason_of(error)
    return Answer(done.returncode, done.stdout.decode("latin-1"))


def _same(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):
        return False
