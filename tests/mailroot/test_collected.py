"""What the collecting scripts write, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.mailroot.archive.packing import Item, tar
from xmailaudit.mailroot.collected import Collected, Listener, parse_collected
from xmailaudit.mailroot.gathered import GatheredSource, collected_of, gathered
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.opening import open_target
from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.mailroot.source import ABSENT, Absent, FileKind, Metadata, Unseen
from xmailaudit.mailroot.start_options import OriginKind
from xmailaudit.messages import English, render

if TYPE_CHECKING:
    from pathlib import Path

SERVER = b'"RootDomain"\t"example.com"\n'
UNIX = """xmailaudit-collect 1
warning keep it to yourself
platform posix
date 2026-11-24T07:59:00Z
mail-root /var/MailRoot
folder 700 1000 1700000000 - .
file 640 1000 1700000001 27 server.tab
left 600 0 1700000002 1704 server.key
folder 755 1000 1700000003 - domains/example.com/bob/Maildir
mail 3 300 domains/example.com/bob/Maildir
link /etc/passwd domains.tab
process /usr/sbin/XMail -Pl -Ms %2fvar%2fMailRoot
environment
environment MAIL_CMD_LINE -Sl%20-Sr%2050
listener tcp 0.0.0.0 25
library OpenSSL%201.0.2k
public-key -----BEGIN%20PUBLIC%20KEY-----
public-key MIIB
public-key -----END%20PUBLIC%20KEY-----
something of a later version
end
"""


def collected(text: str) -> Collected:
    """The text, read."""
    found = parse_collected(text.encode("latin-1"))
    assert found is not None
    return found


def test_everything_is_read() -> None:
    """Whatever line ends it has."""
    for text in (UNIX, UNIX.replace("\n", "\r\n")):
        found = collected(text)
        assert (found.platform, found.mail_root, found.windows) == ("posix", "/var/MailRoot", False)
        assert found.date == "2026-11-24T07:59:00Z"
        assert found.library == "OpenSSL 1.0.2k"
        assert found.public_key == b"-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n"
        assert found.listeners == (Listener("tcp", "0.0.0.0", 25),)
        assert found.launch is not None
        assert found.launch.arguments == ("-Pl", "-Ms", "/var/MailRoot")
        assert found.launch.cmd_line == "-Sl -Sr 50"
        assert found.complete
    assert not collected(UNIX.removesuffix("end\n")).complete
    assert parse_collected(UNIX.replace("collect 1", "collect 2").encode()) is None


def test_the_registry_comes_before_the_environment() -> None:
    """And a process of Windows is one text."""
    found = collected(
        "xmailaudit-collect 1\nplatform windows\nregistry MAIL_CMD_LINE -Pl\n"
        "environment\nenvironment MAIL_CMD_LINE -Sl\nenvironment MAIL_ROOT C:%5CMailRoot\n"
        "command-line %22C:%5CProgram%20Files%5CXMail.exe%22%20-Md\nend\n"
    )

    assert found.launch is not None
    assert found.launch.arguments == ("-Md",)
    assert (found.launch.cmd_line, found.launch.mail_root) == ("-Pl", "C:\\MailRoot")


def test_the_registry_of_another_mailroot_tells_nothing() -> None:
    """Case and a backslash at the end make no other one."""
    text = (
        "xmailaudit-collect 1\nplatform windows\nmail-root D:%5CMailRoot\n"
        "registry MAIL_ROOT {}\nregistry MAIL_CMD_LINE -Pl\nenvironment\n"
        "command-line XMail.exe%20--service\nend\n"
    )

    assert collected(text.format("C:%5CMailRoot")).launch is None
    launch = collected(text.format("d:%5Cmailroot%5C")).launch
    assert launch is not None
    assert (launch.arguments, launch.cmd_line) == (("--service",), "-Pl")


def test_a_process_without_its_environment_tells_nothing_for_sure() -> None:
    """Nor do two servers, unless one is that of the MailRoot."""
    head = "xmailaudit-collect 1\nmail-root /two\n"
    one, two = "process XMail -Ms /one\nenvironment\n", "process XMail -Ms /two\nenvironment\n"

    assert collected(head + "process XMail -Pl\n").launch is None
    assert collected(head + one + one).launch is None
    launch = collected(head + one + two).launch
    assert launch is not None
    assert launch.root == "/two"


def test_what_was_left_is_unseen_and_not_missing() -> None:
    """Metadata is that of the machine."""
    files = {"server.tab": SERVER, "xmailaudit-collect.txt": UNIX.encode()}
    source = gathered(MemorySource(files))

    assert isinstance(source, GatheredSource)
    assert source.read("server.tab") == SERVER
    assert source.read("certs.pem") is ABSENT
    assert isinstance(source.read("server.key"), Unseen)
    assert isinstance(source.read("domains.tab"), Unseen)
    assert source.metadata("server.tab") == Metadata(FileKind.FILE, 27, 0o640, 1000, 1.700000001e9)
    assert source.metadata("server.key") == Metadata(FileKind.FILE, 1704, 0o600, 0, 1.700000002e9)
    assert source.metadata("") == Metadata(FileKind.FOLDER, None, 0o700, 1000, 1.7e9)
    assert source.metadata("domains") == Metadata(FileKind.FOLDER)
    assert source.metadata("nowhere") is ABSENT
    listing = source.entries("domains/example.com/bob/Maildir")
    assert not isinstance(listing, (Absent, Unseen))
    (mail,) = listing
    known = source.metadata(f"domains/example.com/bob/Maildir/{mail.name}")
    assert isinstance(known, Metadata)
    assert known.size == 300
    top = source.entries("")
    assert not isinstance(top, (Absent, Unseen))
    assert [entry.name for entry in top] == [
        "domains",
        "domains.tab",
        "server.key",
        "server.tab",
        "xmailaudit-collect.txt",
    ]
    assert source.shows_all("server.tab")


def test_start_options_are_found_in_a_folder_and_in_an_archive(tmp_path: Path) -> None:
    """The file is named."""
    (tmp_path / "R").mkdir()
    for name, data in (("server.tab", SERVER), ("xmailaudit-collect.txt", UNIX.encode())):
        (tmp_path / "R" / name).write_bytes(data)
    items = [Item(f"R/{file.name}", file.read_bytes()) for file in (tmp_path / "R").iterdir()]
    (tmp_path / "a.tgz").write_bytes(tar(items, packed="gz"))

    for target in ("R", "a.tgz"):
        opened = open_target(str(tmp_path / target), environ={})
        options = opened.root.start_options
        assert options.origin.kind is OriginKind.FOUND
        assert str(options.origin.file).endswith("xmailaudit-collect.txt")
        assert options.words == ("-Pl", "-Ms", "/var/MailRoot", "-Sl", "-Sr", "50")
        assert isinstance(opened.root.source, GatheredSource)
        assert opened.root.source.collected.public_key
        assert isinstance(opened.root.content("server.key"), Unseen)


def test_a_script_that_did_not_finish_is_told_of(tmp_path: Path) -> None:
    """And what is not there may well be on the machine."""
    (tmp_path / "server.tab").write_bytes(SERVER)
    (tmp_path / "xmailaudit-collect.txt").write_bytes(UNIX.removesuffix("end\n").encode())

    opened = open_target(str(tmp_path), environ={})

    assert "did not come to its end" in render(opened.notices[-1], English(), show=str)
    assert not opened.root.source.shows_all("certs.pem")


def test_a_preview_knows_the_machine_too() -> None:
    """The rules that ask for the key's public half find it there."""
    source = gathered(MemorySource({"xmailaudit-collect.txt": UNIX.encode()}))

    assert collected_of(Overlay(source, [])) is collected_of(source) is not None


_WORDS = st.sampled_from(
    (
        *("file", "left", "folder", "link", "mail", "process", "environment", "registry", "end"),
        *("listener", "command-line", "public-key", "755", "-", ".", "..", "%2e%2e/x", "/etc"),
        *("a/../../b", "9" * 25, "-1", "%zz", "domains", "a//b", "%00", ""),
    )
)


@given(lines=st.lists(st.one_of(st.lists(_WORDS, max_size=7).map(" ".join), st.text(max_size=20))))
def test_any_lines_are_read(lines: list[str]) -> None:
    """And no path leads out."""
    found = parse_collected("\n".join(["xmailaudit-collect 1", *lines]).encode("utf-8"))

    assert found is not None
    for path in (*found.files, *found.links, *found.mail):
        assert not path.startswith("/")
        assert ".." not in path.split("/")
    source = GatheredSource(MemorySource({}), found)
    source.entries("")
    for path in found.files:
        assert isinstance(source.metadata(path), Metadata)
