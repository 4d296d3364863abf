"""A source with edits, as a preview sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import ABSENT, Entry, FileKind, Metadata, TargetKind, Unseen
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.tables.edit import CreateFile, DeleteFile, InsertRow, RemoveRow, SetField
from xmailaudit.tables.errors import EditError

if TYPE_CHECKING:
    from pathlib import Path

    from xmailaudit.mailroot.source import Source

SERVER = b'"RootDomain"\t"example.com"\r\n"SmtpConfig"\t"mail-auth"\r\n'


@pytest.fixture
def source(tmp_path: Path) -> DirectorySource:
    """A MailRoot with server.tab, a relay table and one account."""
    (tmp_path / "server.tab").write_bytes(SERVER)
    (tmp_path / "server.tab").chmod(0o600)
    (tmp_path / "smtprelay.tab").write_bytes(b'"0.0.0.0"\t"0.0.0.0"\n')
    (tmp_path / "domains" / "example.com").mkdir(parents=True)
    return DirectorySource(tmp_path)


def test_edited_files_read_as_they_would_be_and_others_as_they_are(source: Source) -> None:
    """Only the edited row changes; nothing is written."""
    overlay = Overlay(
        source, [SetField("server.tab", 1, 1, "example.net"), RemoveRow("smtprelay.tab", 1)]
    )

    assert overlay.read("server.tab") == SERVER.replace(b"example.com", b"example.net")
    assert overlay.read("smtprelay.tab") == b""
    assert overlay.read("domains.tab") is ABSENT
    assert source.read("server.tab") == SERVER
    assert overlay.changed == ("server.tab", "smtprelay.tab")
    assert (overlay.kind, overlay.location) == (TargetKind.DIRECTORY, source.location)
    assert overlay.shows_all("server.tab")


def test_a_deleted_file_is_absent_everywhere(source: Source) -> None:
    """Reading, listing and metadata agree."""
    overlay = Overlay(source, [DeleteFile("smtprelay.tab")])

    assert overlay.read("smtprelay.tab") is ABSENT
    assert overlay.metadata("smtprelay.tab") is ABSENT
    assert overlay.entries("") == (
        Entry("domains", FileKind.FOLDER),
        Entry("server.tab", FileKind.FILE),
    )


def test_a_created_file_is_there_with_the_folders_on_the_way(source: Source) -> None:
    """Reading, listing and metadata agree."""
    path = "domains/example.com/bob/user.tab"
    overlay = Overlay(source, [CreateFile(path, (("RealName", "Bob"),))])

    assert overlay.read(path) == b'"RealName"\t"Bob"\n'
    assert overlay.entries("domains/example.com/bob") == (Entry("user.tab", FileKind.FILE),)
    assert overlay.entries("domains/example.com/") == (Entry("bob", FileKind.FOLDER),)
    assert overlay.metadata("domains/example.com/bob") == Metadata(FileKind.FOLDER)
    assert overlay.metadata(path) == Metadata(FileKind.FILE, size=17)
    assert overlay.entries("domains/example.net") is ABSENT
    assert overlay.metadata("domains/example.net") is ABSENT


def test_an_edited_file_keeps_mode_and_owner_and_has_no_time_yet(source: Source) -> None:
    """When it would be written is not known."""
    before = source.metadata("server.tab")
    after = Overlay(source, [RemoveRow("server.tab", 2)]).metadata("server.tab")

    assert isinstance(before, Metadata)
    assert after == before._replace(size=28, modified=None)


def test_overlays_can_be_stacked(source: Source) -> None:
    """A second step sees the lines the first one left."""
    first = Overlay(source, [RemoveRow("server.tab", 1)])
    second = Overlay(first, [SetField("server.tab", 1, 1, "")])

    assert second.read("server.tab") == b'"SmtpConfig"\t""\r\n'


def test_edits_that_cannot_be_are_refused(source: Source) -> None:
    """A missing file, a missing line, a file that is there already."""
    for edit in (
        RemoveRow("domains.tab", 1),
        RemoveRow("server.tab", 9),
        CreateFile("server.tab", ()),
    ):
        with pytest.raises(EditError):
            Overlay(source, [edit])


def test_a_file_that_cannot_be_seen_cannot_be_edited(source: Source, tmp_path: Path) -> None:
    """Its bytes are not known; the folders of unseen places stay unseen."""
    (tmp_path / "out.tab").symlink_to("../elsewhere")
    (tmp_path / "out").symlink_to("..")

    with pytest.raises(UnseenFileError, match="leads out"):
        Overlay(source, [InsertRow("out.tab", None, ("a",))])
    assert isinstance(Overlay(source, []).entries("out"), Unseen)


def test_the_model_can_be_had_with_edits(source: Source) -> None:
    """`with_edits` reads anew and leaves the model it came from alone."""
    root = MailRoot(source, StartOptions.assumed())
    assert root.setting("RootDomain").text == "example.com"

    edited = root.with_edits([SetField("server.tab", 1, 1, "example.net")])

    assert edited.setting("RootDomain").text == "example.net"
    assert root.setting("RootDomain").text == "example.com"
    assert edited.start_options is root.start_options
