"""The HTML report in a real browser: quiet, without network, usable with the keyboard alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import materialise
from tests.integration.browser import Browser
from xmailaudit.report.html_report import html_text
from xmailaudit.report.language import Words, translator
from xmailaudit.session import start

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the debugging pipe is a POSIX one")

AT = 1795478400.0
LANGUAGES = ("en", "ja")
NAMES = ("fixed-ip-sender", "hostile")
PAGES = [(name, language) for name in NAMES for language in LANGUAGES]
#: How many findings can be seen.
SEEN = (
    "[...document.querySelectorAll('.finding')].filter(one => one.getClientRects().length).length"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One for all tests here: it takes a second to start."""
    with Browser(tmp_path_factory.mktemp("browser")) as started:
        yield started


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Path]:
    """Reports as files."""
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for name in NAMES:
        session = start(materialise(name, folder / name))
        report = session.audit(at=AT)
        for language in LANGUAGES:
            file = folder / f"{name}.{language}.html"
            words = Words(translator(language))
            file.write_text(html_text(report, session.root, words), encoding="ascii")
            made[name, language] = file
    return made


@pytest.fixture
def page(browser: Browser, pages: Mapping[tuple[str, str], Path]) -> Browser:
    """The English report on the example, opened."""
    browser.open(pages["fixed-ip-sender", "en"])
    return browser


@pytest.mark.parametrize("which", PAGES, ids="-".join)
def test_a_page_asks_for_nothing_and_says_nothing(
    browser: Browser, pages: Mapping[tuple[str, str], Path], which: tuple[str, str]
) -> None:
    """One request, for itself; no error, no warning, no dialogue."""
    file = pages[which]
    browser.open(file)
    browser.value("document.title")

    requests = [one["request"]["url"] for one in browser.told("Network.requestWillBeSent")]
    assert [url for url in requests if not url.startswith("data:")] == [file.as_uri()]
    for kind in (
        "Log.entryAdded",
        "Runtime.consoleAPICalled",
        "Runtime.exceptionThrown",
        "Page.javascriptDialogOpening",
    ):
        assert browser.told(kind) == []
    assert browser.value("document.documentElement.lang") == which[1]


def test_no_content_of_others_could_load_or_run(page: Browser) -> None:
    """The policy holds: what is put into the page afterwards does nothing."""
    page.value(
        "document.body.insertAdjacentHTML('beforeend',"
        '\'<img src="http://127.0.0.1:9/x" onerror="window.ran=1"><style>body{top:1px}</style>\')'
    )

    assert page.value("window.ran") is None
    assert page.value("getComputedStyle(document.body).top") == "auto"
    assert [one["blockedReason"] for one in page.told("Network.loadingFailed")] == ["csp"]


def test_the_keyboard_chooses(page: Browser) -> None:
    """A box is reached and ticked, and the count follows; the address keeps the choice."""
    total = page.value(SEEN)
    page.value("document.querySelector('#filters input').focus()")
    page.press(" ", 32, " ")

    critical = page.value(SEEN)
    assert 0 < critical < total
    assert page.value("shown.textContent") == f"{critical} of {total} findings are shown"
    assert page.value("location.hash") == "#severity=critical"

    page.press("Tab", 9)
    page.press(" ", 32, " ")
    assert critical < page.value(SEEN) < total

    page.value("document.querySelector('#filters button').focus()")
    page.press("Enter", 13, "\r")
    page.value("new Promise(setTimeout)")
    assert page.value(SEEN) == total
    assert page.value("location.hash") == ""


def test_an_address_chooses(browser: Browser, pages: Mapping[tuple[str, str], Path]) -> None:
    """Each filter by itself, and together."""
    file = pages["fixed-ip-sender", "en"]
    shown = {}
    for fragment in (
        "",
        "#severity=critical",
        "#severity=critical,high",
        "#family=ACL",
        "#file=ctrl.ipmap.tab",
        "#fix=safe",
        "#search=strangers",
        "#family=ACL&file=ctrl.ipmap.tab&fix=safe&search=strangers",
        "#family=nonsense",
    ):
        browser.open(file, fragment)
        shown[fragment] = browser.value(SEEN)

    assert shown["#severity=critical"] < shown["#severity=critical,high"] < shown[""]
    assert shown["#family=ACL&file=ctrl.ipmap.tab&fix=safe&search=strangers"] > 0
    for fragment, number in shown.items():
        assert number > 0
        assert (number < shown[""]) is (fragment not in ("", "#family=nonsense"))


def test_without_scripts_the_filters_work(
    browser: Browser, pages: Mapping[tuple[str, str], Path]
) -> None:
    """Style alone hides what is left out; only the search is missing."""
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(pages["fixed-ip-sender", "en"])
        total = browser.value(SEEN)
        assert browser.value("document.querySelector('#searching').hidden")
        browser.value("document.querySelector('#filters input').focus()")
        browser.press(" ", 32, " ")
        critical = browser.value(SEEN)
        browser.press("Tab", 9)
        browser.press(" ", 32, " ")

        assert 0 < critical < browser.value(SEEN) < total
        for select in ("file", "fix"):
            browser.value("document.querySelector('#filters').reset()")
            browser.value(f"document.querySelector('#{select}').selectedIndex = 1")
            assert 0 < browser.value(SEEN) < total
        assert browser.value("shown.textContent") == ""
    finally:
        browser.ask("Emulation.setScriptExecutionDisabled", value=False)


@pytest.mark.parametrize("which", PAGES, ids="-".join)
@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_nothing_sticks_out(
    browser: Browser, pages: Mapping[tuple[str, str], Path], which: tuple[str, str], width: int
) -> None:
    """On a phone too the page scrolls downwards only."""
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.ask("Emulation.setDeviceMetricsOverride", **size)
    try:
        browser.open(pages[which])
        assert browser.value("document.documentElement.scrollWidth") <= width
    finally:
        browser.ask("Emulation.clearDeviceMetricsOverride")


def test_it_is_dark_where_that_is_wanted_and_paper_is_white(page: Browser) -> None:
    """And on paper there are no filters."""
    background = "getComputedStyle(document.body).backgroundColor"
    filters = "getComputedStyle(document.querySelector('#filters')).display"
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    seen = {}
    for media, features in (("screen", []), ("screen", dark), ("print", dark)):
        page.ask("Emulation.setEmulatedMedia", media=media, features=features)
        seen[media, len(features)] = (page.value(background), page.value(filters))
    page.ask("Emulation.setEmulatedMedia", media="", features=[])

    assert seen["screen", 0][0] != seen["screen", 1][0]
    assert seen["print", 1] == ("rgb(255, 255, 255)", "none")
    assert seen["screen", 1][1] != "none"
