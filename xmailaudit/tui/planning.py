"""A plan with its preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.audit.engine import Observer
    from xmailaudit.audit.preview import Preview
    from xmailaudit.fix.plan import Plan
    from xmailaudit.fix.wanted import Wanted
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.report.language import Words
    from xmailaudit.report.text_style import Style
    from xmailaudit.session import Session

__all__ = ["Planned"]


class Planned(NamedTuple):
    """What `wanted` comes to."""

    wanted: Wanted
    plan: Plan
    preview: Preview

    @classmethod
    def of(cls, session: Session, wanted: Wanted, at: float | None, observer: Observer) -> Planned:
        """Make the plan and preview it; nothing is written.  Raises UnseenFileError."""
        plan = session.plan(wanted, at=at, observer=observer)
        preview = session.preview_of(plan.changes, at=at, before=plan.before, observer=observer)
        return cls(wanted, plan, preview)

    def lines(self, root: MailRoot, words: Words, style: Style) -> Iterator[str]:
        """The plan and its preview in words."""
        from xmailaudit.report.text_plan import plan_lines
        from xmailaudit.report.text_preview import preview_text
        from xmailaudit.session import plan_part

        part = plan_lines(plan_part(self.plan), words, style)
        return iter(preview_text(self.preview, root, words, style, part).rstrip("\n").split("\n"))
