"""The command line's own errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import XMailAuditError, _, say

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["CommandLineError", "HelpWantedError", "nearest", "unknown"]


class CommandLineError(XMailAuditError):
    """The command line is wrong."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that somebody may have meant."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(known), 1)), None)


def unknown(
    template: str, word: str, known: Iterable[str], **parameters: object
) -> CommandLineError:
    """An error about a word nobody knows, with the nearest known one if one is near."""
    what = say(template, word=word, **parameters)
    meant = nearest(word, known)
    if meant is None:
        return CommandLineError(what)
    return CommandLineError(say(_("{what} Did you mean {meant}?"), what=what, meant=meant))


class HelpWantedError(Exception):
    """Not an error: a page of help is to be shown instead of running anything.

    `asked` is False where no command was named, which is wrong use.
    """

    def __init__(self, page: str, *, asked: bool = True) -> None:
        super().__init__(page)
        self.page = page
        self.asked = asked
