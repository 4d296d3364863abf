"""Findings: a list to filter, to search, to group by file, and to choose fixes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.binding import Binding

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.report.labels import SEVERITIES
from xmailaudit.report.text_layout import padded
from xmailaudit.rules.finding import Severity
from xmailaudit.tui.list_page import ListPage
from xmailaudit.tui.look import MARKED
from xmailaudit.tui.sieve import Sieve, can_be_chosen, families, files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.binding import BindingType

    from xmailaudit.audit.report import Reported
    from xmailaudit.messages import Message

__all__ = ["FindingsScreen"]

_COUNT = plural(_("{count} finding"), _("{count} findings"), by="count")
#: What a click through the severities stops at; None is all of them.
_SEVERITIES = (None, *(one for one in Severity if one is not Severity.INFO))
_CHOSEN, _OPEN, _NOTHING = "[x]", "[ ]", "   "

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
        Binding("escape", "clear", _("back"), show=False, id="back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._sieve = Sieve()
        self._grouped = False
        self._texts: dict[str, str] = {}
        self._shown: tuple[Reported, ...] = ()

    @property
    def topic(self) -> str | None:
        """The rule of the finding under the cursor."""
        current = self.rows.current
        return None if current is None or isinstance(current, str) else current.finding.rule.id

    # ------------------------------------------------------------ what is shown

    def refreshed(self) -> None:
        """Sift anew."""
        self._shown = self._sieve.sift(self._findings, self._text_of)
        items = tuple(self._grouped_items()) if self._grouped else self._shown
        rows = self.rows
        current = rows.current
        rows.show(items, self._line_of(items, current))
        self.refresh_state()

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

    @property
    def _findings(self) -> Sequence[Reported]:
        report = self.desk.report
        return self.desk.found if report is None else report.counted

    def state(self) -> str:
        """How many are shown, by what, and how many fixes are chosen."""
        words, sieve, total = self.words, self._sieve, len(self._findings)
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

    def draw(self, item: Reported | str, width: int) -> str:
        """Whether a fix is chosen, how bad it is, which rule, what it says."""
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
        return self.desk.command("audit", *(() if family is None else ("--select", family)))


def _following(now: T, stops: Sequence[T]) -> T:
    """The stop behind this one; the first behind the last, or where this is none."""
    return stops[(stops.index(now) + 1) % len(stops)] if now in stops else stops[0]
