"""A transaction changes what it is to change, and nothing else; undo takes it back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.fix.made import CHANGES, FILES, INDEX, mail_root, seen, state_in
from xmailaudit.fix.disk import this_disk
from xmailaudit.fix.errors import JournalError, RefusedError
from xmailaudit.fix.history import forget, history
from xmailaudit.fix.journal import LIFETIME_DAYS, Stage
from xmailaudit.fix.state_folder import StateFolder
from xmailaudit.fix.transaction import apply
from xmailaudit.fix.undo import undo
from xmailaudit.mailroot.change import Change

if TYPE_CHECKING:
    from pathlib import Path

DAY = 24 * 60 * 60
MOMENT = 1_795_540_000.0


def test_everything_changes_and_comes_back(tmp_path: Path) -> None:
    """Bytes and modes; the index of the table does not come back, for XMail makes it anew."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    before = seen(root)
    os.utime(root / "spammers.tab", (1, 1))
    os.utime(root / "domains.tab", (1, 1))

    done = apply(root, CHANGES, ("REL001",), state=state)

    after = seen(root)
    assert (root / "server.tab").read_bytes() == CHANGES[0].new
    assert after["domains.tab"] == (0o640, b'"example.com"\n')
    assert after["custdomains/new/.example.org.tab"] == (0o600, b'"smtprelay"\n')
    assert after["custdomains/new"].mode == 0o755
    assert after["ctrlaccounts.tab"] == (0o600, FILES["ctrlaccounts.tab"])
    assert after["tabindex"].mode == 0o700
    assert {INDEX, "smtprelay.tab"}.isdisjoint(after)
    assert (root / "spammers.tab").stat().st_mtime == 1
    assert done.files == tuple(change.path for change in CHANGES)

    back = undo(state)

    assert back.undoes == done.id
    before.pop(INDEX)
    assert seen(root) == before
    assert (root / "domains.tab").stat().st_mtime > MOMENT - DAY


def test_an_undo_can_be_taken_back(tmp_path: Path) -> None:
    """As often as one likes; the history tells which is in force."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    apply(root, CHANGES, ("REL001",), state=state)
    after = seen(root)

    back = undo(state)
    again = undo(state, back.id)

    assert seen(root) == after
    stages = [past.stage for past in history(state).past]
    assert stages == [Stage.DONE, Stage.UNDONE, Stage.DONE]
    assert history(state).past[1].undone_by == again.id
    undo(state)
    with pytest.raises(JournalError, match="no transaction to take back"):
        undo(state)


def test_journals_are_private_and_can_be_forgotten(tmp_path: Path) -> None:
    """They hold passwords; no message does."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    done = apply(root, CHANGES, ("REL001",), state=state)
    back = undo(state, done.id)

    journals = sorted(state.path.rglob("*.journal"))
    assert [oct(file.stat().st_mode & 0o777) for file in journals] == ["0o600"] * 2
    assert oct(state.path.stat().st_mode & 0o777) == "0o700"
    assert "1512" not in repr(history(state))

    forget(state, back.id)

    assert [past.stage for past in history(state).past] == [Stage.UNDONE]
    forget(state, done.id)
    assert history(state).past == ()
    with pytest.raises(JournalError, match="no transaction is called"):
        forget(state, done.id)


def test_old_journals_go_with_a_later_transaction(tmp_path: Path) -> None:
    """After their lifetime, and not a day earlier."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    apply(root, CHANGES[:1], ("A",), state=state, now=MOMENT)
    late = MOMENT + LIFETIME_DAYS * DAY
    apply(root, CHANGES[4:5], ("B",), state=state, now=late - DAY)
    assert len(history(state).past) == 2

    apply(root, CHANGES[5:6], ("C",), state=state, now=late + DAY)

    assert [past.label for past in history(state).past] == [("B",), ("C",)]


def test_names_are_short_sort_and_differ(tmp_path: Path) -> None:
    """Even at one moment."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    names = [
        apply(root, [change], (), state=state, now=MOMENT).id
        for change in (CHANGES[0], *CHANGES[3:])
    ]

    assert names[0] == "20261124-1706-9c40"
    assert names == sorted(set(names))


def test_nothing_to_change_is_no_transaction(tmp_path: Path) -> None:
    """What is as it is to be makes none."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    same = Change("server.tab", FILES["server.tab"], FILES["server.tab"], 0o644, 0o644)

    with pytest.raises(RefusedError, match="nothing to change"):
        apply(root, [same], (), state=state)

    assert history(state).past == ()


def test_secrets_are_for_their_owner_alone(tmp_path: Path) -> None:
    """New files are as readable as their folder, keys and tables with passwords never."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    (root / "closed").mkdir(mode=0o750)
    new = ("closed/a.tab", "server.key", "smtpauth.tab", "server.cert")

    apply(root, [Change(path, None, b"x") for path in new], (), state=state)

    modes = {path: seen(root)[path].mode for path in new}
    assert modes == {
        "closed/a.tab": 0o640,
        "server.key": 0o600,
        "smtpauth.tab": 0o600,
        "server.cert": 0o644,
    }


def test_a_clock_that_was_put_back_confuses_nothing(tmp_path: Path) -> None:
    """What took another transaction back may have an earlier name, and be taken back itself."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    before = seen(root)
    done = apply(root, CHANGES, ("REL001",), state=state, now=MOMENT)
    after = seen(root)
    back = undo(state, done.id, now=MOMENT - 1)
    again = undo(state, back.id, now=MOMENT - 2)
    assert seen(root) == after
    assert {past.id: past.undone_by for past in history(state).past} == {
        done.id: None,
        back.id: again.id,
        again.id: None,
    }

    undo(state, now=MOMENT - 3)

    before.pop(INDEX)
    assert seen(root) == before


def test_no_folder_for_journals_is_made_in_the_mail_root(tmp_path: Path) -> None:
    """It is refused, and leaves nothing behind."""
    root = mail_root(tmp_path)
    before = seen(root)
    state = StateFolder.find(this_disk(), {"XMAILAUDIT_STATE": str(root / "new" / "state")})
    with pytest.raises(JournalError, match="lies in the MailRoot"):
        apply(root, CHANGES, ("REL001",), state=state)
    assert seen(root) == before
