"""A plan in hand: shown, and carried out if nothing speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.report.text_style import PLAIN

from .fixing import refuse, tell_done, tell_served

if TYPE_CHECKING:
    from xmailaudit.audit.preview import Preview
    from xmailaudit.audit.report import Report
    from xmailaudit.fix.plan import Plan
    from xmailaudit.fix.wanted import Wanted
    from xmailaudit.session import Session

    from .console import Console

__all__ = ["Doing", "of_selected", "perform", "shown"]


class Doing(NamedTuple):
    """What is to be carried out, and under which conditions."""

    session: Session
    plan: Plan
    preview: Preview
    accepted: tuple[str, ...]
    fail_on: str
    stopped: bool


def perform(console: Console, doing: Doing) -> bool:
    """Carry a plan out, unless something new or a running server speaks against it; says which.

    Raises RefusedError, JournalError and UnfinishedError.
    """
    against = doing.session.objections(
        doing.preview, accepted=doing.accepted, fail_on=doing.fail_on, stopped=doing.stopped
    )
    if against.worse:
        refuse(console, against.worse)
        return False
    if against.signs:
        tell_served(console, against.indexed, against.signs)
        return False
    transaction = doing.session.carry_out(doing.plan.changes, doing.plan.label)
    tell_done(console, transaction)
    return True


def shown(
    console: Console,
    session: Session,
    plan: Plan,
    preview: Preview,
    form: str,
    file: str | None,
) -> str:
    """The plan and its preview, as text or JSON."""
    from xmailaudit.session import plan_part

    words = console.words
    part = plan_part(plan)
    if form == "json":
        from xmailaudit.report.json_preview import json_preview
        from xmailaudit.report.json_text import json_text
        from xmailaudit.report.text_plan import plan_json

        preview_json = json_preview(preview, session.root, words)
        return json_text({**preview_json, "plan": plan_json(part, words)})
    from xmailaudit.report.text_plan import plan_lines
    from xmailaudit.report.text_preview import preview_text

    style = console.style() if file is None else PLAIN
    return preview_text(
        preview, session.root, words, style, plan_part=plan_lines(part, words, style)
    )


def of_selected(report: Report, wanted: Wanted) -> Report:
    """The report as if only the selected rules had been asked: by it the status goes."""
    from xmailaudit.audit.grade import summarise

    takes = wanted.selection.takes
    findings = tuple(one for one in report.findings if takes(one.finding.rule.id))
    gaps = tuple(one for one in report.not_evaluated if takes(one.rule.id))
    return report._replace(findings=findings, not_evaluated=gaps, summary=summarise(findings, gaps))
