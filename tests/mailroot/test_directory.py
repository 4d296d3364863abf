"""A MailRoot read from a folder, hostile ones included."""

from __future__ import annotations

import errno
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.mailroot import directory
from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.errors import TargetError
from xmailaudit.mailroot.file_names import from_system, to_system
from xmailaudit.mailroot.source import ABSENT, Entry, FileKind, Metadata, TargetKind, Unseen
from xmailaudit.messages import English, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.source import Source

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes links, FIFOs and odd names")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small MailRoot with a neighbour outside it."""
    root = tmp_path / "MailRoot"
    (root / "domains" / "example.com" / "bob").mkdir(parents=True)
    (root / "server.tab").write_bytes(b'"RootDomain"\t"example.com"\n')
    (root / "domains" / "example.com" / "bob" / "user.tab").write_bytes(b"\xff\0\r\n")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_bytes(b"not ours")
    return root


def reason(answer: object) -> str:
    """The English reason of an Unseen."""
    assert isinstance(answer, Unseen)
    return render(answer.reason, English(), show=str)


# ------------------------------------------------------------ plain reading


def test_files_are_read_byte_by_byte(folder: Path) -> None:
    """Bytes come as they are."""
    source: Source = DirectorySource(folder)

    assert source.kind is TargetKind.DIRECTORY
    assert source.location == str(folder)
    assert source.read("domains/example.com/bob/user.tab") == b"\xff\0\r\n"
    assert source.read("domains//example.com/./bob/user.tab") == b"\xff\0\r\n"
    assert source.shows_all("server.tab")


@pytest.mark.parametrize(
    "path",
    [
        "domains.tab",
        "domains/example.com/alice/user.tab",
        "server.tab/user.tab",
        "server.tab/",
        "domains",
        "domains/",
        "",
        ".",
        "x" * 5000,
    ],
)
def test_what_is_no_file_is_absent(folder: Path, path: str) -> None:
    """A missing name, a folder, or a name below a file: absent, as for XMail."""
    assert DirectorySource(folder).read(path) is ABSENT


@pytest.mark.parametrize(
    "path",
    [
        "../outside/secret",
        "domains/../../outside/secret",
        "/etc/passwd",
        "//etc/passwd",
        "server.tab\0",
        "domains/../..",
        "\N{SNOWMAN}",
    ],
)
def test_no_name_leads_out_of_the_mailroot(folder: Path, path: str) -> None:
    """Absolute names, `..` that climb out and impossible names are absent, whatever is asked."""
    source = DirectorySource(folder)

    assert source.read(path) is ABSENT
    assert source.entries(path) is ABSENT
    assert source.metadata(path) is ABSENT


def test_dots_that_stay_inside_lead_where_the_system_leads_them(folder: Path) -> None:
    """An account's directory may be `../bob`; XMail goes there."""
    source = DirectorySource(folder)

    assert source.read("domains/example.com/bob/../bob/user.tab") == b"\xff\0\r\n"
    assert source.read("domains/example.com/nobody/../bob/user.tab") is ABSENT


def test_a_file_removed_after_it_was_listed_is_absent(folder: Path) -> None:
    """Between listing and reading the server may delete."""
    source = DirectorySource(folder)
    listed = source.entries("")
    (folder / "server.tab").unlink()

    assert Entry("server.tab", FileKind.FILE) in (listed if isinstance(listed, tuple) else ())
    assert source.read("server.tab") is ABSENT


