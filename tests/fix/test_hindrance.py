"""Why nothing can be changed in a MailRoot, without trying."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.fix.made import mail_root, seen, state_in
from xmailaudit.fix.disk import this_disk
from xmailaudit.fix.errors import JournalError
from xmailaudit.fix.hindrance import hindrance
from xmailaudit.fix.state_folder import StateFolder
from xmailaudit.messages import English, render, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xmailaudit.fix.disk.tree import Tree


class ToldDisk:
    """A disk of which somebody says what may be written in one folder, `root`, of its trees.

    `names` are those that may not be written to; `gives` whether files can be given away.
    """

    windows = False

    def __init__(
        self, root: Path, *names: str, read_only: bool = False, gives: bool = True
    ) -> None:
        self._disk = this_disk()
        self._root = root
        self._told = {
            "may_write": lambda path: path not in names,
            "is_read_only": lambda _folder: read_only,
            "can_give": lambda _owner: gives,
        }

    def __getattr__(self, name: str) -> Any:
        return getattr(self._disk, name)

    def open(self, folder: Path) -> Tree:
        """Open a folder."""
        tree = self._disk.open(folder)
        if folder == self._root:
            vars(tree).update(self._told)
        return tree


TABLES = ("server.tab", "domains.tab", "spammers.tab", "ctrlaccounts.tab", "smtprelay.tab")


def found(root: Path, state: StateFolder) -> str | None:
    """What is in the way, in English; looking leaves no trace."""
    before = seen(root.parent)
    message = hindrance(root, lambda: state)
    assert seen(root.parent) == before
    return None if message is None else render(message, English(), show=str)


def test_nothing_is_in_the_way(tmp_path: Path) -> None:
    """Of who owns all of it; the folder for journals need not be there yet."""
    root = mail_root(tmp_path)
    assert found(root, state_in(tmp_path)) is None
    with state_in(tmp_path).of(str(root)):
        pass
    assert found(root, state_in(tmp_path)) is None


def test_a_folder_without_tables(tmp_path: Path) -> None:
    """There may still be files to make."""
    (tmp_path / "MailRoot").mkdir()
    assert found(tmp_path / "MailRoot", state_in(tmp_path)) is None


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"read_only": True}, "mounted read-only"),
        ({"names": ("",)}, "you may not write in"),
        ({"names": TABLES}, "server.tab may not be written by you"),
        ({"gives": False}, "server.tab belongs to another user"),
        ({"names": TABLES[1:]}, None),
    ],
)
def test_rights(tmp_path: Path, told: dict[str, Any], words: str | None) -> None:
    """Of the file system, the folder, and all of the tables; a single one is no hindrance."""
    root = mail_root(tmp_path)
    disk = ToldDisk(root, *told.pop("names", ()), **told)
    text = found(root, StateFolder(tmp_path / "state", disk))

    if words is None:
        assert text is None
    else:
        assert text is not None
        assert words in text
        assert str(root) in text


def test_all_tables_are_links(tmp_path: Path) -> None:
    """None of them can be replaced."""
    root = mail_root(tmp_path)
    for name in TABLES:
        (root / name).rename(root / f"{name}.old")
        (root / name).symlink_to(f"{name}.old")
    text = found(root, state_in(tmp_path))
    assert text is not None
    assert "server.tab is a link" in text


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_real_rights(tmp_path: Path) -> None:
    """As the system tells them."""
    root = mail_root(tmp_path)
    root.chmod(0o555)
    text = found(root, state_in(tmp_path))
    root.chmod(0o755)
    assert text is not None
    assert "you may not write in" in text


def test_the_folder_is_away(tmp_path: Path) -> None:
    """And said to be."""
    root = mail_root(tmp_path)
    root.rename(tmp_path / "other")
    text = found(root, state_in(tmp_path))
    assert text is not None
    assert "cannot be opened" in text


def open_to_others(folder: Path) -> Path:
    """A folder that others may write to."""
    folder.mkdir()
    folder.chmod(0o777)
    return folder


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder / "MailRoot" / "state", "lies in the MailRoot"),
        (lambda folder: open_to_others(folder / "open"), "others may write"),
        (lambda folder: folder / "MailRoot.txt" / "state", "cannot be used"),
    ],
)
def test_journals(tmp_path: Path, make: Callable[[Path], Path], words: str) -> None:
    """Nothing is changed without one."""
    root = mail_root(tmp_path)
    (tmp_path / "MailRoot.txt").touch()
    text = found(root, StateFolder(make(tmp_path), this_disk()))
    assert text is not None
    assert words in text


def test_no_folder_for_journals(tmp_path: Path) -> None:
    """Where nothing names one, that is what is said."""

    def nowhere() -> StateFolder:
        raise JournalError(say("set it"))

    message = hindrance(mail_root(tmp_path), nowhere)
    assert message is not None
    assert message.template == "set it"


def test_the_folder_for_journals_cannot_be_made(tmp_path: Path) -> None:
    """Because of the rights of the one that is to hold it."""
    root = mail_root(tmp_path)
    text = found(root, StateFolder(tmp_path / "no" / "state", ToldDisk(tmp_path, "")))
    assert text is not None
    assert "permission denied; set XMAILAUDIT_STATE" in text
