"""What a session says of its folder: what changed in it since, and whether it can be changed."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

from xmailaudit.messages import English, render
from xmailaudit.session import Session, start

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xmailaudit.messages import Message


def worded(message: Message | None) -> str:
    """In English; empty for none."""
    return "" if message is None else render(message, English(), show=str)


def test_a_folder(fixture_root: Callable[[str], Path]) -> None:
    """It can be changed, and whoever does so is noticed."""
    folder = fixture_root("hardened")
    session = start(folder)
    session.audit()
    assert session.hindrance() is None
    assert session.stale() == ()

    with (folder / "smtp.ipmap.tab").open("ab") as file:
        file.write(b"#\n")
    (folder / "aliases.tab").rename(folder / "old")
    assert session.stale() == ("aliases.tab", "old", "smtp.ipmap.tab")
    assert start(folder).stale() == ()


def test_an_archive(fixture_root: Callable[[str], Path], tmp_path: Path) -> None:
    """Nothing is looked after, nothing can be written."""
    folder = fixture_root("hardened")
    with tarfile.open(tmp_path / "root.tar", "w") as archive:
        archive.add(folder, "MailRoot")
    session = start(tmp_path / "root.tar")
    assert session.stale() == ()
    assert "is no folder in which files can be changed" in worded(session.hindrance())


def test_what_was_gathered(fixture_root: Callable[[str], Path]) -> None:
    """A folder that is a copy of another machine's."""
    folder = fixture_root("hardened")
    collected = b"xmailaudit-collect 1\nplatform unix\nend\n"
    (folder / "xmailaudit-collect.txt").write_bytes(collected)
    session = start(folder)
    assert session.stale() == ()
    assert "is no folder" in worded(session.hindrance())


def test_of_a_preview(fixture_root: Callable[[str], Path]) -> None:
    """A configuration as it would be lies on no disk."""
    session = start(fixture_root("hardened"))
    changed = Session(session.root.with_changes(()), session.profile)
    assert changed.stale() == ()
