"""Changes of whole files, and what an overlay of them shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.change import Change, with_indexes
from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.mailroot.source import ABSENT, Metadata
from xmailaudit.tables.edit import CreateFile, DeleteFile, RemoveRow

if TYPE_CHECKING:
    from pathlib import Path

    from xmailaudit.tables.edit import Edit

INDEX = "tabindex/domains-00.hdx"


def source(folder: Path) -> DirectorySource:
    """A MailRoot with an indexed table."""
    (folder / "tabindex").mkdir()
    (folder / INDEX).write_bytes(b"ABDL")
    (folder / INDEX).chmod(0o640)
    (folder / "domains.tab").write_bytes(b'"example.com"\n"example.net"\n')
    (folder / "server.tab").write_bytes(b'"A"\t"1"\n')
    return DirectorySource(str(folder))


def test_edits_become_changes_and_the_index_of_a_changed_table_goes(tmp_path: Path) -> None:
    """An edit that changes nothing makes none."""
    new = CreateFile("a/new.tab", (("x",),))

    edits: list[Edit] = [RemoveRow("domains.tab", 2), new, DeleteFile("none.tab")]
    changes = Overlay(source(tmp_path), edits).changes

    assert [(change.path, change.new) for change in changes] == [
        ("domains.tab", b'"example.com"\n'),
        ("a/new.tab", b'"x"\n'),
        (INDEX, None),
    ]
    assert changes[2].old_mode == 0o640


def test_an_index_goes_once_and_not_for_a_mode(tmp_path: Path) -> None:
    """What is named already is not added."""
    beneath = source(tmp_path)
    table = Change("domains.tab", b"x", b"y")
    index = Change(INDEX, b"ABDL", None)

    assert with_indexes(beneath, (table, index)) == (table, index)
    assert with_indexes(beneath, (Change("domains.tab", b"x", b"x", 0o644, 0o600),))[1:] == ()


def test_an_overlay_of_changes_shows_bytes_and_modes(tmp_path: Path) -> None:
    """And gives the same changes back, without those that are none."""
    beneath = source(tmp_path)
    data = (tmp_path / "server.tab").read_bytes()
    (tmp_path / "server.tab").chmod(0o644)
    (tmp_path / "tabindex").chmod(0o755)
    changes = (
        Change("server.tab", data, data, 0o644, 0o640),
        Change("server.key", None, b"key", None, 0o600),
        Change(INDEX, b"ABDL", None, 0o640),
        Change("tabindex", None, None, 0o755, 0o700),
    )
    overlay = Overlay.of(beneath, (*changes, Change("domains.tab", b"", b"", 0o600, None)))

    assert overlay.read("server.tab") == data
    assert overlay.read("server.key") == b"key"
    assert overlay.read(INDEX) is ABSENT
    modes = {change.path: change.new_mode for change in changes}
    for path, mode in modes.items():
        known = overlay.metadata(path)
        assert (known.mode if isinstance(known, Metadata) else None) == mode
    mode_alone = changes[0]._replace(old=None, new=None)
    assert set(overlay.changes) == {mode_alone, *changes[1:]}
    assert "key" not in repr(changes[1]).replace("server.key", "")