def test_a_file_replaced_while_it_is_opened_is_judged_by_what_was_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check that counts is the one on the open file."""
    os.mkfifo(folder / "fifo")
    plain = os.open

    def swapped(path: bytes, flags: int) -> int:
        return plain(path.replace(b"server.tab", b"fifo"), flags)

    source = DirectorySource(folder)
    monkeypatch.setattr(os, "open", swapped)

    assert "neither a file" in reason(source.read("server.tab"))


# ------------------------------------------------------------ links


def test_links_that_stay_inside_are_followed(folder: Path) -> None:
    """Relative, absolute, and through a folder."""
    (folder / "relative.tab").symlink_to("server.tab")
    (folder / "absolute.tab").symlink_to(folder / "server.tab")
    (folder / "dir").symlink_to("domains/example.com")
    (folder / "chain.tab").symlink_to("relative.tab")
    (folder / "gone.tab").symlink_to("nothing")
    source = DirectorySource(folder)

    for name in ("relative.tab", "absolute.tab", "chain.tab"):
        assert source.read(name) == b'"RootDomain"\t"example.com"\n'
    assert source.read("dir/bob/user.tab") == b"\xff\0\r\n"
    assert source.read("dir") is ABSENT
    assert source.read("gone.tab") is ABSENT
    linked = source.metadata("chain.tab")
    assert isinstance(linked, Metadata)
    assert (linked.kind, linked.link, linked.size) == (FileKind.FILE, True, 27)


def test_links_that_lead_outside_are_not_followed(folder: Path, tmp_path: Path) -> None:
    """The reason says so, for files, folders, and links to nothing here."""
    (folder / "file.tab").symlink_to("../outside/secret")
    (folder / "there").symlink_to(tmp_path / "outside")
    (folder / "elsewhere.tab").symlink_to("/no/such/machine")
    (folder / "domains" / "up").symlink_to("../..")
    (folder / "sibling.tab").symlink_to(tmp_path / "MailRoot2")
    (tmp_path / "MailRoot2").write_bytes(b"name begins alike")
    source = DirectorySource(folder)

    for path in ("file.tab", "there/secret", "elsewhere.tab", "domains/up/outside/secret"):
        assert "leads out of the MailRoot" in reason(source.read(path))
        assert "leads out of the MailRoot" in reason(source.metadata(path))
    assert "leads out" in reason(source.read("sibling.tab"))
    assert "leads out" in reason(source.entries("there"))
    assert "leads out" in reason(source.entries("domains/up"))
    kinds = dict(source.entries(""))  # type: ignore[arg-type]  # it is a tuple, as just read
    assert kinds["there"] is kinds["file.tab"] is FileKind.OTHER


def test_the_mailroot_itself_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    """What it leads to is the MailRoot."""
    (tmp_path / "link").symlink_to(folder)
    source = DirectorySource(tmp_path / "link")

    assert source.read("server.tab") == b'"RootDomain"\t"example.com"\n'
    assert source.path == str(folder.resolve())


def test_links_in_a_circle_are_unseen(folder: Path) -> None:
    """A loop has no end to read."""
    (folder / "a.tab").symlink_to("b.tab")
    (folder / "b.tab").symlink_to("a.tab")
    source = DirectorySource(folder)

    assert "circle" in reason(source.read("a.tab"))
    assert "circle" in reason(source.read("a.tab/user.tab"))
    assert "circle" in reason(source.entries("b.tab"))


# ------------------------------------------------------------ what is no file


def test_special_files_are_unseen_and_never_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A FIFO would block and a device might act: neither is opened."""
    os.mkfifo(folder / "smtp.ipmap.tab")
    with socket.socket(socket.AF_UNIX) as unix:
        monkeypatch.chdir(folder)
        unix.bind("socket.tab")
        (folder / "link.tab").symlink_to("socket.tab")
        source = DirectorySource(folder)
        monkeypatch.setattr(os, "open", None)

        for name in ("smtp.ipmap.tab", "socket.tab", "link.tab"):
            assert reason(source.read(name)) == "it is neither a file nor a folder"
        fifo = source.metadata("smtp.ipmap.tab")
        assert isinstance(fifo, Metadata)
        assert fifo.kind is FileKind.OTHER


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.EACCES, "permission denied"),
        (errno.EPERM, "permission denied"),
        (errno.EIO, "the system reports: Input/output error"),
        (errno.ESTALE, "the system reports: Stale file handle"),
    ],
)
def test_a_file_the_system_will_not_give_is_unseen(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: str
) -> None:
    """The reason is one line, and other files stay readable."""

    def refuse(path: bytes, _flags: int) -> int:
        raise OSError(number, os.strerror(number), path)

    source = DirectorySource(folder)
    monkeypatch.setattr(os, "open", refuse)

    assert reason(source.read("server.tab")) == expected


def test_an_error_while_reading_is_unseen_and_closes_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bad sector half way is no half file."""
    source = DirectorySource(folder)
    closed = []
    close = os.close

    def fail(_descriptor: int, _size: int) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    def note(descriptor: int) -> None:
        closed.append(descriptor)
        close(descriptor)

    monkeypatch.setattr(os, "read", fail)
    monkeypatch.setattr(os, "close", note)

    assert "Input/output error" in reason(source.read("server.tab"))
    assert len(closed) == 1


def test_a_file_beyond_the_limit_is_unseen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is not for a hostile file to take."""
    monkeypatch.setattr(directory, "LARGEST_FILE", 10)

    source = DirectorySource(folder)

    assert reason(source.read("server.tab")) == "it is larger than 10 bytes"
    assert source.read("domains/example.com/bob/user.tab") == b"\xff\0\r\n"


