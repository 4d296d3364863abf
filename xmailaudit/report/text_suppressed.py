"""What a suppression that was just made hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import plural, say

if TYPE_CHECKING:
    from collections.abc import Sized

    from xmailaudit.audit.suppression import Suppression
    from xmailaudit.messages import Message

__all__ = ["suppressed_message"]

_UNTIL = plural(
    "{file}:{line}: hides {count} finding of {rule} until {date}",
    "{file}:{line}: hides {count} findings of {rule} until {date}",
    by="count",
)
_FOR_EVER = plural(
    "{file}:{line}: hides {count} finding of {rule} for ever",
    "{file}:{line}: hides {count} findings of {rule} for ever",
    by="count",
)


def suppressed_message(suppression: Suppression, hides: Sized, file: str) -> Message:
    """Where it stands, and how many findings it hides how long."""
    until = suppression.expires_on()
    return say(
        _FOR_EVER if until is None else _UNTIL,
        file=file,
        line=str(suppression.line),
        count=len(hides),
        rule=suppression.rule_id,
        date=until,
    )
