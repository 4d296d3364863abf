"""What was chosen on the desk is what the words of its commands choose."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import click
from hypothesis import given
from hypothesis import strategies as st

from fixtures.materialise import materialise
from xmailaudit.cli.fixing import Wishes, fixing_options, wanted_of
from xmailaudit.report.language import Words, translator
from xmailaudit.tui.desk import Desk
from xmailaudit.tui.opening import Opening
from xmailaudit.tui.sieve import can_be_chosen

if TYPE_CHECKING:
    from xmailaudit.audit.report import Report, Reported
    from xmailaudit.fix.wanted import Wanted
    from xmailaudit.rules.finding import Fix

#: Anything a person might write as an answer, awkward for a command line.
ANSWERS = st.text("a=./'\"- \\é", max_size=6)


class _Ready(NamedTuple):
    desk: Desk
    report: Report
    fixes: list[tuple[Reported, Fix]]


@cache
def _ready() -> _Ready:
    """A desk with an audit on it, and every fix that can be chosen."""
    with TemporaryDirectory() as scratch:
        root = materialise("fixed-ip-sender", Path(scratch) / "MailRoot")
        desk = Desk(Opening(str(root)), Words(translator("en")))
        report = desk.session.audit()
    fixes = [
        (one, fix) for one in report.counted for fix in one.finding.fixes if can_be_chosen(fix)
    ]
    return _Ready(desk, report, fixes)


def _parsed(words: tuple[str, ...]) -> Wanted:
    """What the command line makes of the words."""
    command = click.Command("fix", params=list(fixing_options()))
    told = command.make_context("fix", list(words)).params
    return wanted_of(
        Wishes(told["unsafe"], told["picks"], told["choose"], told["answer"], select=(), ignore=())
    )


acts = st.lists(
    st.tuples(st.integers(0, len(_ready().fixes) - 1), st.booleans(), st.none() | ANSWERS),
    max_size=8,
)


@given(acts)
def test_the_words_of_the_twin_choose_the_same(done: list[tuple[int, bool, str | None]]) -> None:
    """Whatever was chosen, taken back and answered, in any order."""
    desk, report, fixes = _ready()
    desk.drop_all()
    desk.answers.clear()
    desk.take(report)
    chosen: dict[str, str] = {}
    for number, wants, answer in done:
        version = desk.version
        reported, fix = fixes[number]
        desk.choose(reported, fix if wants else None)
        if wants:
            chosen[reported.fingerprint] = fix.id
        else:
            chosen.pop(reported.fingerprint, None)
        if fix.choice is not None:
            desk.answer(reported.finding.rule.id, fix.choice.name, answer)
        assert desk.version > version
        assert desk.chosen(reported) == (fix.id if wants else None)

    assert {pick.fingerprint: pick.fix for pick in desk.picks.values()} == chosen
    if chosen:
        told, wanted = _parsed(desk.picking), desk.wanted
        assert (told.picks, told.answers) == (wanted.picks, wanted.answers)
    else:
        assert desk.picking == ()


@given(st.sets(st.integers(0, len(_ready().fixes) - 1), min_size=1))
def test_a_choice_whose_finding_is_gone_is_dropped(numbers: set[int]) -> None:
    """After an audit only findings that are there are mended."""
    desk, report, fixes = _ready()
    desk.take(report)
    for number in numbers:
        desk.choose(*fixes[number])
    gone = {fixes[number][0].fingerprint for number in list(numbers)[::2]}
    left = tuple(one for one in report.findings if one.fingerprint not in gone)
    desk.take(report._replace(findings=left))

    assert not gone & desk.picks.keys()
    assert all(desk.reported(pick) in left for pick in desk.picks.values())
    desk.drop_all()
    assert not desk.picks


def test_a_command_names_the_target_and_how_it_was_opened() -> None:
    """So that it does the same elsewhere."""
    desk = _ready().desk
    desk.opening = Opening(desk.target, "strict", command_line="-MM -Pl", at=0.0)

    assert desk.command("ask relay", "--client", "192.0.2.1") == (
        "xmailaudit",
        "ask",
        "relay",
        desk.target,
        "--client",
        "192.0.2.1",
        "--profile",
        "strict",
        "--command-line",
        "-MM -Pl",
        "--at",
        "1970-01-01T00:00:00+00:00",
    )
