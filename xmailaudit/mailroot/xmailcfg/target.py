"""A text copied out of XMailCFG as a target: a file, or standard input as `-`.

What it holds tells it, not its name.
"""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import TargetError
from xmailaudit.mailroot.file_names import shown
from xmailaudit.mailroot.meant import above
from xmailaudit.mailroot.regular_file import TooLargeError, read_regular
from xmailaudit.messages import Message, _, say

from .opening import LARGEST_TEXT, open_text

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.start_options import StartOptions

__all__ = ["STANDARD_INPUT", "no_text", "open_pasted"]

STANDARD_INPUT = "-"

_NOTHING = _(
    "{path} shows nothing of XMailCFG: looked for were a screen such as ■CTRLアクセス許可, "
    "a setting such as (EnableSMTP-TLS) and a port such as SMTPポート:25"
)
_TOO_LARGE = _("{path} has more than {limit} bytes; nobody copies so much text out of XMailCFG")


def open_pasted(target: str, start_options: StartOptions | None) -> MailRoot | None:
    """The configuration a text shows; None where the target is no such text.

    Raises TargetError for standard input that is none, a saved page, and what cannot be read.
    """
    if target == STANDARD_INPUT:
        data = _standard_input()
        root = open_text(data, target, start_options=start_options)
        if root is None:
            raise TargetError(_refusal(say(_("standard input")), len(data)))
        return root
    found = _bytes(target)
    return None if found is None else open_text(found, shown(target), start_options=start_options)


def no_text(target: str) -> Message | None:
    """What is missing in a file that is no text out of XMailCFG; None for what is no file at all.

    A file of a MailRoot is one: whoever names it means the folder around it.
    """
    try:
        real = os.path.realpath(os.fsencode(target), strict=True)
        status = os.lstat(real)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode) or above(real, windows=os.name == "nt") is not None:
        return None
    return _refusal(shown(target), status.st_size)


def _refusal(path: str | Message, size: int) -> Message:
    if size > LARGEST_TEXT:
        return say(_TOO_LARGE, path=path, limit=LARGEST_TEXT)
    return say(_NOTHING, path=path)


def _standard_input() -> bytes:
    """What stands on standard input, as far as it may be a text; nothing where it is closed."""
    if sys.stdin is None:
        return b""
    try:
        return sys.stdin.buffer.read(LARGEST_TEXT + 1)
    except OSError as error:
        raise _unreadable(say(_("standard input")), error) from None


def _bytes(target: str) -> bytes | None:
    """The bytes of a regular file that is small enough to be a pasted text."""
    try:
        real = os.path.realpath(target, strict=True)
        if not stat.S_ISREG(os.lstat(real).st_mode):
            return None
    except (OSError, ValueError):
        return None
    try:
        return read_regular(real, LARGEST_TEXT)
    except TooLargeError:
        return None
    except OSError as error:
        raise _unreadable(shown(target), error) from None


def _unreadable(path: str | Message, error: OSError) -> TargetError:
    template = _("{path} cannot be read: {reason}")
    return TargetError(say(template, path=path, reason=error.strerror or str(error)))
