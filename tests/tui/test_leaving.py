"""Somebody goes on before what was begun is done: nothing breaks, nothing of before is shown."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

from tests.tui.driving import home, pressed, screen_text, settled
from xmailaudit.messages import say
from xmailaudit.session import Session
from xmailaudit.tui.jobs import Job
from xmailaudit.tui.screens.access import AccessScreen
from xmailaudit.tui.screens.accounts import AccountsScreen
from xmailaudit.tui.screens.finding import FindingScreen
from xmailaudit.tui.screens.findings import FindingsScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from textual.pilot import Pilot

    from tests.tui.conftest import Drive

    Root = Callable[[str], Path]


def busy(pilot: Pilot[int], *, whole: bool = False) -> Event:
    """Let all other work wait until the event is set."""
    go_on = Event()
    work = Job(say("working"), lambda _watching: go_on.wait(20), lambda _: None, whole=whole)
    home(pilot).start(work)
    return go_on


def test_an_account_that_was_left(drive: Drive, fixture_root: Root) -> None:
    """What is found out about it later is for nobody."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "5")
        go_on = busy(pilot)
        await pilot.press("enter", "escape")
        await pilot.pause()
        go_on.set()
        await settled(pilot)
        assert isinstance(home(pilot).screen, AccountsScreen)

    drive(fixture_root("fixed-ip-sender"), steps)


def test_a_screen_that_was_left_is_written(
    drive: Drive, fixture_root: Root, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file of the MailRoot that was shown, whole."""
    root = fixture_root("fixed-ip-sender")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "5", "v")
        go_on = busy(pilot)
        await pilot.press("e", "enter", "escape")
        await pilot.pause()
        go_on.set()
        await settled(pilot)

    drive(root, steps)
    (written,) = (tmp_path / "elsewhere").iterdir()
    assert len(written.read_text().splitlines()) > 2


def test_the_answer_is_to_the_last_question(drive: Drive, fixture_root: Root) -> None:
    """What is wrong with one of before is not said any more."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "4", "down")
        go_on = busy(pilot)
        await pilot.press("enter", "x", "enter", "enter", *"203.0.113.9", "enter")
        await pilot.pause()
        go_on.set()
        await settled(pilot)
        shown = screen_text(home(pilot))
        assert "203.0.113.9" in shown
        assert "is not an IP address" not in shown
        assert "may not relay" in shown

    drive(fixture_root("fixed-ip-sender"), steps)


def test_the_networks_are_those_of_the_last_service(drive: Drive, fixture_root: Root) -> None:
    """What could not be read for one of before is not said of it."""
    root = fixture_root("fixed-ip-sender")
    table = root / "smtp.ipmap.tab"
    table.unlink(missing_ok=True)
    table.mkdir()

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "6")
        assert isinstance(app.screen, AccessScreen)
        before = screen_text(app)
        assert "smtp.ipmap.tab" in before
        go_on = busy(pilot)
        app.screen.refreshed()
        await pilot.press("right")
        await pilot.pause()
        go_on.set()
        await settled(pilot)
        assert "smtp.ipmap.tab" not in screen_text(app)

    drive(root, steps)


def test_escape_leaves_no_screen_waiting(
    drive: Drive, fixture_root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stops long work; what a screen is about to show is shown all the same."""
    go_on, really = Event(), Session.certificate

    def slow(session: Session, **asked: Any) -> Any:
        go_on.wait(20)
        return really(session, **asked)

    monkeypatch.setattr(Session, "certificate", slow)

    async def steps(pilot: Pilot[int]) -> None:
        await pilot.press("7", "escape")
        go_on.set()
        await settled(pilot)
        assert "being looked at" not in screen_text(home(pilot))

    drive(fixture_root("fixed-ip-sender"), steps)


def test_a_finding_that_is_gone_is_left(drive: Drive, fixture_root: Root) -> None:
    """It is mended elsewhere and read again: the list is what there is then."""
    root = fixture_root("fixed-ip-sender")

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "enter")
        assert isinstance(app.screen, FindingScreen)
        assert app.screen.topic == "CRT001"
        (root / "server.cert").write_bytes(b"")
        await pressed(pilot, "r")
        assert isinstance(app.screen, FindingsScreen)
        assert "CRT001 expired is not found any more" in screen_text(app)

    drive(root, steps)


def test_a_finding_that_is_still_there_is_the_one_of_now(drive: Drive, fixture_root: Root) -> None:
    """Its row, and its place among the others, are those that were read last."""
    root = fixture_root("fixed-ip-sender")

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "slash", *"acl003", "enter", "enter")
        assert isinstance(app.screen, FindingScreen)
        before = app.screen.reported.finding.places[0].line
        assert before is not None
        table = root / "ctrl.ipmap.tab"
        table.write_bytes(b"\r\n" + table.read_bytes())
        await pressed(pilot, "r")
        assert isinstance(app.screen, FindingScreen)
        assert app.screen.reported.finding.places[0].line == before + 1

    drive(root, steps)


def test_no_key_quits_while_something_is_to_be_done_whole(drive: Drive, fixture_root: Root) -> None:
    """Neither ours nor the one that Textual brings along."""

    async def steps(pilot: Pilot[int]) -> None:
        go_on = busy(pilot, whole=True)
        await pilot.press("ctrl+q", "q")
        await pilot.pause()
        assert home(pilot).is_running
        go_on.set()
        await settled(pilot)

    drive(fixture_root("hardened"), steps)


def test_a_key_that_ends_other_programs_tells_the_one_here(
    drive: Drive, fixture_root: Root
) -> None:
    """In the language of all the rest."""

    async def steps(pilot: Pilot[int]) -> None:
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert "q で終了します" in screen_text(home(pilot))

    drive(fixture_root("hardened"), steps, language="ja")