@pytest.fixture
def shut() -> Iterator[Path]:
    """A MailRoot with things shut, seen by somebody who is not root."""
    was_root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are root's alone
        base = Path(name)
        base.chmod(0o755)
        (base / "server.tab").write_bytes(b"")
        (base / "server.tab").chmod(0)
        for folder, mode in (("closed", 0o600), ("blind", 0o711)):
            (base / folder).mkdir()
            (base / folder / "user.tab").write_bytes(b"x")
            (base / folder / "user.tab").chmod(0o644)
            (base / folder).chmod(mode)
        if was_root:
            os.seteuid(65534)
        try:
            yield base
        finally:
            if was_root:
                os.seteuid(0)
            (base / "closed").chmod(0o700)


def test_permissions_of_the_system_are_reasons(shut: Path) -> None:
    """An unreadable file, a folder without x, a folder without r."""
    source = DirectorySource(shut)

    assert reason(source.read("server.tab")) == "permission denied"
    assert reason(source.read("closed/user.tab")) == "permission denied"
    assert source.read("blind/user.tab") == b"x"
    assert isinstance(source.metadata("server.tab"), Metadata)
    if shut.stat().st_uid != os.geteuid():  # the owner may still list what he shut for others
        assert reason(source.entries("blind")) == "permission denied"
    with pytest.raises(TargetError, match="permission denied"):
        DirectorySource(shut / "closed" / "inner")


# ------------------------------------------------------------ listing


def test_a_folder_is_listed_sorted_with_kinds(folder: Path) -> None:
    """Files, folders, others."""
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("domains")
    source = DirectorySource(folder)

    assert source.entries("") == (
        Entry("domains", FileKind.FOLDER),
        Entry("link", FileKind.FOLDER),
        Entry("pipe", FileKind.OTHER),
        Entry("server.tab", FileKind.FILE),
    )
    assert source.entries("domains/") == (Entry("example.com", FileKind.FOLDER),)
    assert source.entries("server.tab") is ABSENT
    assert source.entries("nowhere") is ABSENT


def test_a_huge_folder_is_listed_whole(folder: Path) -> None:
    """Three thousand accounts are three thousand entries."""
    for number in range(3000):
        (folder / "domains" / f"d{number:04}.test").mkdir()

    entries = DirectorySource(folder).entries("domains")

    assert isinstance(entries, tuple)
    assert len(entries) == 3001


