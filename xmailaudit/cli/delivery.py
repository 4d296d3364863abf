"""Where a report goes: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say

from .output import OutputError

if TYPE_CHECKING:
    from .console import Console

__all__ = ["deliver"]


def deliver(console: Console, file: str | None, text: str) -> None:
    """Write a report to `file`, or to standard output where it is None.  Raises OutputError."""
    if file is None:
        console.out.write(text)
        return
    try:
        _replace(file, text.encode("utf-8", "backslashreplace"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        message = say(_("{file} cannot be written: {reason}"), file=file, reason=reason)
        raise OutputError(message) from None


def _replace(name: str, data: bytes) -> None:
    """Write beside the file and rename, so that no reader sees half a report.

    What is no regular file (a device, a pipe) is written to as it is.  Raises OSError.
    """
    import os
    from pathlib import Path

    file = Path(os.path.realpath(name))
    if file.exists() and not file.is_file():
        file.write_bytes(data)
        return
    draft = file.with_name(f".{file.name[:100]}.{os.urandom(4).hex()}")
    try:
        with draft.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if file.exists():
            draft.chmod(file.stat().st_mode & 0o7777)
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
