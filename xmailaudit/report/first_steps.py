"""What to do first, in words: each step with how many findings it clears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, plural, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.audit.report import Report
    from xmailaudit.messages import Message

__all__ = ["first_steps", "heading"]

_STEP = plural(
    _("{title}: clears {count} finding ({rules})"),
    _("{title}: clears {count} findings ({rules})"),
    by="count",
)


def heading() -> Message:
    """What stands above the steps."""
    return say(_("Do first:"))


def first_steps(report: Report) -> Iterator[Message]:
    """Each step, the best first."""
    for step in report.do_first:
        title = step.title
        if step.file is not None:
            title = say(_("{title}, in {file}"), title=step.title, file=step.file)
        yield say(_STEP, title=title, count=step.clears, rules=Listing(step.rules))
