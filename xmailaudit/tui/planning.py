"""A plan with its preview, and the words of a command line that make the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xmailaudit.audit.engine import Observer
    from xmailaudit.audit.preview import Preview
    from xmailaudit.fix.plan import Plan
    from xmailaudit.fix.wanted import Pick, Wanted
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.report.language import Words
    from xmailaudit.report.text_style import Style
    from xmailaudit.session import Session

__all__ = ["Planned", "answer_words", "picking_words"]


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
        from xmailaudit.session.carrying import plan_part

        part = plan_lines(plan_part(self.plan), words, style)
        return iter(preview_text(self.preview, root, words, style, part).rstrip("\n").split("\n"))


def picking_words(picks: Iterable[Pick], answers: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """The options that choose these fixes, with the answers to their questions."""
    chosen = sorted(picks)
    for pick in chosen:
        yield from ("--pick", f"{pick.rule}/{pick.fix}/{pick.fingerprint}")
    rules = {pick.rule for pick in chosen}
    yield from answer_words({asked: told for asked, told in answers.items() if asked[0] in rules})


def answer_words(answers: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """The options that answer questions of fixes."""
    for (rule, name), value in sorted(answers.items()):
        yield from ("--answer", f"{rule}.{name}={value}")
