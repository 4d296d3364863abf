"""Files that somebody asks for by name: a report, a plan, a screen.  Whole or not at all."""

from __future__ import annotations

from xmailaudit.messages import XMailAuditError, _, say

__all__ = ["FileError", "lies_in", "write_file"]


class FileError(XMailAuditError):
    """A file that somebody named cannot be written."""


def lies_in(file: str, folder: str | None) -> bool:
    """Whether a file, which need not be there, lies in a folder."""
    import os

    if folder is None:
        return False
    try:
        real = os.path.normcase(os.path.realpath(file))
        return os.path.commonpath((real, os.path.normcase(folder))) == os.path.normcase(folder)
    except ValueError:  # another drive, or no name at all
        return False


def write_file(name: str, data: bytes, *, private: bool = False) -> None:
    """Write a file in the place of the one that was there, if any.

    A `private` one that is new is for its owner alone.  Raises FileError.
    """
    try:
        _replace(name, data, private=private)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        message = say(_("{file} cannot be written: {reason}"), file=name, reason=reason)
        raise FileError(message) from None


def _replace(name: str, data: bytes, *, private: bool) -> None:
    """Write beside the file and rename, so that no reader sees half a report.

    What is no regular file (a device, a pipe) is written to as it is.  Raises OSError.
    """
    import os
    from pathlib import Path

    # Asked by the name given: what `/dev/stdout` leads to, a pipe, has no name of its own.
    if os.path.exists(name) and not os.path.isfile(name):  # noqa: PTH110, PTH113  # any bytes
        with open(name, "wb") as stream:  # noqa: PTH123  # as above
            stream.write(data)
        return
    file = Path(os.path.realpath(name))
    draft = file.with_name(f".{file.name[:100]}.{os.urandom(4).hex()}")
    try:
        with draft.open("xb") as stream:
            if private:
                draft.chmod(0o600)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if file.exists():
            draft.chmod(file.stat().st_mode & 0o7777)
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
