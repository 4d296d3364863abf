"""The HTML report: one page, all of the report in it, foreign text as text."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from itertools import product
from typing import TYPE_CHECKING

import pytest
from lxml.html import document_fromstring

from tests.report.reports import EN, FILE, MAP, NASTY, finding_on, report_on, whole_report
from tests.roots import mail_root
from xmailaudit.report.html_chart import FAMILIES
from xmailaudit.report.html_report import html_text
from xmailaudit.report.language import Pseudo, Words, translator
from xmailaudit.rules.catalogue import families
from xmailaudit.rules.finding import Severity
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from syrupy.assertion import SnapshotAssertion

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot


def page_of(report: Report, root: MailRoot | None = None, words: Words = EN) -> HtmlElement:
    """The page, read back."""
    text = html_text(report, root or mail_root({FILE: MAP}), words)
    assert text.startswith("<!DOCTYPE html>\n<html ")
    assert text.isascii()
    return document_fromstring(text)


def test_a_whole_report_is_reviewed(snapshot: SnapshotAssertion) -> None:
    """All of its body but the script, element by element."""
    report, root = whole_report()

    text = html_text(report, root, EN)
    body = text[text.index("<body>") : text.index("<script>")]

    assert body.replace("><", ">\n<") == snapshot


def test_the_policy_allows_its_own_style_and_script_and_nothing_else() -> None:
    """By their digests; no attribute of style or of an event, which it would refuse."""
    report, root = whole_report()
    page = page_of(report, root)

    (policy,) = (m.get("content", "") for m in page.iter("meta") if m.get("http-equiv"))
    directives = dict(one.strip().split(" ", 1) for one in policy.split(";"))
    for name in ("style", "script"):
        digests = [sha256((one.text or "").encode()).digest() for one in page.iter(name)]
        sources = [f"'sha256-{b64encode(digest).decode()}'" for digest in digests]
        assert directives[f"{name}-src"].split() == sources
    assert policy.startswith("default-src 'none'; ")
    attributes = {str(name) for element in page.iter() for name in element.attrib}
    assert not [name for name in attributes if name.startswith(("on", "style", "src"))]


def test_what_a_finding_is_stands_in_its_classes() -> None:
    """Severity, family, files, the best fix: by numbers, which the form's inputs carry."""
    root = mail_root({FILE: MAP})
    two = finding_on(root, severity=Severity.LOW, fixes=(), places=(Place("a.tab"), Place(FILE)))
    page = page_of(report_on(finding_on(root), two), root)

    classes = [article.get("class") for article in page.iter("article")]
    options = {
        select.get("id"): [option.text for option in select] for select in page.iter("select")
    }
    boxes = [box.get("value") for box in page.iter("input") if box.get("type") == "checkbox"]

    assert classes == ["finding s0 f0 p1 x0", "finding s1 f0 p0 p1"]
    assert options["file"] == ["all files", "a.tab", FILE]
    assert options["fix"] == ["anything", "safe", "review", "by hand"]
    assert boxes == ["high", "low", "ACL"]


def test_the_offending_part_is_marked_in_its_row() -> None:
    """With the line's number beside it."""
    report, root = whole_report()
    figure = next(iter(page_of(report, root).iter("figure")))

    assert [mark.text for mark in figure.iter("mark")] == ['"255.255.255.0"']
    assert figure.findtext("figcaption") == "ctrl.ipmap.tab:2"
    assert figure.text_content().endswith('2"203.0.113.24"  "255.255.255.0" "ALLOW" "1"')


def test_a_diff_has_signs_besides_colours() -> None:
    """What goes and what comes, each behind its sign."""
    report, root = whole_report()
    page = page_of(report, root)

    assert "2- " in next(iter(page.iter("del"))).text_content()
    assert "2+ " in next(iter(page.iter("ins"))).text_content()


def test_the_chart_says_in_words_what_it_draws() -> None:
    """Family by family, and the numbers stand in the circles."""
    report, root = whole_report()
    (drawing,) = page_of(report, root).iter("svg")

    assert drawing.findtext("desc") == "ACL: 1 high, 1 medium, 1 low."
    assert [text.text for text in drawing.iter("text") if text.get("class") == "number"] == [
        "1",
        "1",
        "1",
    ]
    assert drawing.get("aria-labelledby") == "chart-title chart-about"


def test_every_family_has_a_word() -> None:
    """In the chart; a family of somebody's own has only its letters."""
    assert set(families()) <= set(FAMILIES)


def test_a_report_without_findings_is_short() -> None:
    """No filters, no chart; the table is there."""
    page = page_of(report_on())

    assert not [*page.iter("form", "svg", "article")]
    assert len([*page.iter("table")]) == 1
    assert "Grade: A. Nothing found." in page.text_content()


def test_foreign_text_stays_text() -> None:
    """In sentences, rows, names of files and of the target; nothing of it is an element."""
    root = mail_root({FILE: MAP})
    nasty = NASTY + "</script></style><!--"
    report = report_on(
        finding_on(root, nasty, places=(Place(nasty.encode().decode("latin-1")),)), location=nasty
    )
    page = page_of(report, root)
    plain = page_of(report_on(finding_on(root, places=(Place("x"),))), root)

    tags = [[element.tag for element in one.iter()] for one in (page, plain)]
    assert tags[0] == tags[1]
    assert page.text_content().count("<script>alert(1)</script>") >= 3


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_says_its_language(language: str) -> None:
    """For readers that speak."""
    report, root = whole_report()

    assert page_of(report, root, Words(translator(language))).get("lang") == language


def test_every_sentence_is_translated() -> None:
    """Outside brackets stands only what nobody translates."""
    report, root = whole_report()
    page = page_of(report, root, Words(Pseudo()))
    for element in [*page.iter("style", "script", "code", "pre", "figcaption")]:
        element.text = ""
        for child in [*element]:
            element.remove(child)

    texts = " ".join(page.itertext())
    innermost = re.compile(f"{Pseudo.opening}[^{Pseudo.opening}{Pseudo.closing}]*{Pseudo.closing}")
    while innermost.search(texts):
        texts = innermost.sub(" ", texts)
    known = {"ACL", "made", "up", "ctrl", "ipmap", "tab", "MailRoot", "CWE", "spammers"}
    assert set(re.findall(r"[A-Za-z]{2,}", texts)) <= known


# ---------------------------------------------------------------- colours


def themes() -> list[dict[str, str]]:
    """The colours by day and by night."""
    report, root = whole_report()
    style = next(iter(page_of(report, root).iter("style"))).text or ""
    light, dark = re.findall(r":root \{\n(.*?)\n *\}", style, re.DOTALL)[:2]
    day = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light))
    return [day, {**day, **dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", dark))}]


def luminance(colour: str) -> float:
    """As WCAG reckons it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Between 1 and 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_everything_can_be_read_by_day_and_by_night() -> None:
    """Contrast of WCAG 2.2, AA, for small text."""
    texts = ("ink", "soft", "link", *(severity.value for severity in Severity))
    pairs = [
        *product(texts, ("paper", "card")),
        *product(("ink", "soft"), ("code",)),
        ("ink", "mark"),
        ("minus-ink", "minus"),
        ("plus-ink", "plus"),
        ("soft", "minus"),
        ("soft", "plus"),
    ]
    for theme in themes():
        for text, ground in pairs:
            assert contrast(theme[text], theme[ground]) >= 4.5, (text, ground)