def test_a_listing_that_fails_is_unseen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An I/O error is a reason, not a traceback."""
    source = DirectorySource(folder)

    def fail(_path: bytes) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "scandir", fail)

    assert "Input/output error" in reason(source.entries("domains"))


@given(
    st.binary(min_size=1, max_size=40).filter(
        lambda name: b"/" not in name and b"\0" not in name and name not in (b".", b"..")
    )
)
def test_a_name_of_any_bytes_is_listed_and_read_by_that_name(
    tmp_path_factory: pytest.TempPathFactory, name: bytes
) -> None:
    """Names are bytes as latin-1: nothing is lost, nothing is guessed."""
    base = os.fsencode(tmp_path_factory.mktemp("names"))
    for created in (b"server.tab", name):
        with open(base + b"/" + created, "wb") as file:  # noqa: PTH123  # Path takes no bytes
            file.write(name)
    source = DirectorySource(os.fsdecode(base))

    assert source.read(name.decode("latin-1")) == name
    entries = source.entries("")
    assert isinstance(entries, tuple)
    assert not isinstance(entries, Unseen)
    assert {entry.name for entry in entries} == {"server.tab", name.decode("latin-1")}


@given(st.text(max_size=30))
def test_any_path_has_an_answer(tmp_path_factory: pytest.TempPathFactory, path: str) -> None:
    """No path raises."""
    base = tmp_path_factory.getbasetemp() / "paths"
    base.mkdir(exist_ok=True)
    (base / "server.tab").write_bytes(b"x")
    source = DirectorySource(base)

    assert source.read(path) in (ABSENT, b"x")
    assert source.metadata(path) is ABSENT or isinstance(source.metadata(path), Metadata)
    assert source.entries(path) is ABSENT or isinstance(source.entries(path), tuple)


def test_metadata_tells_mode_owner_and_time(folder: Path) -> None:
    """Permission bits only, times in seconds."""
    (folder / "server.tab").chmod(0o640)
    os.utime(folder / "server.tab", (1000, 2000))

    known = DirectorySource(folder).metadata("server.tab")

    assert known == Metadata(FileKind.FILE, 27, 0o640, os.geteuid(), 2000.0, link=False)
    assert isinstance(DirectorySource(folder).metadata(""), Metadata)


# ------------------------------------------------------------ what is no MailRoot


@pytest.mark.parametrize("name", ["server.tab", "domains.tab", "mailusers.tab", "x.ipmap.tab"])
def test_one_table_is_enough_to_be_a_mailroot(tmp_path: Path, name: str) -> None:
    """Any of the landmarks will do."""
    (tmp_path / name).write_bytes(b"")

    assert DirectorySource(tmp_path).read(name) == b""


def test_a_target_that_is_none_is_explained(folder: Path, tmp_path: Path) -> None:
    """Missing, a file, empty, the folder above, and impossible names."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "loop").symlink_to("loop")

    for target, words in {
        str(tmp_path / "gone"): "does not exist",
        str(folder / "server.tab"): f"is a file; name the folder of the MailRoot, {folder}",
        str(folder / "server.tab" / "x"): "does not exist",
        str(tmp_path / "empty"): "holds none of server.tab, domains.tab, mailusers.tab",
        str(tmp_path): f"Is {folder} meant",
        str(tmp_path / "loop"): "circle",
        "": "is empty; name the folder",
        "a\0b": "does not exist",
        "\ud800": "does not exist",
    }.items():
        with pytest.raises(TargetError, match=words):
            DirectorySource(target)


def test_a_folder_near_a_mailroot_leads_to_it(folder: Path, tmp_path: Path) -> None:
    """From within, and from above whatever it is called there; of several all are named."""
    inside = folder / "domains" / "example.com"
    inside.mkdir(parents=True, exist_ok=True)
    with pytest.raises(TargetError, match=f"Is {folder} meant"):
        DirectorySource(inside)

    folder.rename(tmp_path / "old server")
    with pytest.raises(TargetError, match=f"Is {tmp_path / 'old server'} meant"):
        DirectorySource(tmp_path)

    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "smtp.ipmap.tab").write_bytes(b"")
    with pytest.raises(TargetError, match="holds some: name one of new, old server in it"):
        DirectorySource(tmp_path)


# ------------------------------------------------------------ names on Windows


@pytest.mark.parametrize("path", ["C:server.tab", "a\\b", "..\\x", "server.tab:stream", "\\\\h\\s"])
def test_on_windows_drives_streams_and_backslashes_name_nothing(path: str) -> None:
    """Each would lead somewhere else; on POSIX they are names like any other."""
    assert to_system(path, windows=True, codec="cp1252") is None
    assert to_system(path, windows=False) is not None


def test_on_windows_names_are_in_the_ansi_code_page() -> None:
    """A Japanese folder name has code page bytes in the tables and UTF-8 towards Python."""
    in_table = "日本表".encode("cp932").decode("latin-1")

    assert (
        to_system(f"domains/{in_table}", windows=True, codec="cp932") == "domains/日本表".encode()
    )
    assert from_system("日本表".encode(), windows=True, codec="cp932") == in_table
    assert from_system("ö".encode(), windows=True, codec="cp932") == "?"
    assert to_system("\x81", windows=True, codec="cp932") is None


def test_a_folder_read_as_on_windows(folder: Path) -> None:
    """Landmarks in any case; no modes or owners, which mean nothing there."""
    (folder / "server.tab").rename(folder / "Server.Tab")
    source = DirectorySource(folder, windows=True, codec="cp1252")

    known = source.metadata("Server.Tab")

    assert isinstance(known, Metadata)
    assert (known.mode, known.owner, known.size) == (None, None, 27)
    assert source.read("domains\\example.com\\bob\\user.tab") is ABSENT
    assert source.read("domains/example.com/bob/user.tab") == b"\xff\0\r\n"
    with pytest.raises(TargetError, match="holds none"):
        DirectorySource(folder, windows=False)
