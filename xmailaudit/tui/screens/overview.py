"""Overview: who may do what, the grade, what to do first, the server and its certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from xmailaudit.messages import _
from xmailaudit.tui.look import MARKED, plain
from xmailaudit.tui.page import Page
from xmailaudit.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.audit.report import Report
    from xmailaudit.report.language import Words

__all__ = ["OverviewScreen"]

#: Before the audit is done, so many findings are shown of those that came first.
_MOST_EARLY = 12


class OverviewScreen(Page):
    """The first screen."""

    tab = "overview"
    about = _(
        "Who may do what from where, as the configuration stands; the grade; what to do first; and "
        "which server it is. All of it is worked out from the files: no server is asked."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "app.go('findings')", _("findings"), id="to-findings"),
    ]

    def body(self) -> Iterable[Widget]:
        """One text."""
        yield Pane()

    def refreshed(self) -> None:
        """All of it anew; the place where somebody reads stays."""
        self.query_one(Pane).show(self._lines, top=False)

    def plain(self, width: int) -> Iterable[str]:
        """The same text."""
        return map(plain, self._lines(width))

    def _lines(self, width: int) -> Iterator[str]:
        words = self.words.wide(width)
        report = self.desk.report
        if report is None:
            yield from self._early(words)
        else:
            yield from self._overview(report, words)

    def _early(self, words: Words) -> Iterator[str]:
        """What is found while it is still being judged, the worst first."""
        from xmailaudit.report.text_finding import heading_lines, what_lines

        yield MARKED("bold", words(_("Found so far:")))
        found = sorted(self.desk.found, key=lambda one: one.severity.rank)
        for reported in found[:_MOST_EARLY]:
            yield ""
            yield from heading_lines(reported, words, MARKED)
            yield from what_lines(reported.finding, words)

    def _overview(self, report: Report, words: Words) -> Iterator[str]:
        from xmailaudit.report.text import first_lines, grade_lines
        from xmailaudit.report.text_exposure import exposure_table
        from xmailaudit.report.text_layout import apart

        yield from apart(
            exposure_table(report, words, MARKED),
            grade_lines(report, words, MARKED),
            first_lines(report, words, MARKED),
            self._facts(words),
        )

    def _facts(self, words: Words) -> Iterator[str]:
        """The server and its certificates."""
        from xmailaudit.report.text_facts import facts_text

        if self.desk.facts is not None:
            yield from facts_text(self.desk.facts, words, MARKED)
