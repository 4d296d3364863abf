"""Where a report goes: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say

from .errors import CommandLineError

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .console import Console

__all__ = ["deliver", "destination", "same_file", "source"]


def source(option: str, file: str | None) -> str | None:
    """The file or folder that an option names, if any.

    Raises CommandLineError for an empty name, which would be the current folder.
    """
    if file == "":
        raise CommandLineError(say(_("{option} needs a value"), option=option))
    return file


def destination(output: str | None, root: MailRoot, option: str = "--output") -> str | None:
    """The file that an option names, None for standard output.

    Raises CommandLineError for none, and for one in the MailRoot: an audit changes nothing there.
    """
    if output is None or output == "-":
        return None
    source(option, output)
    from xmailaudit.session.files import lies_in

    if lies_in(output, getattr(root.source, "path", None)):
        template = _("{file} lies in the MailRoot, where nothing is written; name another file")
        raise CommandLineError(say(template, file=output))
    return output


def same_file(one: str, other: str) -> bool:
    """Whether two names lead to one file, which need not be there; a device is no file."""
    import os

    try:
        names = {os.path.normcase(os.path.realpath(name)) for name in (one, other)}
    except ValueError:  # no name at all
        return False
    return len(names) == 1 and os.devnull not in names


def deliver(console: Console, file: str | None, text: str, *, private: bool = False) -> None:
    """Write a report to `file`, or to standard output where it is None.  Raises FileError.

    A `private` file that is new is for its owner alone.
    """
    if file is None:
        console.out.write(text)
        return
    from xmailaudit.session.files import write_file

    write_file(file, text.encode("utf-8", "backslashreplace"), private=private)
