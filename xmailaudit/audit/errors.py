"""The errors of floor 5: what was asked of an audit is wrong.  All of them end in exit status 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import XMailAuditError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.messages import Message

__all__ = [
    "AuditError",
    "BaselineError",
    "Cancelled",
    "OwnRuleError",
    "ProfileError",
    "ReportFileError",
    "SelectionError",
    "SuppressionError",
    "nearest",
]


class AuditError(XMailAuditError):
    """The root of floor 5's errors."""


class Cancelled(Exception):  # noqa: N818  # nothing is wrong
    """Somebody stopped it: raised by an observer, for whoever began what he observes.

    None of the floor's errors, so that nothing between the two takes it for one and goes on.
    """


class SelectionError(AuditError):
    """No rule, name or family is called so, or no rule is left."""


class BaselineError(AuditError):
    """A file is no baseline, or a broken one."""


class OwnRuleError(AuditError):
    """A rule of somebody's own cannot be loaded, or has a defect."""


class ReportFileError(AuditError):
    """A file is no report of an earlier audit, or a broken one."""


class SuppressionError(AuditError):
    """A suppression that somebody wants makes no sense, or cannot be written."""


class ProfileError(AuditError):
    """A profile is wrong; `key` is the dotted key at fault, if one is."""

    def __init__(
        self,
        message: Message,
        *,
        file: str | None = None,
        key: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message, file=file, line=line, column=column)
        self.key = key


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like `word`; empty where none is known."""
    from difflib import get_close_matches

    by_lower = {name.lower(): name for name in known}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=0)
    return by_lower[found[0]] if found else ""
