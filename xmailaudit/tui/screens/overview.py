"""Overview: who may do what, the grade, what to do first, the server and its certificates."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Horizontal

from xmailaudit.messages import _, say
from xmailaudit.report.text_layout import apart, wrap
from xmailaudit.rules.finding import Severity
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
    DEFAULT_CSS = """
    OverviewScreen #found { width: 5fr; }
    OverviewScreen #server { display: none; width: 4fr; border-left: solid $primary; }
    OverviewScreen.-wide #server { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "app.go('findings')", _("findings"), id="to-findings"),
    ]

    def body(self) -> Iterable[Widget]:
        """What was found, and beside it the server where there is room."""
        with Horizontal():
            yield Pane(self._lines, id="found")
            yield Pane(self._facts, id="server")

    def on_mount(self) -> None:
        """What was found is what is read."""
        self.query_one("#found").focus()

    def refreshed(self) -> None:
        """All of it anew; the place where somebody reads stays."""
        for pane in self.query(Pane):
            pane.lay_out_anew()

    def plain(self, width: int) -> Iterable[str]:
        """The same text, one part below the other."""
        parts = self._found(width), self._facts(width)
        return map(plain, apart(*parts))

    # ------------------------------------------------------------ what is shown

    def _lines(self, width: int) -> Iterator[str]:
        """All of it, or what does not stand beside it."""
        if self.query_one("#server").display:
            return self._found(width)
        return apart(self._found(width), self._facts(width))

    def _found(self, width: int) -> Iterator[str]:
        words, report = self.words.wide(width), self.desk.report
        return self._early(words) if report is None else self._judged(report, words)

    def _early(self, words: Words) -> Iterator[str]:
        """What is found while it is still being judged, the worst first."""
        from xmailaudit.report.text_finding import heading_lines, what_lines

        yield MARKED("bold", words(_("Found so far:")))
        found = self.desk.findings
        worst = (one for severity in Severity for one in found if one.severity is severity)
        for reported in islice(worst, _MOST_EARLY):
            yield ""
            yield from heading_lines(reported, words, MARKED)
            yield from what_lines(reported.finding, words)

    def _judged(self, report: Report, words: Words) -> Iterator[str]:
        """First what fits a small screen: who may do what, how bad it is, what to do first."""
        from xmailaudit.report import text
        from xmailaudit.report.text_exposure import exposure_table

        return apart(
            exposure_table(report, words, MARKED),
            chain(
                text.result_lines(report, words, MARKED),
                self._certificate(words),
            ),
            text.first_lines(report, words, MARKED),
            text.judged_lines(report, words),
            text.open_lines(report, words),
            text.hidden_lines(report, words),
        )

    def _certificate(self, words: Words) -> Iterator[str]:
        """How long the server's certificate is valid; a word in its place until it is known."""
        from xmailaudit.report.text_facts import server_certificate

        told = say(_("being looked at"))
        if self.desk.facts is not None:
            told = server_certificate(self.desk.facts)
        yield from wrap(words(_("Certificate: {told}"), told=told), words.width)

    def _facts(self, width: int) -> Iterator[str]:
        """The server and its certificates."""
        if self.desk.facts is not None:
            from xmailaudit.report.text_facts import facts_text

            yield from facts_text(self.desk.facts, self.words.wide(width), MARKED)
