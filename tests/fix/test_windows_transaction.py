"""A transaction on a Windows that is made up: carried out, taken back, interrupted, held up."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.fix.made import CHANGES, FILES, INDEX, mail_root
from tests.fix.made_windows import USER, FakeKernel
from xmailaudit.fix.disk import this_disk
from xmailaudit.fix.errors import JournalError, RefusedError
from xmailaudit.fix.history import history
from xmailaudit.fix.journal import Stage
from xmailaudit.fix.place import opened
from xmailaudit.fix.state_folder import StateFolder
from xmailaudit.fix.transaction import apply
from xmailaudit.fix.undo import undo
from xmailaudit.mailroot.change import Change

if TYPE_CHECKING:
    from pathlib import Path

#: Windows knows no modes: these have none.
BYTES = tuple(
    change._replace(old_mode=None, new_mode=None) for change in CHANGES if change.old != change.new
)
NEW = "custdomains/new/.example.org.tab"


class Crash(BaseException):
    """The machine stops."""


@pytest.fixture
def kernel() -> FakeKernel:
    """The calls."""
    return FakeKernel()


@pytest.fixture
def state(tmp_path: Path, kernel: FakeKernel) -> StateFolder:
    """The folder for journals, which is the user's own one."""
    return StateFolder.find(this_disk("nt", kernel), {"LOCALAPPDATA": str(tmp_path / "Local")})


def files(root: Path) -> dict[str, bytes]:
    """All files, with their bytes."""
    found = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def changed() -> dict[str, bytes]:
    """What the changes make of the files."""
    after = FILES | {change.path: change.new for change in BYTES}
    return {path: data for path, data in after.items() if data is not None}


