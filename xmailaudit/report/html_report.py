"""The report as one page of HTML that needs nothing else: no network, no other file.

What it shows of others is text in elements.  Its content policy allows nothing but its own style
and script, by their digests; without the script everything works but the search.  The output is
ASCII, so that it survives any locale.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from xmailaudit import __version__
from xmailaudit.messages import _, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.exposure import Origin

from .first_steps import first_steps
from .hidden import about_baseline, known, known_heading, suppressed, suppressed_heading
from .html_chart import chart
from .html_elements import element, listed, sentence
from .html_filters import Filters
from .html_finding import article
from .labels import ACTIONS, ANSWERS, FIX_PROMISE, LEFT_OUT, ORIGINS, UNKNOWN
from .summary import (
    audited,
    counted,
    exposure_rows,
    grade,
    number_open,
    open_checks,
    remarks,
    unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message

    from .html_elements import Element
    from .language import Words

__all__ = ["html_text"]

_VERDICT = _("{grade}. {counts}")
_PAGE = Path(__file__).with_name("page")


def html_text(report: Report, root: MailRoot, words: Words) -> str:
    """The whole page."""
    page = _Page(report, root, words).html()
    raw: bytes = etree.tostring(page, method="html", encoding="us-ascii")
    return f"<!DOCTYPE html>\n{raw.decode('ascii')}\n"


class _Page:
    """One report on its way to HTML."""

    def __init__(self, report: Report, root: MailRoot, words: Words) -> None:
        self._report = report
        self._root = root
        self._words = words
        self._filters = Filters(report.counted, words)

    def html(self) -> Element:
        words = self._words
        return element(
            "html",
            self._head(),
            element(
                "body",
                element("a", words(_("Skip to the findings")), href="#findings", class_="skip"),
                self._header(),
                element("main", *self._main()),
                self._footer(),
                element("script", _file("report.js")),
            ),
            lang=words.translator.language,
        )

    def _head(self) -> Element:
        styles = (_file("report.css"), "\n".join(("", *self._filters.rules(), "")))
        policy = (
            "default-src 'none'; img-src data:; "
            f"style-src {' '.join(map(_digest, styles))}; "
            f"script-src {_digest(_file('report.js'))}; "
            "base-uri 'none'; form-action 'none'"
        )
        target = self._report.target.location
        title = _("{grade}: {target}")
        return element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=policy),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            element("meta", name="referrer", content="no-referrer"),
            element("meta", name="robots", content="noindex"),
            element("link", rel="icon", href="data:,"),
            element("title", self._words(title, grade=grade(self._report), target=target)),
            element("style", styles[0]),
            # The script chooses by itself; rules for thousands of findings would slow it down.
            element("noscript", element("style", styles[1])),
        )

    # -------------------------------------------------------- the top

    def _header(self) -> Element:
        report, words = self._report, self._words
        letter = report.summary.grade
        told = {"grade": grade(report), "counts": counted(report)}
        left_out = None
        if report.left_out:
            left_out = element("p", words(LEFT_OUT, count=report.left_out), class_="note")
        return element(
            "header",
            element(
                "p", letter or "?", class_=f"grade {(letter or 'open').lower()}", aria_hidden="true"
            ),
            element(
                "div",
                element("h1", words(_("XMail configuration audit"))),
                element("p", words(_VERDICT, **told), class_="verdict"),
                element("p", *sentence(audited(report), words), class_="target"),
                left_out,
            ),
        )

    def _main(self) -> Iterator[Element | None]:
        report, words = self._report, self._words
        yield element("div", self._exposure(), self._overview(), class_="overview")
        yield _section("do-first", say(_("Do first")), first_steps(report), words)
        yield self._findings()
        yield from self._hidden()
        yield _section("remarks", say(_("How the text was read")), remarks(report), words)
        yield _section("unreadable", say(_("Could not be read")), unreadable(report), words)
        yield _section("not-evaluated", number_open(self._report), open_checks(self._report), words)

    def _exposure(self) -> Element | None:
        rows, words = exposure_rows(self._report), self._words
        if not rows:
            return None
        heading = element(
            "tr",
            element("th", words(_("Who may")), scope="col"),
            *(element("th", words(ORIGINS[origin]), scope="col") for origin in Origin),
        )
        body = element("tbody")
        for action, answers in rows:
            cells = (_cell(answer, words) for answer in answers)
            name = element("th", words(ACTIONS[action]), scope="row")
            body.append(element("tr", name, *cells))
        unknown = any(Answer.UNDETERMINED in answers for _action, answers in rows)
        return element(
            "section",
            element("h2", words(_("Who may do what"))),
            element("table", element("thead", heading), body),
            element("p", words(UNKNOWN), class_="note") if unknown else None,
            id="exposure",
        )

    def _overview(self) -> Element | None:
        if not self._report.counted:
            return None
        return element(
            "section",
            element("h2", self._words(_("Findings by family and severity"))),
            chart(self._report.counted, self._words),
            id="chart",
        )

    # -------------------------------------------------------- the findings

    def _findings(self) -> Element | None:
        report, words = self._report, self._words
        if not report.counted:
            return None
        template = _("{shown} of {total} findings are shown")
        return element(
            "section",
            element("h2", words(_("Findings"))),
            element("p", words(FIX_PROMISE), class_="note promise"),
            element(
                "div",
                self._filters.form(),
                element(
                    "div",
                    element(
                        "p",
                        id="shown",
                        role="status",
                        data_template=words(template, shown="{shown}", total="{total}"),
                    ),
                    *(
                        article(
                            one, report.target, self._root, words, **self._filters.attributes(one)
                        )
                        for one in report.counted
                    ),
                    class_="list",
                ),
                class_="choice",
            ),
            id="findings",
            data_copy=words(_("Copy")),
            data_copied=words(_("Copied")),
        )

    def _hidden(self) -> Iterator[Element | None]:
        """What is suppressed, and what a baseline knows."""
        report, words = self._report, self._words
        if report.summary.suppressed:
            told = suppressed(report, words)
            yield _section("suppressed", suppressed_heading(report), told, words)
        if report.summary.baselined:
            yield _section("baseline", known_heading(report), known(report, words), words)
        for message in about_baseline(report):
            yield element("p", *sentence(message, words), class_="note")

    def _footer(self) -> Element:
        words = self._words
        told = say(_("xmailaudit {version} changed nothing."), version=__version__)
        return element("footer", element("p", words.message(told)))


def _cell(answer: Answer, words: Words) -> Element:
    name, word = ANSWERS[answer]
    return element("td", element("span", words(word), class_=name))


def _section(name: str, heading: Message, told: Iterable[Message], words: Words) -> Element | None:
    """A list under a heading; nothing where there is none."""
    items = listed(sentence(one, words) for one in told)
    if items is None:
        return None
    return element("section", element("h2", words.message(heading)), items, id=name)


def _file(name: str) -> str:
    return (_PAGE / name).read_text(encoding="ascii").replace("\r\n", "\n")


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
