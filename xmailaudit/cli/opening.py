"""Opening what a command reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xmailaudit.audit.profile import Profile
    from xmailaudit.session import Session

    from .console import Console

__all__ = ["open_session"]


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