def test_everything_changes_and_comes_back(
    tmp_path: Path, state: StateFolder, kernel: FakeKernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there is replaced, what is new is moved, and no folder is saved by itself."""
    root = mail_root(tmp_path)
    synced: list[bool] = []
    save = os.fsync

    def noting(descriptor: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        save(descriptor)

    monkeypatch.setattr(os, "fsync", noting)

    done = apply(root, BYTES, ("REL001",), state=state)

    assert files(root) == changed()
    calls = [(call[0], call[-1]) for call in kernel.calls if call[0] in ("replace", "move")]
    assert sorted(calls) == [
        ("move", ".example.org.tab"),
        ("replace", f".xmailaudit-{done.id}-1"),
        ("replace", f".xmailaudit-{done.id}-2"),
    ]
    assert synced
    assert not any(synced)

    back = undo(state)
    assert files(root) == {path: data for path, data in FILES.items() if path != INDEX}
    undo(state, back.id)
    assert files(root) == changed()
    assert [past.stage for past in history(state).past] == [Stage.DONE, Stage.UNDONE, Stage.DONE]


def test_journals_are_the_users_own(tmp_path: Path, state: StateFolder, kernel: FakeKernel) -> None:
    """By access lists, of the folders, and of each file."""
    root = mail_root(tmp_path)
    done = apply(root, BYTES, ("REL001",), state=state)

    (journal,) = state.path.rglob("*.journal")
    who = f"(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;{USER})"
    assert kernel.lists[str(journal)] == f"D:P{who}"
    for folder in (journal.parent, state.path):
        assert kernel.lists[str(folder)] == "D:P" + who.replace("(A;;", "(A;OICI;")
    # What replaces a file is closed until then; a new file takes its folder's list.
    drafts = {call[1] for call in kernel.calls if call[0] == "protect"}
    assert {f".xmailaudit-{done.id}-1", f".xmailaudit-{done.id}-2"} <= drafts
    assert str(root / NEW) not in kernel.lists


def test_a_key_is_private(tmp_path: Path, state: StateFolder, kernel: FakeKernel) -> None:
    """A new file that is asked to be for its owner alone."""
    root = mail_root(tmp_path)
    apply(root, [Change("server.key", None, b"key", None, 0o600)], (), state=state)
    assert kernel.lists[str(root / "server.key")].startswith("D:P(")
    undo(state)
    assert files(root) == FILES


def test_an_open_folder_for_journals_is_refused(
    tmp_path: Path, state: StateFolder, kernel: FakeKernel
) -> None:
    """Where others may write to it."""
    root = mail_root(tmp_path)
    state.path.mkdir(parents=True)
    with pytest.raises(JournalError, match="others may write to"):
        apply(root, BYTES, (), state=state)
    assert files(root) == FILES
    assert kernel.calls == []


@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("call", ["replace", "move", "delete", "protect"])
def test_a_crash_is_recovered_from(
    tmp_path: Path, state: StateFolder, kernel: FakeKernel, call: str, number: int
) -> None:
    """Before any call of a kind: then all files are as they were, or all as they are to be."""
    root = mail_root(tmp_path)
    seen: list[str] = []

    def stop(name: str) -> None:
        seen.extend([name] if name == call else [])
        if len(seen) > number:
            raise Crash

    kernel.before = stop
    try:
        apply(root, BYTES, ("REL001",), state=state)
    except Crash:
        prepared = len(seen) > number and any(c[0] in ("replace", "move") for c in kernel.calls)
    else:
        prepared = True
    kernel.before = lambda _call: None

    apply(root, [Change("x.tab", None, b"x")], (), state=state)

    found = files(root)
    assert found.pop("x.tab") == b"x"
    assert found in (FILES, changed())
    assert found == changed() or not prepared


@pytest.mark.parametrize("code", [5, 32, 33, 1175])
def test_a_held_file_is_tried_again(
    tmp_path: Path, state: StateFolder, kernel: FakeKernel, code: int
) -> None:
    """The third try succeeds; the pauses grow."""
    root = mail_root(tmp_path)
    kernel.failing = {"replace": [code, code]}
    apply(root, BYTES, ("REL001",), state=state)
    assert files(root) == changed()
    assert kernel.pauses == [0.05, 0.1]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (32, "another program has it open"),
        (1175, "another program has it open"),
        (5, "permission denied"),
    ],
)
def test_a_file_that_stays_held_is_refused(
    tmp_path: Path, state: StateFolder, kernel: FakeKernel, code: int, reason: str
) -> None:
    """After some seconds, and nothing has changed."""
    root = mail_root(tmp_path)
    before = files(root)
    kernel.failing = {"replace": [code] * 7}
    with pytest.raises(RefusedError) as caught:
        apply(root, BYTES[:1], ("REL001",), state=state)
    assert str(caught.value) == f"server.tab cannot be written: {reason}; nothing was changed"
    assert files(root) == before
    assert kernel.pauses == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6]


@pytest.mark.parametrize("code", [1176, 1177])
def test_a_replacement_that_ended_halfway_is_finished(
    tmp_path: Path, state: StateFolder, kernel: FakeKernel, code: int
) -> None:
    """The old file's name is free by then, so the new one is moved there."""
    root = mail_root(tmp_path)
    kernel.failing = {"replace": [code]}
    done = apply(root, BYTES[:1], ("REL001",), state=state)
    assert (root / "server.tab").read_bytes() == BYTES[0].new
    moved = [call for call in kernel.calls if call[0] == "move"]
    assert moved == [("move", f".xmailaudit-{done.id}-1", "server.tab")]


def test_another_error_is_not_tried_again(
    tmp_path: Path, state: StateFolder, kernel: FakeKernel
) -> None:
    """Such as a full disk."""
    root = mail_root(tmp_path)
    kernel.failing = {"replace": [112]}
    with pytest.raises(RefusedError, match="nothing was changed"):
        apply(root, BYTES[:1], (), state=state)
    assert kernel.pauses == []


def test_one_at_a_time(tmp_path: Path, state: StateFolder) -> None:
    """The lock is in the folder for journals."""
    root = mail_root(tmp_path)
    with (
        opened(root, state),
        pytest.raises(RefusedError, match="another transaction"),
        opened(root, state),
    ):
        pass
    with opened(root, state):
        pass


@pytest.mark.parametrize(
    ("path", "name", "attributes", "message"),
    [
        ("server.tab", "server.tab", 0x400, "server.tab is a link"),
        ("server.tab", "server.tab", 0x1, "server.tab may not be written"),
        (INDEX, "tabindex", 0x400, f"{INDEX} lies behind the link tabindex"),
    ],
)
def test_links_and_read_only_files_are_refused(
    tmp_path: Path,
    state: StateFolder,
    kernel: FakeKernel,
    path: str,
    name: str,
    attributes: int,
    message: str,
) -> None:
    """A link is any reparse point, as a junction is."""
    root = mail_root(tmp_path)
    kernel.marked[name] = attributes
    with pytest.raises(RefusedError, match=message):
        apply(root, [Change(path, FILES[path], b"new")], (), state=state)
    assert files(root) == FILES


def test_a_second_name_is_refused(tmp_path: Path, state: StateFolder) -> None:
    """Replacing would leave the other as it was."""
    root = mail_root(tmp_path)
    (root / "other.tab").hardlink_to(root / "server.tab")
    with pytest.raises(RefusedError, match="a hard link"):
        apply(root, BYTES[:1], (), state=state)


@pytest.mark.parametrize("name", ["con", "NUL.tab", "com1.x", "lpt².tab", "a.", "a ", "a:b", "a?b"])
def test_names_that_windows_cannot_have_are_refused(
    tmp_path: Path, state: StateFolder, name: str
) -> None:
    """A device's, with whatever end, and those it would change."""
    root = mail_root(tmp_path)
    with pytest.raises(RefusedError, match="names no file of the MailRoot"):
        apply(root, [Change(f"new/{name}", None, b"x")], (), state=state)
    assert files(root) == FILES


def test_names_are_of_the_code_page(tmp_path: Path, state: StateFolder) -> None:
    """A byte of the model is a letter of the ANSI code page."""
    root = mail_root(tmp_path)
    apply(root, [Change("caf\xe9\x80.tab", None, b"x")], (), state=state)
    assert (root / "café€.tab").read_bytes() == b"x"
