"""What was changed: listed, foreseen, taken back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.tui.driving import home, pressed, screen_text, settled
from xmailaudit.fix.wanted import Wanted
from xmailaudit.mailroot.change import Change
from xmailaudit.messages import say
from xmailaudit.network.sign import Sign, SignKind
from xmailaudit.session import Session, history, start, undo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive
    from xmailaudit.fix.transaction import Transaction

    Root = Callable[[str], Path]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nobody changes a folder there yet")

AT = 1795521600.0


def applied(root: Path) -> Transaction:
    """Apply what is safe."""
    session = start(root)
    plan = session.plan(Wanted(), at=AT)
    return session.carry_out(plan.changes, plan.label)


def contents(root: Path) -> dict[str, bytes]:
    """All files."""
    return {
        str(one.relative_to(root)): one.read_bytes() for one in root.rglob("*") if one.is_file()
    }


def test_an_undo_is_foreseen_and_carried_out(drive: Drive, fixture_root: Root) -> None:
    """The list, the preview, the undo; files are as they were, and all is judged anew."""
    root = fixture_root("fixed-ip-sender")
    before = contents(root)
    done = applied(root)
    after = contents(root)
    assert after != before

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "8", "c")
        assert f"{done.id}  done" in screen_text(app)
        assert app.clipboard == f"xmailaudit history {root}"

        await pressed(pilot, "enter", "c")
        assert f"Taking transaction {done.id} back" in screen_text(app)
        assert contents(root) == after
        at = "2026-11-24T12:00:00+00:00"
        assert app.clipboard == f"xmailaudit undo --diff {done.id} --at {at}"

        await pressed(pilot, "y")
        assert f"Transaction {done.id} is taken back by" in screen_text(app)
        assert contents(root) == before
        await pressed(pilot, "c")
        assert app.clipboard == f"xmailaudit undo {done.id}"

        await pressed(pilot, "escape")
        assert f"{done.id}  undone" in screen_text(app)
        assert f"takes {done.id} back" in screen_text(app)
        assert app.desk.report is not None
        assert app.desk.session.root.data("ctrl.ipmap.tab") == before["ctrl.ipmap.tab"]

    drive(root, steps)


def test_an_undo_can_be_taken_back_and_what_is_undone_cannot(
    drive: Drive, fixture_root: Root
) -> None:
    """The newest stands first; on what is not in force no key takes anything back."""
    root = fixture_root("fixed-ip-sender")
    done = applied(root)
    after = contents(root)
    undo(done.id)

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "8", "down")
        assert "preview of the undo" not in screen_text(app)
        await pressed(pilot, "enter", "u")
        assert "there is nothing to take back" in screen_text(app)
        assert len(app.screen_stack) == 2

        await pressed(pilot, "up", "u", "y")
        assert contents(root) == after

    drive(root, steps)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Nothing was changed here"), ("ja", "まだ何も変更")]
)
def test_without_a_transaction_it_says_so(
    drive: Drive, fixture_root: Root, language: str, said: str
) -> None:
    """And there is nothing to press."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "8", "u", "enter")
        assert said in screen_text(home(pilot))

    drive(fixture_root("hardened"), steps, language=language)


def test_those_of_other_mailroots_are_not_listed(drive: Drive, fixture_root: Root) -> None:
    """Here one goes by what is open."""
    applied(fixture_root("fixed-ip-sender"))

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "8")
        assert "Nothing was changed here" in screen_text(home(pilot))

    drive(fixture_root("hardened"), steps)


def test_what_changed_since_is_refused(drive: Drive, fixture_root: Root) -> None:
    """Nothing is written, and the file is named."""
    root = fixture_root("fixed-ip-sender")
    applied(root)
    table = root / "ctrl.ipmap.tab"
    table.write_bytes(b'"192.0.2.1"\t"255.255.255.255"\t"ALLOW"\t"9"\r\n')
    before = contents(root)

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "8", "enter", "y")
        assert "Nothing was changed." in screen_text(app)
        assert "ctrl.ipmap.tab has changed since transaction" in screen_text(app)

    drive(root, steps)
    assert contents(root) == before


