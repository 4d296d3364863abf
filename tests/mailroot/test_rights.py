"""Rights taken from files: what an overlay shows of them, and what is to become of each path."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from xmailaudit.mailroot.change import Change
from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.listing import names_in
from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.mailroot.source import Absent, Metadata, Unseen
from xmailaudit.messages import _, say
from xmailaudit.tables.edit import DeleteFile, RemoveRow, SetField, TakeRights

if TYPE_CHECKING:
    from pathlib import Path

    from xmailaudit.mailroot.source import Source
    from xmailaudit.tables.edit import Edit

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")

OTHERS = 0o007


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A MailRoot that is open to everybody, with links of all kinds."""
    root = tmp_path / "MailRoot"
    (root / "domains" / "example.com" / "bob").mkdir(parents=True)
    (root / "domains" / "example.com" / "bob" / "user.tab").write_bytes(b'"SmtpPerms"\t"M"\n')
    (root / "server.tab").write_bytes(b'"RootDomain"\t"example.com"\n')
    (tmp_path / "outside").write_bytes(b"")
    (tmp_path / "outside").chmod(0o666)
    for path in (root, *root.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    (root / "domains" / "out").symlink_to(tmp_path / "outside")
    (root / "domains" / "up").symlink_to("..")
    (root / "domains" / "server").symlink_to("../server.tab")
    return root


def modes(source: Source) -> dict[str, int | None]:
    """What a listing tells of everything in the folders of a source."""
    told: dict[str, int | None] = {}
    waiting = [""]
    while waiting:
        names = names_in(source, waiting.pop())
        assert not isinstance(names, (Absent, Unseen))
        for name in names:
            told[name.path] = name.mode
            if name.kind.value == "folder":
                waiting.append(name.path)
    return told


def mode_of(source: Source, path: str) -> int | None:
    """What metadata tells of it."""
    known = source.metadata(path)
    return known.mode if isinstance(known, Metadata) else None


def test_a_file_loses_rights_and_keeps_its_bytes(folder: Path) -> None:
    """So does the MailRoot itself; a change of a mode alone holds no bytes."""
    edits = [TakeRights("server.tab", OTHERS), TakeRights("", 0o002), TakeRights("none.tab", 7)]
    overlay = Overlay(DirectorySource(folder), edits)

    assert (mode_of(overlay, "server.tab"), mode_of(overlay, "")) == (0o660, 0o775)
    assert overlay.read("server.tab") == (folder / "server.tab").read_bytes()
    assert set(overlay.changes) == {
        Change("server.tab", None, None, 0o666, 0o660),
        Change("", None, None, 0o777, 0o775),
    }
    assert (folder / "server.tab").stat().st_mode & 0o777 == 0o666


def test_everything_beneath_loses_them_but_what_links_lead_to(folder: Path) -> None:
    """Files and folders, the folder itself among them."""
    source = DirectorySource(folder)
    overlay = Overlay(source, [TakeRights("domains", 0o002, below=True)])

    told = {
        "domains": 0o775,
        "domains/example.com": 0o775,
        "domains/example.com/bob": 0o775,
        "domains/example.com/bob/user.tab": 0o664,
    }
    assert {change.path: change.new_mode for change in overlay.changes} == told
    assert all(not change.changes_bytes for change in overlay.changes)
    assert modes(overlay) == {**modes(source), **told}
    assert {path: mode_of(overlay, path) for path in told} == told
    assert mode_of(overlay, "server.tab") == 0o666


def test_taking_them_twice_changes_nothing_more(folder: Path) -> None:
    """On the overlay, or both at once."""
    wish = TakeRights("", OTHERS, below=True)
    once = Overlay(DirectorySource(folder), [wish])

    assert Overlay(once, [wish]).changes == ()
    assert Overlay(DirectorySource(folder), [wish, wish]).changes == once.changes
    assert Overlay.of(DirectorySource(folder), once.changes).changes == once.changes


def test_a_link_is_left_alone(folder: Path) -> None:
    """Be it named or come by: what it leads to may be somebody else's."""
    edits = [TakeRights("domains/server", OTHERS), TakeRights("domains/out", OTHERS)]

    assert Overlay(DirectorySource(folder), edits).changes == ()


def test_rights_and_rows_of_one_file_go_in_one_change(folder: Path) -> None:
    """A file that goes has no mode to change."""
    user = "domains/example.com/bob/user.tab"
    edits: list[Edit] = [
        SetField("server.tab", 1, 1, "example.net"),
        TakeRights("", OTHERS, below=True),
        RemoveRow(user, 1),
    ]
    source = DirectorySource(folder)
    changes = {change.path: change for change in Overlay(source, edits).changes}

    assert changes["server.tab"] == Change(
        "server.tab",
        b'"RootDomain"\t"example.com"\n',
        b'"RootDomain"\t"example.net"\n',
        0o666,
        0o660,
    )
    assert (changes[user].new, changes[user].new_mode) == (b"", 0o660)
    gone = Overlay(source, [TakeRights("server.tab", OTHERS), DeleteFile("server.tab")])
    assert "server.tab" not in modes(gone)
    assert [(change.new, change.new_mode) for change in gone.changes] == [(None, None)]


def test_what_cannot_be_listed_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else rights beneath would be left without a word."""
    source = DirectorySource(folder)
    hidden = Unseen(say(_("nobody may look in there")))
    beneath = source.names
    monkeypatch.setattr(
        source, "names", lambda path: hidden if path.endswith("bob") else beneath(path)
    )

    with pytest.raises(UnseenFileError, match="nobody may look"):
        Overlay(source, [TakeRights("domains", OTHERS, below=True)])
