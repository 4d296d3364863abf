"""Reading the files that somebody names: certificates and keys, neither of them large."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from xmailaudit.messages import _, say

from .delivery import source
from .errors import CommandLineError

if TYPE_CHECKING:
    from xmailaudit.fix.certificate_install import BroughtFile

__all__ = ["brought", "file_bytes", "usable_key"]

#: Chains have a few kilobytes.
_MOST_BYTES = 2**20


def file_bytes(option: str, name: str) -> bytes:
    """The bytes of the file that an option names.  Raises CommandLineError."""
    from xmailaudit.mailroot.regular_file import TooLargeError, read_regular

    source(option, name)
    try:
        data = read_regular(os.path.realpath(name, strict=True), _MOST_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        template = _("{file} cannot be read: {reason}")
        raise CommandLineError(say(template, file=name, reason=reason)) from None
    except TooLargeError:
        raise CommandLineError(say(_("{file} is too large to be that"), file=name)) from None
    if data is None:
        raise CommandLineError(say(_("{file} is no regular file"), file=name))
    return data


def brought(option: str, name: str) -> BroughtFile:
    """A file for `cert install`.  Raises CommandLineError."""
    from xmailaudit.fix.certificate_install import BroughtFile

    return BroughtFile(name, file_bytes(option, name))


def usable_key(name: str) -> bytes:
    """The file of a key in clear.  Raises CommandLineError and UnfitFileError."""
    from xmailaudit.fix.certificate_input import key_in

    data = file_bytes("--key", name)
    key_in(data, name)
    return data
