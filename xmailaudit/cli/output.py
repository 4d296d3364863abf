"""Standard output and standard error, as commands write to them.

A reader that goes away (`| head`) is no error: what is left is not written, and the command ends
with the status it would have had anyway.  A character that the stream cannot hold becomes an
escape.
"""

from __future__ import annotations

import errno
import os
from io import TextIOWrapper
from typing import TYPE_CHECKING

from xmailaudit.messages import XMailAuditError, _, say

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["Output", "OutputError"]

#: How a closed pipe shows: on Windows writing to one is an invalid argument.
_GONE = (errno.EPIPE, errno.ESHUTDOWN, *([errno.EINVAL] if os.name == "nt" else []))


class OutputError(XMailAuditError):
    """What was to be written cannot be written there."""


class Output:
    """A text stream that may have no reader, or not be there at all (`>&-`)."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.terminal = _is_terminal(stream)
        self.encoding = getattr(stream, "encoding", None) or "utf-8"
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")

    @property
    def columns(self) -> int:
        """How wide the terminal is; 80 where there is none, or it does not say."""
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or 80 if self._stream else 80
        except (OSError, ValueError):
            return 80

    def line(self, text: str = "") -> None:
        """Write a line."""
        self.write(text + "\n")

    def write(self, text: str) -> None:
        """Write text.  Raises OutputError where there is no room or the device fails."""
        if self._stream is None:
            return
        try:
            self._stream.write(text)
        except OSError as error:
            self._failed(error)

    def exactly(self, text: str) -> None:
        """Write text whose line ends stay what they are, whatever those of the system are."""
        if isinstance(self._stream, TextIOWrapper):
            self._stream.reconfigure(newline="")
        self.write(text)

    def finish(self, status: int) -> int:
        """Write what is still held back; gives the status back."""
        if self._stream is None:
            return status
        try:
            self._stream.flush()
        except OSError as error:
            self._failed(error)
        return status

    def _failed(self, error: OSError) -> None:
        """Write no more.  Raises OutputError unless the reader just went away."""
        stream, self._stream = self._stream, None
        _let_go(stream)
        if error.errno not in _GONE:
            reason = error.strerror or type(error).__name__
            raise OutputError(say(_("the output cannot be written: {reason}"), reason=reason))


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _let_go(stream: TextIO | None) -> None:
    """Have the interpreter's own last flush go nowhere, else it complains."""
    try:
        descriptor = stream.fileno() if stream is not None else -1
        nowhere = os.open(os.devnull, os.O_WRONLY)
    except (OSError, ValueError):
        return
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
