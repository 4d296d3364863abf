"""What an undo would do is known before it, and asking changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fix.made import CHANGES, FILES, INDEX, mail_root, seen, state_in
from xmailaudit.fix.errors import JournalError, RefusedError
from xmailaudit.fix.history import history
from xmailaudit.fix.phase import Phase
from xmailaudit.fix.place import opened
from xmailaudit.fix.transaction import apply
from xmailaudit.fix.undo import undo, undo_changes
from xmailaudit.mailroot.change import Change

if TYPE_CHECKING:
    from pathlib import Path

    from xmailaudit.fix.state_folder import StateFolder


def cut(state: StateFolder, identifier: str, *, keep: str) -> None:
    """Make the end of a journal be missing: all behind `keep`, or behind a part of its line."""
    (file,) = state.path.rglob(f"{identifier}.journal")
    data = file.read_bytes()
    end = data.index(keep.encode()) + len(keep)
    file.write_bytes(data[:end] + (b"\n" if keep.endswith("}") else b""))


def written(changes: tuple[Change, ...]) -> dict[str, bytes | None]:
    """The bytes that files are to have."""
    return {one.path: one.new for one in changes if one.changes_bytes}


def test_what_is_foretold_happens(tmp_path: Path) -> None:
    """Of a transaction, of its undo, and of the undo of that."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    name = apply(root, CHANGES, ("REL001/x",), state=state).id

    for _again in range(3):
        before = seen(tmp_path)
        foretold = undo_changes(state, name)
        assert seen(tmp_path) == before
        was = seen(root)

        back = undo(state, name)

        assert (foretold.id, foretold.folder) == (back.undoes, back.folder)
        assert back.files == tuple(one.path for one in foretold.changes)
        now = seen(root)
        assert written(foretold.changes) == {
            one.path: now[one.path].data if one.path in now else None
            for one in foretold.changes
            if one.changes_bytes
        }
        modes = {one.path or ".": one.new_mode for one in foretold.changes if one.new_mode}
        assert modes == {path: now[path].mode for path in modes}
        for path in was.keys() & now.keys() - set(back.files):
            assert was[path] == now[path]
        name = back.id


def test_who_is_told_of_what(tmp_path: Path) -> None:
    """The newest where none is named; what an undo took back; the index with its table."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    first = apply(root, CHANGES[:1], ("A/a",), state=state).id
    second = apply(root, CHANGES[1:3], ("B/b",), state=state).id
    (root / INDEX).write_bytes(b"made anew")

    newest = undo_changes(state)

    assert (newest.id, newest.label, newest.undoes) == (second, ("B/b",), None)
    old, new = FILES["domains.tab"], CHANGES[1].new
    assert newest.changes == (
        Change("domains.tab", new, old, 0o640, 0o644),
        Change(INDEX, b"made anew", None),
    )
    assert undo_changes(state, first).label == ("A/a",)
    back = undo(state, second)
    assert undo_changes(state, back.id).undoes == second
    assert undo_changes(state).id == first


def test_what_others_wrote_stays(tmp_path: Path) -> None:
    """The change is made of what is there now."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    apply(root, CHANGES[:1], ("A/a",), state=state)
    now = (root / "server.tab").read_bytes()
    (root / "server.tab").write_bytes(b"# theirs\r\n" + now)

    (change,) = undo_changes(state).changes

    assert change.old == b"# theirs\r\n" + now
    assert change.new == b"# theirs\r\n" + FILES["server.tab"]


