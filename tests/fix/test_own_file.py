"""A file of the owner's own is replaced whole, or not touched."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.fix.made_windows import FakeKernel
from xmailaudit.fix.disk import this_disk
from xmailaudit.fix.disk.posix import PosixDisk, PosixTree
from xmailaudit.fix.errors import RefusedError
from xmailaudit.fix.own_file import replace_own_file
from xmailaudit.mailroot.file_names import from_system

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes and links of POSIX")


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(file.name for file in folder.iterdir())


def mode(file: Path) -> int:
    """The permission bits."""
    return stat.S_IMODE(file.stat().st_mode)


@pytest.mark.parametrize(("folder", "file"), [(0o755, 0o644), (0o750, 0o640), (0o700, 0o600)])
def test_a_new_file_is_for_whom_its_folder_lets_in(tmp_path: Path, folder: int, file: int) -> None:
    """They may read it, and only its owner may write."""
    tmp_path.chmod(folder)

    replace_own_file(tmp_path / "mine.toml", None, b"new")

    assert (tmp_path / "mine.toml").read_bytes() == b"new"
    assert mode(tmp_path / "mine.toml") == file
    assert names(tmp_path) == ["mine.toml"]


@pytest.mark.parametrize("bits", [0o600, 0o664, 0o755])
def test_a_file_keeps_its_mode(tmp_path: Path, bits: int) -> None:
    """Whatever it is."""
    file = tmp_path / "mine.toml"
    file.write_bytes(b"old")
    file.chmod(bits)

    replace_own_file(file, b"old", b"new")

    assert (file.read_bytes(), mode(file)) == (b"new", bits)


def test_links_are_followed_and_stay(tmp_path: Path) -> None:
    """What they lead to is replaced, where it lies."""
    (tmp_path / "deep").mkdir()
    real = tmp_path / "deep" / "real.toml"
    real.write_bytes(b"old")
    link = tmp_path / "mine.toml"
    link.symlink_to("deep/real.toml")

    replace_own_file(link, b"old", b"new")

    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert names(tmp_path / "deep") == ["real.toml"]


@pytest.mark.parametrize(("there", "read"), [(b"other", b"old"), (b"other", None), (None, b"old")])
def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    tmp_path: Path, there: bytes | None, read: bytes | None
) -> None:
    """Nor is a file that came or went."""
    file = tmp_path / "mine.toml"
    if there is not None:
        file.write_bytes(there)

    with pytest.raises(RefusedError, match="changed since it was read"):
        replace_own_file(file, read, b"new")

    assert (file.read_bytes() if file.exists() else None) == there
    assert names(tmp_path) == (["mine.toml"] if there is not None else [])


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    """The second is sent away."""
    with PosixDisk().open(tmp_path) as tree:
        lock = tree.lock("")
        with pytest.raises(RefusedError, match="another program is changing"):
            replace_own_file(tmp_path / "mine.toml", None, b"new")
        lock.release()

    assert names(tmp_path) == []


def test_a_disk_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no draft beside it."""
    file = tmp_path / "mine.toml"
    file.write_bytes(b"old")

    def full(*_words: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(PosixTree, "rename", full)

    with pytest.raises(RefusedError, match="cannot be written"):
        replace_own_file(file, b"old", b"new")

    assert file.read_bytes() == b"old"
    assert names(tmp_path) == ["mine.toml"]


@pytest.mark.parametrize("name", ["none/mine.toml", "folder", "x" * 300])
def test_where_no_file_can_be_it_is_refused(tmp_path: Path, name: str) -> None:
    """In one line that names it."""
    (tmp_path / "folder").mkdir()

    with pytest.raises(RefusedError, match=name[:20]):
        replace_own_file(tmp_path / name, None, b"new")

    assert names(tmp_path) == ["folder"]


def test_a_file_that_its_owner_may_not_write_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rename would replace it all the same."""
    file = tmp_path / "mine.toml"
    file.write_bytes(b"old")
    file.chmod(0o444)
    monkeypatch.setattr(PosixTree, "may_write", lambda _tree, _path: False)

    with pytest.raises(RefusedError, match="permission denied"):
        replace_own_file(file, b"old", b"new")

    assert file.read_bytes() == b"old"


def test_a_made_up_windows_replaces_and_makes_files_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its own calls, and names in its own characters."""
    assert from_system.__kwdefaults__ is not None
    monkeypatch.setitem(from_system.__kwdefaults__, "codec", FakeKernel.codec)
    kernel = FakeKernel()
    disk = this_disk("nt", kernel)
    file = tmp_path / "möin.toml"

    replace_own_file(file, None, b"old", disk=disk)
    replace_own_file(file, b"old", b"new", disk=disk)

    assert file.read_bytes() == b"new"
    assert names(tmp_path) == ["möin.toml"]
    assert "replace" in {call[0] for call in kernel.calls}
