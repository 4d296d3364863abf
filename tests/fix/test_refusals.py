"""What cannot be changed, or not as it is, is refused with one line; nothing is half done."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from tests.fix.made import CHANGES, FILES, mail_root, seen, state_in
from xmailaudit.fix.errors import JournalError, RefusedError
from xmailaudit.fix.place import opened
from xmailaudit.fix.state_folder import StateFolder
from xmailaudit.fix.transaction import apply
from xmailaudit.fix.undo import undo
from xmailaudit.mailroot.change import Change

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NEW = Change("server.tab", FILES["server.tab"], b"new\n")


def linked(root: Path) -> None:
    """The table is a link."""
    (root / "server.tab").rename(root / "other")
    (root / "server.tab").symlink_to("other")


def linked_folder(root: Path) -> None:
    """The folder of a new file is a link."""
    (root / "elsewhere").mkdir()
    (root / "custdomains").symlink_to("elsewhere")


@pytest.mark.parametrize(
    ("change", "make", "words"),
    [
        (NEW, linked, "server.tab is a link"),
        (CHANGES[3], linked_folder, "lies behind the link custdomains"),
        (NEW, lambda root: os.link(root / "server.tab", root / "twin"), "has a second name"),
        (NEW, lambda root: (root / "server.tab").write_bytes(b"x"), "has changed since"),
        (NEW, lambda root: (root / "server.tab").unlink(), "is no longer there"),
        (CHANGES[5], lambda root: (root / "ctrlaccounts.tab").chmod(0o640), "the mode of"),
        (Change("server.tab", None, b"x"), lambda _root: None, "is there by now"),
        (Change("../x.tab", None, b"x"), lambda _root: None, "names no file"),
        (Change("server.tab/x", None, b"x"), lambda _root: None, "no folder"),
    ],
)
def test_what_stands_in_the_way(
    tmp_path: Path, change: Change, make: Callable[[Path], object], words: str
) -> None:
    """Links, second names and what has changed since it was read."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    make(root)
    before = seen(root)

    with pytest.raises(RefusedError, match=re.escape(words)):
        apply(root, [*CHANGES[4:5], change], (), state=state)

    assert seen(root) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_files_and_folders(tmp_path: Path) -> None:
    """Whoever may not write is told so."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    (root / "server.tab").chmod(0o444)
    with pytest.raises(RefusedError, match="may not be written by you"):
        apply(root, [NEW], (), state=state)
    (root / "server.tab").chmod(0o644)
    root.chmod(0o555)
    with pytest.raises(RefusedError, match=r"the folder of server\.tab"):
        apply(root, [NEW], (), state=state)
    root.chmod(0o755)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_root_keeps_the_owner(tmp_path: Path) -> None:
    """Of what is replaced, and of what comes back; a new file belongs to its folder's owner."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    for path in (root, root / "server.tab", root / "smtprelay.tab"):
        os.chown(path, 1234, 1235)

    apply(root, [NEW, CHANGES[4], Change("new.tab", None, b"x")], (), state=state)
    assert {(root / name).stat().st_uid for name in ("server.tab", "new.tab")} == {1234}
    undo(state)
    assert (root / "smtprelay.tab").stat().st_gid == 1235


def test_one_transaction_at_a_time(tmp_path: Path) -> None:
    """Also where two users have two folders of journals."""
    root = mail_root(tmp_path)
    (tmp_path / "a").mkdir()
    with (
        opened(root, state_in(tmp_path)),
        pytest.raises(RefusedError, match="another transaction works"),
    ):
        apply(root, [NEW], (), state=state_in(tmp_path / "a"))


def test_the_folder_for_journals_is_private(tmp_path: Path) -> None:
    """Neither open to others nor in the MailRoot."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    state.path.mkdir(mode=0o777)
    state.path.chmod(0o777)
    with pytest.raises(JournalError, match="others may write"):
        apply(root, [NEW], (), state=state)
    with pytest.raises(JournalError, match="lies in the MailRoot"):
        apply(root, [NEW], (), state=StateFolder(root / "state", state.disk))
    with pytest.raises(JournalError, match="whole path"):
        StateFolder.find(state.disk, {"XMAILAUDIT_STATE": "here"})
    assert StateFolder.find(state.disk, {"HOME": "/h"}).path.as_posix().startswith("/h/.local/")


def test_undo_keeps_what_others_did(tmp_path: Path) -> None:
    """And names the line where it cannot."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    file = root / "server.tab"
    file.write_bytes(b"a\nb\nc\n")
    done = apply(root, [Change("server.tab", b"a\nb\nc\n", b"a\nB\nc\n")], (), state=state)
    file.write_bytes(b"top\na\nB\nc\nmore\n")
    undo(state, done.id)
    assert file.read_bytes() == b"top\na\nb\nc\nmore\n"

    done = apply(root, [Change("server.tab", file.read_bytes(), b"a\nX\nc\n")], (), state=state)
    file.write_bytes(b"a\nY\nc\n")
    with pytest.raises(RefusedError, match="line 2") as caught:
        undo(state, done.id)
    assert (caught.value.file, caught.value.line) == ("server.tab", 2)
    assert file.read_bytes() == b"a\nY\nc\n"
