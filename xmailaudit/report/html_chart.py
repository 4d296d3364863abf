"""The chart of findings by family and severity, as inline SVG.

Families are rows and severities columns, so that the place tells what colour only stresses; each
circle holds its number.  What it shows stands in its description, too.
"""

from __future__ import annotations

from collections import Counter
from math import sqrt
from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, say
from xmailaudit.rules.finding import Severity

from .html_elements import element
from .labels import COUNTS, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.audit.report import Reported

    from .html_elements import Element
    from .language import Words

__all__ = ["FAMILIES", "chart"]

FAMILIES = {
    "ACL": _("access maps"),
    "AUT": _("logging in"),
    "CRT": _("certificates"),
    "DNS": _("deliverability"),
    "FSP": _("files"),
    "LOG": _("logs"),
    "REL": _("relaying"),
    "SPM": _("spam"),
    "SRV": _("the server"),
    "SUP": _("suppressions"),
    "TAB": _("tables"),
    "TLS": _("encryption"),
    "USR": _("accounts"),
}

#: Measures of the drawing; the page gives it its size.
_LABEL, _COLUMN, _ROW, _HEAD = 110, 44, 34, 26
_SMALLEST, _LARGEST = 8, 15


def chart(findings: Sequence[Reported], words: Words) -> Element:
    """The drawing of some findings."""
    counts = Counter((one.finding.rule.family, one.severity) for one in findings)
    families = sorted({family for family, _severity in counts})
    width, height = _LABEL + _COLUMN * len(Severity), _HEAD + _ROW * len(families)
    drawing = element(
        "svg",
        element("title", words(_("Findings by family and severity")), id="chart-title"),
        element("desc", " ".join(_described(counts, families, words)), id="chart-about"),
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_labelledby="chart-title chart-about",
        class_="chart",
    )
    for column, severity in enumerate(Severity):
        x = _LABEL + _COLUMN * (column + 0.5)
        drawing.append(_text(x, 14, words(SEVERITIES[severity]), "column"))
    most = max(counts.values(), default=1)
    for row, family in enumerate(families):
        drawing.extend(_row(row, family, counts, most, words))
    return drawing


def _row(
    row: int, family: str, counts: Counter[tuple[str, Severity]], most: int, words: Words
) -> Iterator[Element]:
    y = _HEAD + _ROW * (row + 0.5)
    yield element("line", x1=0, x2=_LABEL + _COLUMN * len(Severity), y1=y - 17, y2=y - 17)
    yield _text(0, y, family, "family")
    if family in FAMILIES:
        yield _text(34, y, words(FAMILIES[family]), "about")
    for column, severity in enumerate(Severity):
        x = _LABEL + _COLUMN * (column + 0.5)
        number = counts[family, severity]
        if number:
            radius = _SMALLEST + (_LARGEST - _SMALLEST) * sqrt(number / most)
            yield element("circle", cx=x, cy=y, r=f"{radius:.1f}", class_=severity.value)
            yield _text(x, y, str(number), "number")
        else:
            yield element("circle", cx=x, cy=y, r="1.2", class_="none")


def _text(x: float, y: float, text: str, class_: str) -> Element:
    return element("text", text, x=f"{x:g}", y=f"{y:g}", class_=class_)


def _described(
    counts: Counter[tuple[str, Severity]], families: Sequence[str], words: Words
) -> Iterator[str]:
    """The chart in words: family after family."""
    for family in families:
        found = (one for one in Severity if counts[family, one])
        told = [say(COUNTS[one.value], count=counts[family, one]) for one in found]
        yield words(_("{family}: {counts}."), family=family, counts=Listing(tuple(told)))
