"""Findings: a list to filter, to search, to group by file, and to choose fixes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.binding import Binding

from xmailaudit.messages import _, say
from xmailaudit.report.labels import SEVERITIES
from xmailaudit.report.text_layout import wrap
from xmailaudit.rules.finding import Severity
from xmailaudit.tui.finding_words import lines_of, nothing_shown, row_of, state_of
from xmailaudit.tui.jobs import Job
from xmailaudit.tui.list_page import ListPage
from xmailaudit.tui.look import MARKED
from xmailaudit.tui.sieve import Sieve, can_be_chosen, families, files
from xmailaudit.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.audit.report import Reported
    from xmailaudit.tui.jobs import Watching

__all__ = ["FindingsScreen"]

#: What a click through the severities stops at; None is all of them.
_SEVERITIES = (None, *(one for one in Severity if one is not Severity.INFO))

T = TypeVar("T")


class FindingsScreen(ListPage["Reported | str"]):
    """All findings that count; where they are grouped, a file's name stands above its own."""

    tab = "findings"
    about = _(
        "Everything that is wrong or could be better, the worst first. Narrow the list down by "
        "severity, family, file or words; choose a fix here, or open a finding to read why it "
        "matters. Nothing is written before the plan is applied."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "choose", _("choose fix"), id="choose"),
        Binding("slash", "search", _("search"), id="search"),
        Binding("s", "cycle('severity')", _("severity"), id="by-severity"),
        Binding("f", "cycle('family')", _("family"), id="by-family"),
        Binding("l", "cycle('file')", _("file"), id="by-file"),
        Binding("x", "fixable", _("fixable"), id="fixable"),
        Binding("o", "group", _("group"), id="group"),
        Binding("i", "suppress", _("suppress"), id="suppress"),
        Binding("h", "hidden", _("hidden ones"), id="hidden"),
        Binding("escape", "clear", _("back"), show=False, id="back"),
    ]

    DEFAULT_CSS = """
    FindingsScreen #detail { height: 4; border-top: solid $primary; }
    FindingsScreen.-short #detail { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._sieve = Sieve()
        self._grouped = False
        self._sizes: dict[str, int] = {}
        self._texts: dict[str, str] = {}
        self._shown: tuple[Reported, ...] = ()

    @property
    def topic(self) -> str | None:
        """The rule of the finding under the cursor."""
        current = self.rows.current
        return None if current is None or isinstance(current, str) else current.finding.rule.id

    # ------------------------------------------------------------ what is shown

    def body(self) -> Iterable[Widget]:
        """The list, and below it what the cursor stands on."""
        yield from super().body()
        detail = Pane(id="detail")
        detail.can_focus = False
        yield detail

    def refreshed(self) -> None:
        """Sift anew; in a thread where words are looked for, for that takes wording all of them."""
        sieve, findings = self._sieve, self._findings
        if not sieve.text:
            self._sifted(sieve.sift(findings, self._text_of))
            return

        every = tuple(findings)

        def is_of_now() -> bool:
            return sieve == self._sieve and findings is self._findings

        def work(_watching: Watching) -> tuple[Reported, ...]:
            # Somebody may type faster than that.
            return sieve.sift(every, self._text_of) if is_of_now() else ()

        def done(shown: tuple[Reported, ...]) -> None:
            if is_of_now():
                self._sifted(shown)

        self.home.start(Job(say(_("searching the findings")), work, done, aside=True))

    def _sifted(self, shown: tuple[Reported, ...]) -> None:
        self._shown = shown
        items = tuple(self._grouped_items()) if self._grouped else shown
        rows = self.rows
        current = rows.current
        rows.show(items, self._line_of(items, current))
        self.refresh_state()
        self.refresh_bindings()
        self.on_rows_moved()

    @staticmethod
    def _line_of(items: Sequence[Reported | str], wanted: Reported | str | None) -> int | None:
        """Where what the cursor stood on is now."""
        if wanted is None or isinstance(wanted, str):
            return None
        same = (
            line
            for line, item in enumerate(items)
            if not isinstance(item, str)
            and (item.finding is wanted.finding or item.fingerprint == wanted.fingerprint != "")
        )
        return next(same, None)

    def _grouped_items(self) -> Iterator[Reported | str]:
        by_file: dict[str, list[Reported]] = {}
        for one in self._shown:
            by_file.setdefault(one.finding.places[0].file, []).append(one)
        self._sizes = {file: len(found) for file, found in by_file.items()}
        for file, found in by_file.items():
            yield file
            yield from found

    def _text_of(self, reported: Reported) -> str:
        """What of a finding is searched; made once, when it has got its fingerprint."""
        text = self._texts.get(reported.fingerprint)
        if text is None or not reported.fingerprint:
            finding, words = reported.finding, self.words
            parts = (
                finding.rule.id,
                finding.rule.name,
                words(SEVERITIES[reported.severity]),
                words.show(finding.places[0].file),
                words.message(finding.message),
            )
            text = self._texts[reported.fingerprint] = " ".join(parts).lower()
        return text

    @property
    def _findings(self) -> Sequence[Reported]:
        """All that the filters choose from."""
        return self.desk.hidden if self._sieve.hidden else self.desk.findings

    def state(self) -> str:
        """How many are shown, by what, and how many fixes are chosen."""
        desk, total = self.desk, len(self._findings)
        told = state_of(self._sieve, len(self._shown), total, desk.report, len(desk.picks))
        return self.words.message(told)

    def draw(self, item: Reported | str, width: int) -> str:
        """A finding, or the file above its findings."""
        words = self.words
        if isinstance(item, str):
            file, count = words.show(item), self._sizes.get(item, 0)
            return MARKED("bold", words(_("{file} ({count})"), file=file, count=count))
        return row_of(item, words, width, chosen=self.desk.chosen(item) is not None)

    def _detail(self, width: int) -> Iterator[str]:
        """What the cursor stands on, in full."""
        words, current = self.words.wide(width), self.rows.current
        if current is None:
            back = self.keys_of(["back"])["back"]
            told = nothing_shown(self.desk.report, len(self._findings), back)
            return iter(wrap(words.message(told), width))
        if isinstance(current, str):
            return iter(wrap(words.show(current), width))
        return lines_of(current, words)

    def on_rows_moved(self) -> None:
        """Another one is told in full."""
        self.query_one("#detail", Pane).show(self._detail)

    # ------------------------------------------------------------ what somebody does

    def action_choose(self) -> None:
        """Choose the first fix of a finding that can be had, or take the choice back."""
        reported = self.rows.current
        if reported is None or isinstance(reported, str):
            return
        if self.desk.chosen(reported):
            self.desk.choose(reported, None)
        elif not reported.counts:
            self.home.tell(_("it is hidden: only what counts is mended"))
            return
        else:
            fixes = [fix for fix in reported.finding.fixes if can_be_chosen(fix)]
            if not fixes:
                self.home.tell(_("no fix of this finding can be applied from here"))
                return
            if not fixes[0].edits:
                self.open_row()
                return
            self.desk.choose(reported, fixes[0])
        self.home.desk_changed()
        self.rows.action_move(1)

    def open_row(self) -> None:
        """Show the finding whole."""
        from .finding import FindingScreen

        reported, report = self.rows.current, self.desk.report
        if reported is None or isinstance(reported, str):
            return
        if report is None:
            self.home.tell(_("it is still being judged"))
        else:
            self.app.push_screen(FindingScreen(reported, self._shown, report.target))

    def action_suppress(self) -> None:
        """Accept what the cursor stands on."""
        from xmailaudit.tui.accepting import accept_from

        reported = self.rows.current
        if reported is not None and not isinstance(reported, str):
            accept_from(self, reported)

    def action_cycle(self, what: str) -> None:
        """The next severity, family or file to filter by."""
        findings = self._findings
        sieve = self._sieve
        match what:
            case "severity":
                sieve = sieve._replace(severity=_following(sieve.severity, _SEVERITIES))
            case "family":
                stops = (None, *families(findings))
                sieve = sieve._replace(family=_following(sieve.family, stops))
            case _:
                stops = (None, *files(findings))
                sieve = sieve._replace(file=_following(sieve.file, stops))
        self._filter(sieve)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where something is hidden there is a key to see it."""
        del parameters
        return action != "hidden" or bool(self.desk.hidden)

    def action_hidden(self) -> None:
        """What is suppressed or known from a baseline, or what counts."""
        self._filter(self._sieve._replace(hidden=not self._sieve.hidden))

    def action_fixable(self) -> None:
        """Only those something can be done about, or all."""
        self._filter(self._sieve._replace(fixable=not self._sieve.fixable))

    def action_group(self) -> None:
        """Group by file, or not."""
        self._grouped = not self._grouped
        self.refreshed()

    def seek(self, text: str) -> None:
        """Only those that hold these words."""
        self._filter(self._sieve._replace(text=text))

    def unfilter(self) -> bool:
        """All of them, whatever the words."""
        filtered = self._sieve != Sieve()
        self._filter(Sieve())
        return filtered

    def _filter(self, sieve: Sieve) -> None:
        self._sieve = sieve
        self.refreshed()

    # ------------------------------------------------------------ elsewhere

    def twin(self) -> tuple[str, ...]:
        """The audit; of a family alone where only that is shown."""
        family = self._sieve.family
        if self._sieve.hidden:
            return self.desk.command("audit", "--no-suppressions")
        return self.desk.command("audit", *(() if family is None else ("--select", family)))


def _following(now: T, stops: Sequence[T]) -> T:
    """The stop behind this one; the first behind the last, or where this is none."""
    return stops[(stops.index(now) + 1) % len(stops)] if now in stops else stops[0]
