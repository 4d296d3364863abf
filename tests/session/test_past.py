"""The preview of an undo: what it says comes true."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import names
from tests.fix.made import seen
from xmailaudit.audit.engine import Observer
from xmailaudit.audit.errors import Cancelled, ProfileError
from xmailaudit.audit.profile import load_profile
from xmailaudit.fix.errors import RefusedError
from xmailaudit.fix.wanted import Wanted
from xmailaudit.mailroot.change import Change
from xmailaudit.mailroot.origin import OriginKind
from xmailaudit.messages import English
from xmailaudit.report.language import Words
from xmailaudit.report.text_preview import preview_text
from xmailaudit.session import (
    Session,
    UndoPreview,
    history,
    past_indexed,
    start,
    undo,
    undo_preview,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xmailaudit.audit.report import Report
    from xmailaudit.network.sign import Sign

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nobody changes a folder there yet")

AT = 1795478400.0
STOPPED = "-C- -W-"


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place for journals."""
    monkeypatch.setenv("XMAILAUDIT_STATE", str(tmp_path / "state"))


class Impatient(Observer):
    """Ends it in the middle of the second audit."""

    def __init__(self) -> None:
        self.audits = 0

    def judging(self, rule_id: str, number: int, total: int) -> None:
        """Count the audits by their first rule."""
        del rule_id
        self.audits += number == 1
        if self.audits == 2 and number == total // 2:
            raise Cancelled


def told(report: Report) -> set[tuple[str, str]]:
    """The findings that count, and how bad they are."""
    return {(one.fingerprint, one.severity.value) for one in report.counted}


def told_of(found: UndoPreview) -> str:
    """All that is shown of a preview."""
    return preview_text(found.preview, found.session.root, Words(English()))


@pytest.mark.parametrize("name", names())
def test_what_is_foretold_is_found(
    fixture_root: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    """An audit after the undo finds what the preview found; asking has written nothing."""
    folder = fixture_root(name)
    session = start(folder, command_line=STOPPED)
    plan = session.plan(Wanted(unsafe=True), at=AT)
    if not plan.changes:
        pytest.skip("there is nothing to fix")
    done = session.carry_out(plan.changes, plan.label)
    before = seen(tmp_path)

    found = undo_preview(command_line=STOPPED, at=AT)

    assert seen(tmp_path) == before
    fresh = start(folder, command_line=STOPPED)
    known = fresh, fresh.audit(at=AT)
    again = undo_preview(command_line=STOPPED, at=AT, known=known)
    assert (again.session.root, again.preview.before) == (fresh.root, known[1])
    assert told_of(again) == told_of(found)
    assert (found.undoing.id, found.undoing.label) == (done.id, plan.label)
    assert found.session.folder == folder
    undo(found.undoing.id)
    afterwards = start(folder, command_line=STOPPED).audit(at=AT)
    assert told(found.preview.after) == told(afterwards)
    assert {one.fingerprint for one in found.preview.come} <= {
        one.fingerprint for one in plan.before.findings
    }


def test_the_profile_decides_what_is_found(fixture_root: Callable[[str], Path]) -> None:
    """By its name, or loaded; the start options are those that are told."""
    folder = fixture_root("distribution")
    session = start(folder)
    plan = session.plan(at=AT)
    session.carry_out(plan.changes, plan.label)

    strict = undo_preview(profile="strict", command_line="-Pl -Sl", at=AT)

    assert strict.session.profile.name == "strict"
    assert strict.session.root.start_options.origin.kind is OriginKind.GIVEN
    loaded = undo_preview(profile=load_profile("strict"), command_line="-Pl -Sl", at=AT)
    default = undo_preview(command_line="-Pl -Sl", at=AT)
    assert told(loaded.preview.after) == told(strict.preview.after) != told(default.preview.after)
    with pytest.raises(ProfileError):
        undo_preview(profile="none-such")


def test_what_was_read_before_a_change_is_read_anew(fixture_root: Callable[[str], Path]) -> None:
    """A mode tells it by no date of the file's; the MailRoot of another target is no help."""
    folder = fixture_root("fixed-ip-sender")
    plan = start(folder).plan(at=AT)
    start(folder).carry_out(plan.changes, plan.label)
    session = start(folder)
    known = session, session.audit(at=AT)
    other = start(fixture_root("hardened"))

    assert undo_preview(at=AT, known=known).session is session
    assert undo_preview(at=AT, known=(other, other.audit(at=AT))).session is not other
    (folder / "server.key").chmod(0o640 ^ (folder / "server.key").stat().st_mode & 0o040)
    assert undo_preview(at=AT, known=known).session is not session


def test_a_folder_that_is_away(fixture_root: Callable[[str], Path]) -> None:
    """It is refused as the undo is; history still tells of it."""
    folder = fixture_root("distribution")
    plan = start(folder).plan(at=AT)
    start(folder).carry_out(plan.changes, plan.label)
    folder.rename(folder.with_name("away"))

    with pytest.raises(RefusedError, match="cannot be opened"):
        undo_preview()
    assert len(history(folder).past) == 1


def test_whoever_watches_may_end_it(fixture_root: Callable[[str], Path], tmp_path: Path) -> None:
    """Nothing was begun, so nothing is left."""
    folder = fixture_root("distribution")
    plan = start(folder).plan(at=AT)
    start(folder).carry_out(plan.changes, plan.label)
    before = seen(tmp_path)

    with pytest.raises(Cancelled):
        undo_preview(observer=Impatient(), at=AT)

    assert seen(tmp_path) == before
    assert undo_preview(at=AT).preview.come


def test_signs_of_a_server_are_looked_for_where_it_was_told_to_listen(
    fixture_root: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What start options somebody told count for the undo as they did for the change."""
    root = fixture_root("fixed-ip-sender")
    old = (root / "mailusers.tab").read_bytes()
    change = Change("mailusers.tab", old, old.replace(b"\r\n", b"\r\n\r\n", 1))
    session = start(root, command_line="-Cp 7017")
    session.carry_out((change,), ("made for this test",))
    asked: list[tuple[str, ...]] = []

    def nobody(of: Session) -> tuple[Sign, ...]:
        asked.append(of.root.start_options.words)
        return ()

    monkeypatch.setattr(Session, "signs_of_life", nobody)
    indexed, signs = past_indexed(session=session)
    assert indexed == ("mailusers.tab",)
    assert signs == ()
    assert asked == [("-Cp", "7017")]
