"""The filters of the HTML report: severity, family, file, kind of fix.

They are a form that style sheets alone obey: what an article is, its classes say (`s0` severity,
`f0` family, `p0` file, `x0` fix, by their numbers), and a rule for each input hides what it leaves
out.  The page's script adds a count, a search, and addresses that keep a choice.  No foreign text
gets into a rule or a class.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.rules.finding import Applicability

from .escape import decoded
from .html_elements import element
from .labels import APPLICABILITIES, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xmailaudit.audit.report import Reported
    from xmailaudit.messages import Template
    from xmailaudit.rules.finding import Finding

    from .html_elements import Element
    from .language import Words

__all__ = ["Filters"]

#: A report about more files than this offers the first of them.
_MOST_FILES = 500
#: The best a finding can offer comes first.
_FIXES = (Applicability.SAFE, Applicability.REVIEW, Applicability.MANUAL)


class Filters:
    """What the findings of a report can be chosen by."""

    def __init__(self, findings: Sequence[Reported], words: Words) -> None:
        self._findings = findings
        self._words = words
        severities = {one.severity.value: one.severity for one in findings}
        self._severities = tuple(severities.values())
        self._families = tuple(sorted({one.finding.rule.family for one in findings}))
        files = {file: None for one in findings for file in _files(one.finding)}
        self._files = tuple(sorted(files)[:_MOST_FILES])

    def attributes(self, reported: Reported) -> dict[str, str]:
        """The classes of a finding's article."""
        finding = reported.finding
        classes = [
            "finding",
            f"s{self._severities.index(reported.severity)}",
            f"f{self._families.index(finding.rule.family)}",
            *(f"p{self._files.index(file)}" for file in _files(finding) if file in self._files),
        ]
        best = _best(finding)
        if best is not None:
            classes.append(f"x{_FIXES.index(best)}")
        return {"class_": " ".join(classes)}

    def form(self) -> Element:
        """The form; it sends nothing anywhere."""
        words = self._words
        severity = Counter(one.severity for one in self._findings)
        family = Counter(one.finding.rule.family for one in self._findings)
        return element(
            "form",
            element("h3", words(_("Show"))),
            element(
                "fieldset",
                element("legend", words(_("Severity"))),
                *(
                    _box("severity", n, one.value, words(SEVERITIES[one]), severity[one])
                    for n, one in enumerate(self._severities)
                ),
            ),
            element(
                "fieldset",
                element("legend", words(_("Family"))),
                *(_box("family", n, one, one, family[one]) for n, one in enumerate(self._families)),
            ),
            self._chosen_file(),
            self._chosen_fix(),
            _search(words),
            element("button", words(_("Show all")), type="reset"),
            id="filters",
            aria_label=words(_("Filters")),
            autocomplete="off",
        )

    def _chosen_file(self) -> Element:
        options = [self._words.show(one) for one in self._files]
        return _choice("file", _("File"), _("all files"), options, self._words)

    def _chosen_fix(self) -> Element:
        options = [self._words(APPLICABILITIES[one]) for one in _FIXES]
        return _choice("fix", _("What to do"), _("anything"), options, self._words)

    def rules(self) -> Iterator[str]:
        """The rules of style that make the form work."""
        yield from _ticked("severity", "s", len(self._severities))
        yield from _ticked("family", "f", len(self._families))
        yield from _selected("file", "p", len(self._files))
        yield from _selected("fix", "x", len(_FIXES))


def _files(finding: Finding) -> Iterable[str]:
    return dict.fromkeys(decoded(place.file) for place in finding.places)


def _best(finding: Finding) -> Applicability | None:
    offered = {fix.applicability for fix in finding.fixes}
    return next((one for one in _FIXES if one in offered), None)


def _box(group: str, number: int, value: str, label: str, count: int) -> Element:
    box = element("input", type="checkbox", id=f"{group}-{number}", name=group, value=value)
    text = element("span", label, " ", element("small", str(count)), class_="chip")
    return element("label", box, text, class_=f"{group} {value.lower()}")


def _choice(
    name: str, label: Template, nothing: Template, options: Iterable[str], words: Words
) -> Element:
    """One of several; the first is all of them."""
    return element(
        "div",
        element("label", words(label), for_=name),
        element(
            "select",
            element("option", words(nothing), value=""),
            *(element("option", one, value=number) for number, one in enumerate(options)),
            id=name,
        ),
        class_="field",
    )


def _search(words: Words) -> Element:
    """Only with a script; the page shows it then."""
    label = element("label", words(_("Search")), for_="search")
    field = element("input", type="search", id="search")
    return element("div", label, field, id="searching", class_="field", hidden="")


def _ticked(group: str, letter: str, number: int) -> Iterator[str]:
    """Where something of a group is ticked, what is not is hidden."""
    for n in range(number):
        yield (
            f":root:has(.{group} :checked):not(:has(#{group}-{n}:checked)) .{letter}{n}"
            "{display:none}"
        )


def _selected(group: str, letter: str, number: int) -> Iterator[str]:
    for n in range(number):
        yield (
            f':root:has(#{group} option[value="{n}"]:checked) .finding:not(.{letter}{n})'
            "{display:none}"
        )
