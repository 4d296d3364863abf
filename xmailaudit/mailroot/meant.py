"""Which MailRoot a person means who names something else: a folder in it, one above it, a table.

Only for the error: a few folders are listed, and what cannot be listed is none.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["LANDMARKS", "above", "below", "is_mail_root"]

#: One of these, or an access map, makes a folder a MailRoot.
LANDMARKS = ("server.tab", "domains.tab", "mailusers.tab")
_MAP = ".ipmap.tab"

#: A mailbox lies at most so deep: domains/DOMAIN/USER/Maildir/new.
_DEEPEST = 5
#: A folder with more names than this is no place where somebody keeps MailRoots.
_MOST = 1000


def is_mail_root(names: Iterable[str], *, windows: bool) -> bool:
    """Whether a folder that holds these names is a MailRoot; on Windows case does not count."""
    known = (name.lower() for name in names) if windows else names
    return any(name in LANDMARKS or name.endswith(_MAP) for name in known)


def above(path: bytes, *, windows: bool) -> bytes | None:
    """The nearest folder around a real path that is a MailRoot."""
    for _ in range(_DEEPEST):
        folder = os.path.dirname(path)  # noqa: PTH120  # the name may be any bytes
        if folder == path:
            return None
        if is_mail_root(_names(folder), windows=windows):
            return folder
        path = folder
    return None


def below(path: bytes, *, windows: bool) -> Iterator[bytes]:
    """The names of the MailRoots in a folder, by their bytes."""
    for name in sorted(_names(path)[:_MOST]):
        raw = os.fsencode(name)
        if is_mail_root(_names(os.path.join(path, raw)), windows=windows):  # noqa: PTH118  # as above
            yield raw


def _names(folder: bytes) -> list[str]:
    try:
        return [os.fsdecode(name) for name in os.listdir(folder)]  # noqa: PTH208  # as above
    except (OSError, ValueError):
        return []