def test_a_server_that_reads_an_index_must_be_stopped(
    drive: Drive, fixture_root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or somebody says that it is."""
    root = fixture_root("fixed-ip-sender")
    old = (root / "mailusers.tab").read_bytes()
    change = Change("mailusers.tab", old, old.replace(b"\r\n", b"\r\n\r\n", 1))
    done = start(root).carry_out((change,), ("made for this test",))
    after = contents(root)
    monkeypatch.setattr(Session, "signs_of_life", lambda _: (Sign(SignKind.PROCESS, say("seen")),))

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "8", "enter", "y")
        assert "mailusers.tab has an index" in screen_text(app)
        assert "seen)" in screen_text(app)
        assert contents(root) == after

        await pressed(pilot, "t", "y", "c")
        assert contents(root) != after
        assert app.clipboard == f"xmailaudit undo {done.id} --server-stopped"

    drive(root, steps)


def test_what_changed_since_the_preview_is_looked_at_again(
    drive: Drive, fixture_root: Root
) -> None:
    """What is done is what was shown."""
    root = fixture_root("fixed-ip-sender")
    done = applied(root)
    table = root / "ctrl.ipmap.tab"
    written = table.read_bytes()
    theirs = b"# theirs\r\n"

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "8", "enter")
        table.write_bytes(theirs + written)
        await pressed(pilot, "y")
        assert "Nothing was changed." in screen_text(app)
        assert "look again" in screen_text(app)
        assert table.read_bytes() == theirs + written

        await pressed(pilot, "r")
        assert f"Taking transaction {done.id} back" in screen_text(app)
        await pressed(pilot, "y")
        assert table.read_bytes().startswith(theirs)
        assert table.read_bytes() != theirs + written

    drive(root, steps)


def test_going_back_ends_the_preview(drive: Drive, fixture_root: Root) -> None:
    """Whatever it gives has no place any more."""
    root = fixture_root("fixed-ip-sender")
    applied(root)

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "8")
        await pilot.press("enter", "escape")
        await settled(pilot)
        assert len(app.screen_stack) == 2
        assert len(history(root).past) == 1

    drive(root, steps)


def test_going_back_leaves_the_audit_alone(drive: Drive, fixture_root: Root) -> None:
    """While it runs no preview is begun; when it is done, the preview goes by it."""
    root = fixture_root("fixed-ip-sender")
    done = applied(root)

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "8", "enter")
        await pilot.press("r", "escape")
        await settled(pilot)
        assert app.desk.report is not None

        await pressed(pilot, "enter", "r")
        assert f"Taking transaction {done.id} back" in screen_text(app)

    drive(root, steps)


def test_going_back_while_a_plan_is_looked_at(drive: Drive, fixture_root: Root) -> None:
    """What speaks against it has no place any more, either."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "3", "s")
        await pilot.press("a", "escape")
        await settled(pilot)
        assert len(app.screen_stack) == 2
        assert app.defect is None

    drive(fixture_root("fixed-ip-sender"), steps)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
def test_it_fits(drive: Drive, fixture_root: Root, size: tuple[int, int], language: str) -> None:
    """No width and no language breaks it; what is exported is as wide as asked for."""
    root = fixture_root("fixed-ip-sender")
    applied(root)

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "8")
        assert any("ACL003" in line for line in app.pages()[-1].plain(80))
        await pressed(pilot, "u")
        assert any("ctrl.ipmap.tab" in line for line in app.pages()[-1].plain(80))
        await pressed(pilot, "y")
        assert app.pages()[-1].twin()[:2] == ("xmailaudit", "undo")

    drive(root, steps, size=size, language=language)
