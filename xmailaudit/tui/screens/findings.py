"""Findings: a list to filter, to search, to group by file, and to choose fixes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.binding import Binding
from textual.widgets import Input, Static

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.report.labels import SEVERITIES
from xmailaudit.report.text_layout import padded
from xmailaudit.rules.finding import Severity
from xmailaudit.tui.look import MARKED, plain, styled
from xmailaudit.tui.page import Page
from xmailaudit.tui.sieve import Sieve, can_be_chosen, families, files
from xmailaudit.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from xmailaudit.audit.report import Reported
    from xmailaudit.messages import Message

__all__ = ["FindingsScreen"]

_COUNT = plural(_("{count} finding"), _("{count} findings"), by="count")
#: What a click through the severities stops at; None is all of them.
_SEVERITIES = (None, *(one for one in Severity if one is not Severity.INFO))
_CHOSEN, _OPEN, _NOTHING = "[x]", "[ ]", "   "

T = TypeVar("T")


class FindingsScreen(Page):
    """All findings that count."""

    tab = "findings"
    DEFAULT_CSS = """
    FindingsScreen #state { height: 1; padding: 0 1; color: $text-muted; }
    FindingsScreen #search { height: 1; border: none; padding: 0 1; display: none; }
    FindingsScreen #search.-shown { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "choose", _("choose fix"), id="choose"),
        Binding("slash", "search", _("search"), id="search"),
        Binding("s", "cycle('severity')", _("severity"), id="by-severity"),
        Binding("f", "cycle('family')", _("family"), id="by-family"),
        Binding("l", "cycle('file')", _("file"), id="by-file"),
        Binding("x", "fixable", _("fixable"), id="fixable"),
        Binding("o", "group", _("group"), id="group"),
        Binding("escape", "clear", _("back"), show=False, id="back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._sieve = Sieve()
        self._grouped = False
        self._texts: dict[str, str] = {}
        self._shown: tuple[Reported, ...] = ()

    def body(self) -> Iterable[Widget]:
        """What is shown, the search, the list."""
        yield Static(id="state", markup=False)
        yield Input(id="search", placeholder=self.words(_("words to look for")), compact=True)
        yield Rows(self._draw)

    def on_mount(self) -> None:
        """The list is what keys are for."""
        super().on_mount()
        self.rows.focus()

    @property
    def rows(self) -> Rows[Reported | str]:
        """The list."""
        return self.query_one(Rows)

    # ------------------------------------------------------------ what is shown

    def refreshed(self) -> None:
        """Sift anew."""
        report = self.desk.report
        findings = self.desk.found if report is None else report.counted
        self._shown = self._sieve.sift(findings, self._text_of)
        items = tuple(self._grouped_items()) if self._grouped else self._shown
        rows = self.rows
        current = rows.current
        rows.show(items, self._line_of(items, current))
        self.query_one("#state", Static).update(styled(self._state(len(findings))))

    @staticmethod
    def _line_of(items: Sequence[Reported | str], wanted: Reported | str | None) -> int | None:
        """Where what the cursor stood on is now."""
        if wanted is None or isinstance(wanted, str):
            return None
        same = (
            line
            for line, item in enumerate(items)
            if not isinstance(item, str) and item.fingerprint == wanted.fingerprint
        )
        return next(same, None)

    def _grouped_items(self) -> Iterator[Reported | str]:
        by_file: dict[str, list[Reported]] = {}
        for one in self._shown:
            by_file.setdefault(one.finding.places[0].file, []).append(one)
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

    def _state(self, total: int) -> str:
        """How many are shown, by what, and how many fixes are chosen."""
        words, sieve = self.words, self._sieve
        parts: list[Message] = [say(_COUNT, count=len(self._shown))]
        if len(self._shown) != total:
            parts = [say(_("{shown} of {total} findings"), shown=len(self._shown), total=total)]
        if sieve.severity is not None:
            severity = say(SEVERITIES[sieve.severity])
            parts.append(say(_("{severity} and worse"), severity=severity))
        parts += [
            say(template, what=what)
            for template, what in (
                (_("family {what}"), sieve.family),
                (_("file {what}"), sieve.file),
                (_("with “{what}”"), sieve.text),
            )
            if what
        ]
        if sieve.fixable:
            parts.append(say(_("fixable")))
        parts.append(say(_("chosen: {count}"), count=len(self.desk.picks)))
        return words.message(say(_("{parts}"), parts=Listing(tuple(parts))))

    def _draw(self, item: Reported | str, width: int) -> str:
        words = self.words
        if isinstance(item, str):
            return MARKED("bold", words.show(item))
        finding = item.finding
        mark = _CHOSEN if self.desk.chosen(item) else _OPEN
        if not any(map(can_be_chosen, finding.fixes)):
            mark = _NOTHING
        severity = padded(words(SEVERITIES[item.severity]), 8)
        lead = f"{mark} {MARKED(item.severity.value, severity)} {finding.rule.id} "
        del width
        return lead + words.message(finding.message)

    # ------------------------------------------------------------ what somebody does

    def action_choose(self) -> None:
        """Choose the first fix of a finding that can be had, or take the choice back."""
        reported = self.rows.current
        if reported is None or isinstance(reported, str):
            return
        if self.desk.chosen(reported):
            self.desk.choose(reported, None)
        else:
            fixes = [fix for fix in reported.finding.fixes if can_be_chosen(fix)]
            if not fixes:
                self.home.tell(_("no fix of this finding can be applied from here"))
                return
            if not fixes[0].edits:
                self.action_open()
                return
            self.desk.choose(reported, fixes[0])
        self.home.desk_changed()
        self.rows.action_move(1)

    def action_open(self) -> None:
        """Show the finding whole."""
        from .finding import FindingScreen

        reported, report = self.rows.current, self.desk.report
        if reported is None or isinstance(reported, str):
            return
        if report is None:
            self.home.tell(_("it is still being judged"))
        else:
            self.app.push_screen(FindingScreen(reported, self._shown, report.target))

    def on_rows_chosen(self) -> None:
        """Enter opens a finding."""
        self.action_open()

    def action_cycle(self, what: str) -> None:
        """The next severity, family or file to filter by."""
        report = self.desk.report
        findings = self.desk.found if report is None else report.counted
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

    def action_fixable(self) -> None:
        """Only those something can be done about, or all."""
        self._filter(self._sieve._replace(fixable=not self._sieve.fixable))

    def action_group(self) -> None:
        """Group by file, or not."""
        self._grouped = not self._grouped
        self.refreshed()

    def action_search(self) -> None:
        """Look for words."""
        search = self.query_one(Input)
        search.add_class("-shown")
        search.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while somebody types."""
        self._filter(self._sieve._replace(text=event.value))

    def on_input_submitted(self) -> None:
        """Back to the list; the words stay in force."""
        self._leave_search()

    def action_clear(self) -> None:
        """Out of the search, then out of its words, then back."""
        search = self.query_one(Input)
        if search.has_focus:
            self._leave_search()
        elif self._sieve != Sieve():
            search.value = ""
            search.remove_class("-shown")
            self._filter(Sieve())
        else:
            self.home.action_out()

    def _leave_search(self) -> None:
        search = self.query_one(Input)
        if not search.value:
            search.remove_class("-shown")
        self.rows.focus()

    def _filter(self, sieve: Sieve) -> None:
        self._sieve = sieve
        self.refreshed()

    # ------------------------------------------------------------ elsewhere

    def twin(self) -> tuple[str, ...]:
        """The audit; of a family alone where only that is shown."""
        family = self._sieve.family
        return self.desk.command("audit", *(() if family is None else ("--select", family)))

    def plain(self, width: int) -> Iterable[str]:
        """The state and the list."""
        yield plain(self._state(len(self._shown)))
        yield from self.rows.plain_lines(width)


def _following(now: T, stops: Sequence[T]) -> T:
    """The stop behind this one; the first behind the last, or where this is none."""
    return stops[(stops.index(now) + 1) % len(stops)] if now in stops else stops[0]