def test_what_was_foreseen_is_done_and_nothing_else(tmp_path: Path) -> None:
    """Each phase is told in order; where a file changed meanwhile nothing is."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    name = apply(root, CHANGES, ("A/a",), state=state).id
    foreseen = undo_changes(state, name).changes
    written = (root / "server.tab").read_bytes()
    (root / "server.tab").write_bytes(b"# theirs\r\n" + written)
    before, told = seen(root), list[Phase]()

    with pytest.raises(RefusedError, match="look again"):
        undo(state, name, foreseen=foreseen, tell=told.append)
    assert seen(root) == before
    assert told == [Phase.LOOK]

    (root / "server.tab").write_bytes(written)
    undo(state, name, foreseen=foreseen, tell=told.append)
    assert (root / "server.tab").read_bytes() == FILES["server.tab"]
    assert told[1:] == list(Phase)


def test_what_is_refused_is_refused_alike(tmp_path: Path) -> None:
    """In the same words as the undo's own."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    name = apply(root, CHANGES, ("A/a",), state=state).id
    (root / "server.tab").write_bytes(b"other\n")
    (root / "smtprelay.tab").mkdir()
    before = seen(tmp_path)

    refusals = []
    for ask in (undo_changes, undo):
        with pytest.raises(RefusedError) as caught:
            ask(state, name)
        refusals.append((caught.value.problems, caught.value.file, caught.value.line))

    assert refusals[0] == refusals[1]
    assert len(refusals[0][0]) == 2
    assert seen(tmp_path) == before


def test_twice_is_refused(tmp_path: Path) -> None:
    """What was taken back already, and what was never there."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    name = apply(root, CHANGES[:1], ("A/a",), state=state).id
    undo(state, name)

    with pytest.raises(RefusedError, match="taken back already"):
        undo_changes(state, name)
    with pytest.raises(JournalError, match="no transaction to take back"):
        undo_changes(state)
    with pytest.raises(JournalError, match="no transaction is called"):
        undo_changes(state, "20260101-0000-0000")


def test_somebody_at_work_is_waited_for(tmp_path: Path) -> None:
    """Files that are just being changed are not looked at."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    name = apply(root, CHANGES[:1], ("A/a",), state=state).id

    with opened(root, state), pytest.raises(RefusedError, match="another transaction works on"):
        undo_changes(state, name)

    assert undo_changes(state, name).changes


def test_what_was_interrupted_comes_first(tmp_path: Path) -> None:
    """It is neither finished nor taken back by asking; history does that."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    first = apply(root, CHANGES[:1], ("A/a",), state=state).id
    second = apply(root, CHANGES[1:2], ("B/b",), state=state).id
    cut(state, second, keep='{"stage": "prepared"}')
    before = seen(tmp_path)

    for name in (None, first, second):
        with pytest.raises(RefusedError, match=f"{second} was interrupted.*xmailaudit history"):
            undo_changes(state, name)
    assert seen(tmp_path) == before

    assert [one.id for one in history(state).recovered] == [second]
    assert undo_changes(state).id == second


def test_a_journal_that_was_never_whole_is_let_be(tmp_path: Path) -> None:
    """Nothing was done by then; the next transaction removes it."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    first = apply(root, CHANGES[:1], ("A/a",), state=state).id
    second = apply(root, CHANGES[1:2], ("B/b",), state=state).id
    cut(state, second, keep='"format"')
    before = seen(tmp_path)

    assert undo_changes(state).id == first
    assert seen(tmp_path) == before


def test_history_of_one_mail_root(tmp_path: Path) -> None:
    """Its own transactions by whatever name it goes; what waits elsewhere is left alone."""
    state = state_in(tmp_path)
    one, other = (mail_root(tmp_path / name) for name in ("one", "other"))
    mine = apply(one, CHANGES[:1], ("A/a",), state=state).id
    theirs = apply(other, CHANGES[:1], ("A/a",), state=state).id
    (tmp_path / "link").symlink_to(one)
    cut(state, theirs, keep='{"stage": "prepared"}')

    for name in (one, one / ".." / "MailRoot", tmp_path / "link"):
        found = history(state, name)
        assert ([past.id for past in found.past], found.recovered) == ([mine], ())
    assert history(state, tmp_path / "nowhere").past == ()

    found = history(state, other)
    assert [past.id for past in found.past] == [past.id for past in found.recovered] == [theirs]
    assert [past.id for past in history(state).past] == [mine, theirs]
