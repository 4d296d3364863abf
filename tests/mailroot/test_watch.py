"""What changed of a folder since it was read, told by what the system knows of it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.watch import NOTED_BELOW, Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="makes links and changes modes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small MailRoot in which a server may work."""
    root = tmp_path / "MailRoot"
    for inner in ("domains/example.com/bob/Maildir/new", "custdomains", "spool/0", "logs"):
        (root / inner).mkdir(parents=True)
    for file in ("server.tab", "domains.tab", "message.id", "domains/example.com/bob/user.tab"):
        (root / file).write_bytes(b'"a"\t"b"\n')
    for path in (root, *root.rglob("*")):  # a system may tell no two times of one moment apart
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return root


def read(folder: Path) -> DirectorySource:
    """A source that was asked for all that an audit may ask for."""
    source = DirectorySource(folder)
    account = "domains/example.com/bob"
    for file in ("server.tab", "aliases.tab", f"{account}/user.tab", f"{account}/mailproc.tab"):
        source.read(file)
    for path in ("server.key", "message.id", "spool", "domains.tab", f"{account}/.ipconn"):
        source.metadata(path)
    for path in ("", "custdomains", "filters", "spool", "logs", "domains", "domains/example.com"):
        source.entries(path)
    source.entries(account)
    source.entries(f"{account}/Maildir/new")
    return source


def test_nothing_changes_by_itself(folder: Path) -> None:
    """Nor by being read or asked again."""
    source = read(folder)
    assert source.stale() == ()
    source.read("server.tab")
    assert source.stale() == ()


CHANGES: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "grown": (lambda root: (root / "server.tab").write_bytes(b"more"), ("server.tab",)),
    "gone": (lambda root: (root / "server.tab").unlink(), ("server.tab",)),
    "come": (lambda root: (root / "aliases.tab").touch(), ("aliases.tab",)),
    "looked at": (lambda root: (root / "domains.tab").write_bytes(b"x"), ("domains.tab",)),
    "key come": (lambda root: (root / "server.key").touch(), ("server.key",)),
    "unknown name": (lambda root: (root / "server.tab~").touch(), ("server.tab~",)),
    "in a folder": (lambda root: (root / "custdomains" / "x.tab").touch(), ("custdomains",)),
    "folder come": (lambda root: (root / "filters").mkdir(), ("filters",)),
    "a domain": (lambda root: (root / "domains" / "example.net").mkdir(), ("domains",)),
    "an account": (
        lambda root: (root / "domains/example.com/anna").mkdir(),
        ("domains/example.com",),
    ),
    "of an account": (
        lambda root: (root / "domains/example.com/bob/mailproc.tab").touch(),
        ("domains/example.com/bob/mailproc.tab",),
    ),
    "several": (
        lambda root: [(root / name).write_bytes(b"") for name in ("server.cert", "aliases.tab")],
        ("aliases.tab", "server.cert"),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_is_named(folder: Path, name: str) -> None:
    """Files that grew, came and went, and folders in which names did."""
    change, expected = CHANGES[name]
    source = read(folder)
    change(folder)
    assert source.stale() == expected
    assert read(folder).stale() == ()


def test_same_size(folder: Path) -> None:
    """The time tells; and where that is put back, that it is another file."""
    source = read(folder)
    file = folder / "server.tab"
    status = file.stat()
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000))
    assert source.stale() == ("server.tab",)

    source = read(folder)
    status = file.stat()
    (folder / ".draft").write_bytes(file.read_bytes()[::-1])
    os.utime(folder / ".draft", ns=(status.st_atime_ns, status.st_mtime_ns))
    (folder / ".draft").replace(file)
    assert source.stale() == ("server.tab",)


@POSIX
def test_modes_and_links(folder: Path) -> None:
    """A mode is a fact, too, and a link is what it leads to."""
    (folder / "server.tab").chmod(0o644)
    (folder / "aliases.tab").symlink_to("domains.tab")
    source = read(folder)
    (folder / "server.tab").chmod(0o600)
    (folder / "spool").chmod(0o777)
    (folder / "domains.tab").write_bytes(b"changed")
    assert source.stale() == ("aliases.tab", "domains.tab", "server.tab", "spool")


def test_a_server_at_work_changes_nothing(folder: Path) -> None:
    """What it writes by itself, and the mail."""
    source = read(folder)
    for path in ("spool/1", "logs/smtp", "domains/example.com/bob/.ipconn", ".psync-trigger"):
        (folder / path).touch()
    (folder / "domains/example.com/bob/Maildir/new/1").touch()
    (folder / "message.id").write_bytes(b"12345")
    assert source.stale() == ()


def test_the_folder_itself(folder: Path) -> None:
    """It may be moved away."""
    source = read(folder)
    folder.rename(folder.with_name("other"))
    assert {".", "server.tab"} <= set(source.stale())


def test_first_note_counts(folder: Path) -> None:
    """What was read once and has changed stays so, whoever reads it again."""
    source = read(folder)
    (folder / "server.tab").write_bytes(b"x")
    source.read("server.tab")
    assert source.stale() == ("server.tab",)


def test_few_notes_of_many_accounts(folder: Path) -> None:
    """A look costs the same, however many files were read."""
    watch, status = Watch(), folder.stat()
    for number in range(1000):
        watch.note(f"domains/example.com/user{number}/user.tab", status)
        watch.note(f"custdomains/host{number}.tab", status)
    asked: list[str] = []

    def look(path: str) -> os.stat_result:
        asked.append(path)
        return status

    assert watch.changed(look, list) == ()
    assert len(asked) == 2 * NOTED_BELOW
