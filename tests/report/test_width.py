"""Plain text laid out for any width: nothing but what is to be copied stands out."""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fixtures.materialise import materialise, names
from tests.report.reports import EN, FILE, MAP, NASTY, whole_report
from tests.roots import PLAIN, mail_root, row
from xmailaudit.audit.profile import load_profile
from xmailaudit.fix.wanted import Wanted
from xmailaudit.mailroot.change import Change
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.exposure import Action, Exposure, Origin
from xmailaudit.policy.questions import Auth, List, Relay, Route
from xmailaudit.report.language import Words, translator
from xmailaudit.report.text import text_report
from xmailaudit.report.text_access import access_text
from xmailaudit.report.text_certificate import certificate_text
from xmailaudit.report.text_decision import decision_text
from xmailaudit.report.text_diff import diff_text
from xmailaudit.report.text_domain import name_lines
from xmailaudit.report.text_exposure import exposure_table
from xmailaudit.report.text_finding import heading_lines
from xmailaudit.report.text_history import PastLine, history_text
from xmailaudit.report.text_layout import width
from xmailaudit.report.text_preview import preview_text
from xmailaudit.rules.finding import Confidence
from xmailaudit.session import Session, difference, start
from xmailaudit.tables.mailusers import MAIL_USERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from xmailaudit.audit.preview import Preview
    from xmailaudit.audit.report import Report

AT = 1795478400.0
PROFILE = load_profile("default")
#: A line with one of these is there to be copied.
COMMANDS = ("xmailaudit ask ", "xmailaudit explain ")


class Judged(NamedTuple):
    """A fixture with what was found of it, and what its fixes would do."""

    session: Session
    report: Report
    preview: Preview


@pytest.fixture(scope="module")
def fixture(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Judged]:
    """A fixture by its name, judged once."""
    folder = tmp_path_factory.mktemp("fixtures")

    @cache
    def judged(name: str) -> Judged:
        session = start(materialise(name, folder / name))
        plan = session.plan(Wanted(unsafe=True), at=AT)
        preview = session.preview_of(plan.changes, at=AT, before=plan.before)
        return Judged(session, plan.before, preview)

    return judged


def lines_about(it: Judged, words: Words) -> Iterator[str]:
    """All that is said of a fixture but diffs."""
    session, report, preview = it
    yield from text_report(report, session.root, words).splitlines()
    text = preview_text(preview, session.root, words)
    yield from takewhile(lambda line: not line.startswith("--- "), text.splitlines())
    for service in ("smtp", "pop3", "ctrl", "finger", "relay"):
        yield from access_text(service, *session.access(service), words)
    yield from certificate_text(session.certificate(at=AT, names=("mail.example.org",)), words)
    rows = session.root.rows(MAIL_USERS, "mailusers.tab")
    users = [f"{row.name}@{row.domain}" for row in rows if row.name.isalpha()]
    for user in users[:6]:
        for question in (
            Relay("203.0.113.9", "someone@example.net", login=user, tls=True),
            Auth("203.0.113.9", user),
            Route(user),
        ):
            yield from decision_text(question, session.ask(question, at=AT), words)


def too_wide(lines: Iterable[str], words: Words) -> list[str]:
    """The lines wider than they may be; a path too long has its own."""
    return [
        line
        for line in lines
        if width(line) > words.width
        and not any(command in line for command in COMMANDS)
        and not re.fullmatch(r" *[!-~]+", line)
    ]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", names())
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(40)
@given(st.integers(40, 200))
def test_no_line_about_a_fixture_is_wider_than_asked(
    fixture: Callable[[str], Judged], name: str, language: str, room: int
) -> None:
    """Report, preview, access, certificate, decisions."""
    words = Words(translator(language), width=room)

    assert too_wide(lines_about(fixture(name), words), words) == []


@pytest.mark.parametrize("room", [1, 7, 20])
def test_a_page_too_narrow_for_anything_is_laid_out_all_the_same(
    fixture: Callable[[str], Judged], room: int
) -> None:
    """Somebody may make a window as small as he likes."""
    assert list(lines_about(fixture("hostile"), Words(translator("ja"), width=room)))


# ---------------------------------------------------------------- what no fixture has

