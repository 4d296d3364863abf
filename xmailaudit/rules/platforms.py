"""On what system the server runs, as far as anybody told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.gathered import collected_of

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .given import Given

__all__ = ["is_windows"]


def is_windows(root: MailRoot, given: Given) -> bool:
    """Whether the profile says so, or what `collect` gathered."""
    told = collected_of(root.source)
    return given.platform == "windows" or (told is not None and told.windows)
