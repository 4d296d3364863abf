"""Opening what a command reads, and showing how far its judging is."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.audit.engine import Observer
    from xmailaudit.audit.profile import Profile
    from xmailaudit.session import Session

    from .console import Console

__all__ = ["open_session", "watching"]


def open_session(
    console: Console, target: str | None, *, profile: str | Profile, command_line: str | None
) -> Session:
    """Open a target under a profile; what was found or assumed is said when all is done.

    Raises ProfileError and TargetError.
    """
    from xmailaudit.session import start

    session = start(target, profile=profile, command_line=command_line)
    for notice in session.notices:
        console.notice(notice)
    return session


@contextmanager
def watching(console: Console) -> Iterator[Observer | None]:
    """Who watches an audit: where somebody may be looking, a line that says how far it is."""
    if not console.err.terminal:
        yield None
        return
    from .progress import Progress

    progress = Progress(console)
    try:
        yield progress
    finally:
        progress.done()