DEEP = {
    **PLAIN,
    "mailusers.tab": PLAIN["mailusers.tab"]
    + row("example.com", "news", "1512", "2", "news", "M")
    + "".join(row("example.com", f"u{n}", "1512", f"{n + 3}", f"u{n}", "U") for n in range(20)),
    "aliases.tab": row("example.com", "an-alias-with-a-long-name-*", "u0"),
    "domains/example.com/news/user.tab": row("ClosedML", "1")
    + row("ListSender", "the-owner-of-the-list@example.com"),
    "domains/example.com/news/mlusers.tab": row("u1@example.com") + row("x@example.net", "A"),
    **{
        f"domains/example.com/u{n}/mailproc.tab": row("redirect", f"{'x' * 30}{n}@example.net")
        + row("redirect", f"u{n + 1}@example.com")
        for n in range(19)
    },
}


@pytest.mark.parametrize("language", ["en", "ja"])
@example(40)
@given(st.integers(40, 200))
def test_no_line_about_a_way_of_mail_is_wider_than_asked(language: str, room: int) -> None:
    """A deep tree stays on the page, and so does a list."""
    session = Session(mail_root(DEEP), PROFILE)
    words = Words(translator(language), width=room)
    lines: list[str] = []
    for question in (Route("an-alias-with-a-long-name-1@example.com"), List("news@example.com")):
        lines += decision_text(question, session.ask(question, at=AT), words)
    for name, decision in session.routes(Route("@example.com"), at=AT):
        lines += name_lines("example.com", name, decision, words)

    assert too_wide(lines, words) == []


@pytest.mark.parametrize("language", ["en", "ja"])
@given(st.integers(40, 200), st.sampled_from(["/srv/MailRoot", f"/srv/{'long/' * 24}", NASTY]))
def test_no_line_about_made_up_things_is_wider_than_asked(
    language: str, room: int, path: str
) -> None:
    """Nasty names, long folders."""
    words = Words(translator(language), width=room)
    report, root = whole_report()
    report = report._replace(target=report.target._replace(location=path))
    past = [
        PastLine("20261124-1644-3f9c", 1, 2, path, ("narrow", path), "done", (path, "a"), None),
        PastLine("20261124-1645-3f9c", 1, 2, path, (), "undone", (path,), "20261124-1644-3f9c"),
    ]
    narrowed = Session(root.with_changes([Change(FILE, MAP.encode(), b"")]), PROFILE)
    found = difference(Session(root, PROFILE), narrowed, at=AT)

    for text in (
        text_report(report, root, words),
        history_text(past, words),
        history_text([], words),
        diff_text(found, words),
    ):
        assert too_wide(text.splitlines(), words) == []


# ---------------------------------------------------------------- where there is little room

EXPOSURE = tuple(
    Exposure(action, origin, list(Answer)[(place + turn) % 3])
    for turn, action in enumerate(Action)
    for place, origin in enumerate(Origin)
)


def table(room: int) -> list[str]:
    """The exposure table on a page of a width."""
    report, _root = whole_report()
    words = Words(translator("en"), width=room)
    return list(exposure_table(report._replace(exposure=EXPOSURE), words))


def test_headings_of_the_table_break_before_the_table_does() -> None:
    """At 80 columns it has one line of headings, at 70 two."""
    assert table(80)[0].split("  ")[0] == "Who may"
    assert table(70)[:3] == [
        "Who may             the internet  neighbours   your LAN  this machine",
        "                                  in your /24",
        "send mail to us     yes           no           ?         yes",
    ]


def test_where_there_is_no_room_for_a_table_it_is_a_list() -> None:
    """By the answers; the same is told."""
    assert table(40)[:6] == [
        "Who may",
        "  send mail to us",
        "    yes: the internet, this machine",
        "    no: neighbours in your /24",
        "    ?: your LAN",
        "  relay through us",
    ]


def test_a_long_heading_of_a_finding_has_two_lines() -> None:
    """How bad it is, then the rule, each with its look."""
    report, _root = whole_report()
    (found,) = (one for one in report.findings if one.finding.confidence is Confidence.ASSUMED)

    assert list(heading_lines(found, EN)) == ["MEDIUM (assumed) ACL901 made-up"]
    narrow = Words(translator("en"), width=20)
    assert list(heading_lines(found, narrow)) == ["MEDIUM (assumed)", "  ACL901 made-up"]
