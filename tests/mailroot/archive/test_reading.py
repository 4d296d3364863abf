"""Archives of every sort read back as the folder they were made of."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mailroot.archive.packing import Item, packed_by, tar, zipped
from xmailaudit import audit, load
from xmailaudit.mailroot.archive.source import ArchiveSource
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.opening import open_target
from xmailaudit.mailroot.source import ABSENT, Absent, Entry, FileKind, Metadata, TargetKind, Unseen
from xmailaudit.mailroot.start_options import OriginKind
from xmailaudit.messages import English, render

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xmailaudit.rules.rule import Rule

SERVER = b'"RootDomain"\t"example.com"\n'


def source_of(folder: Path, data: bytes, name: str = "it") -> ArchiveSource:
    """The source of an archive with these bytes."""
    (folder / name).write_bytes(data)
    return ArchiveSource(folder / name)


# ------------------------------------------------------------ chance

_NAMES = st.text(
    st.characters(min_codepoint=33, max_codepoint=255), min_size=1, max_size=12
).filter(lambda name: not set(name) & set("/\\:") and name not in {".", ".."})
_FOLDERS = st.lists(_NAMES, max_size=3).map(tuple)
_TREES = st.dictionaries(st.tuples(_FOLDERS, _NAMES), st.binary(max_size=700), max_size=12)


def _without_clashes(tree: dict[tuple[tuple[str, ...], str], bytes]) -> dict[str, bytes]:
    """The files by path, those left out that are a folder to others."""
    paths = {"/".join((*folder, name)): data for (folder, name), data in tree.items()}
    folders = {path[:at] for path in paths for at, sign in enumerate(path) if sign == "/"}
    return {path: data for path, data in paths.items() if path not in folders}


@given(
    tree=_TREES.map(_without_clashes),
    top=st.sampled_from(["", "MailRoot/", "backup/var/MailRoot/"]),
    form=st.sampled_from([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT, None]),
    packed=st.sampled_from(["", "gz", "xz"]),
)
def test_a_random_tree_reads_back(
    tmp_path_factory: pytest.TempPathFactory,
    tree: dict[str, bytes],
    top: str,
    form: int | None,
    packed: str,
) -> None:
    """Every file, every folder's names, sizes and times: as from memory."""
    files = {path: data for path, data in tree.items() if path.partition("/")[0] != "server.tab"}
    files["server.tab"] = SERVER
    items = [Item(top + path, data) for path, data in files.items()]
    data = zipped(items) if form is None else tar(items, form=form, packed=packed)
    folder = tmp_path_factory.mktemp("random")
    source, memory = source_of(folder, data), MemorySource(files)

    folders = {""} | {path[:at] for path in files for at, sign in enumerate(path) if sign == "/"}
    for path, content in files.items():
        read = source.read(path)
        assert read == content or isinstance(read, Unseen)
        assert isinstance(read, bytes) or "mail" in path.lower() or "spool" in path
        known = source.metadata(path)
        assert isinstance(known, Metadata)
        assert known.size == len(content)
    for path in folders:
        assert source.entries(path) == memory.entries(path)
        assert source.read(path) is ABSENT


# ------------------------------------------------------------ the same audit


@pytest.mark.parametrize("fixture", ["fixed-ip-sender", "hardened", "japanese-windows"])
@pytest.mark.parametrize("packed", ["", "gz", "xz", "zst", "zip"])
def test_an_archive_is_audited_like_its_folder(
    fixture_root: Callable[[str], Path], tmp_path: Path, fixture: str, packed: str
) -> None:
    """All findings, but those about folders, and about modes where the archive has none."""
    root = fixture_root(fixture)
    archive = tmp_path / f"a.{packed}"
    archive.write_bytes(_packed_folder(root, packed))

    here, there = (audit(load(path, command_line=""), at=1.8e9) for path in (root, archive))

    assert there.target.kind == "archive"
    assert there.target.location == str(archive)
    left = {"TAB013"} | {gap.rule.id for gap in there.not_evaluated if about_modes(gap.rule)}
    found_here, found_there = (
        [one.fingerprint for one in report.findings if one.finding.rule.id not in left]
        for report in (here, there)
    )
    assert found_there == found_here


def about_modes(rule: Rule) -> bool:
    """Whether a rule goes by the rights of files."""
    return rule.family == "FSP" or rule.id in ("CRT012", "LOG006")


def _packed_folder(root: Path, packed: str) -> bytes:
    """A folder as tar or zip, modes and times included."""
    target = io.BytesIO()
    if packed == "zip":
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(root.rglob("*")):
                archive.write(path, path.relative_to(root))
        return target.getvalue()
    with tarfile.open(fileobj=target, mode="w") as archive:
        archive.add(root, "MailRoot")
    return packed_by(packed, target.getvalue())


# ------------------------------------------------------------ details


def test_metadata_of_tar_is_that_of_the_machine(tmp_path: Path) -> None:
    """Mode, owner, time and size; nothing of folders that are only on the way."""
    item = Item("R/server.tab", SERVER, mode=0o640, owner=1000, modified=1_700_000_000)
    source = source_of(tmp_path, tar([item, Item("R/certs/", None, mode=0o750)]))

    assert source.metadata("server.tab") == Metadata(
        FileKind.FILE, len(SERVER), 0o640, 1000, 1_700_000_000.0
    )
    assert source.metadata("certs") == Metadata(FileKind.FOLDER, None, 0o750, 0, 0.0)
    assert source.metadata("") == Metadata(FileKind.FOLDER)
    assert source.kind is TargetKind.ARCHIVE
    assert source.shows_all("server.tab")


def test_zip_of_windows_knows_no_mode_and_no_case(tmp_path: Path) -> None:
    """Backslashes separate there, and Windows would find SERVER.TAB for server.tab."""
    data = zipped([Item("R\\SERVER.TAB", SERVER), Item("R\\certs\\a.pem", b"x")], windows=True)
    source = source_of(tmp_path, data)

    assert source.read("server.tab") == SERVER
    assert source.read("Certs/a.pem") == b"x"
    known = source.metadata("SERVER.TAB")
    assert known == Metadata(FileKind.FILE, size=len(SERVER))


def test_zip_of_unix_knows_modes(tmp_path: Path) -> None:
    """And a backslash is a character of a name there."""
    data = zipped([Item("server.tab", SERVER, mode=0o600), Item("a\\b", b"x")])
    source = source_of(tmp_path, data)

    known = source.metadata("server.tab")
    assert isinstance(known, Metadata)
    assert known.mode == 0o600
    assert source.read("a\\b") == b"x"


def test_names_are_bytes(tmp_path: Path) -> None:
    """Of code page 932 as of UTF-8."""
    name = "例.tab"
    for data in (
        zipped([Item("server.tab", SERVER), Item(name.encode("cp932").decode("latin-1"), b"x")]),
        tar([Item("server.tab", SERVER), Item(name.encode("cp932").decode("latin-1"), b"x")]),
    ):
        source = source_of(tmp_path, data)
        assert source.read(name.encode("cp932").decode("latin-1")) == b"x"


def test_links_within_the_mailroot_are_followed(tmp_path: Path) -> None:
    """As in a folder; those that lead out are not seen, and those in a circle neither."""
    source = source_of(
        tmp_path,
        tar(
            [
                Item("secret", b"not ours"),
                Item("R/real/server.tab", b"inner"),
                Item("R/server.tab", SERVER),
                Item("R/ctrlaccounts.tab", link="real/server.tab"),
                Item("R/folder", link="./real"),
                Item("R/up", link="real/../server.tab"),
                Item("R/out.tab", link="../secret"),
                Item("R/etc.tab", link="/etc/passwd"),
                Item("R/gone.tab", link="nowhere"),
                Item("R/circle.tab", link="circle.tab"),
            ]
        ),
    )

    assert source.read("ctrlaccounts.tab") == source.read("folder/server.tab") == b"inner"
    assert source.read("up") == SERVER
    assert source.read("gone.tab") is ABSENT
    assert source.read("../secret") is ABSENT
    for name in ("out.tab", "etc.tab", "circle.tab"):
        assert isinstance(source.read(name), Unseen)
    known = source.metadata("ctrlaccounts.tab")
    assert isinstance(known, Metadata)
    assert known.link
    listing = source.entries("")
    assert not isinstance(listing, (Absent, Unseen))
    assert Entry("folder", FileKind.FOLDER) in listing
    assert Entry("out.tab", FileKind.OTHER) in listing


def test_a_hard_link_is_the_file_before_it(tmp_path: Path) -> None:
    """One to a member that is not there is not seen."""
    items = [
        Item("R/server.tab", SERVER),
        Item("R/smtprelay.tab", link="R/server.tab", hard=True),
        Item("R/domains.tab", link="elsewhere", hard=True),
    ]
    source = source_of(tmp_path, tar(items))

    assert source.read("smtprelay.tab") == SERVER
    assert isinstance(source.read("domains.tab"), Unseen)


def test_a_member_that_is_there_twice_counts_as_its_last(tmp_path: Path) -> None:
    """As unpacking would have it; and it is said."""
    (tmp_path / "a.tar").write_bytes(tar([Item("server.tab", b"old"), Item("server.tab", SERVER)]))

    opened = open_target(str(tmp_path / "a.tar"), environ={})

    assert opened.root.content("server.tab") == SERVER
    said = [render(notice, English(), show=str) for notice in opened.notices]
    twice = "in the archive more than once, where the last one counts: server.tab"
    assert said.count(twice) == 1


def test_mail_is_counted_and_not_kept(tmp_path: Path) -> None:
    """Its names and sizes are, for a mailbox's size is asked for."""
    items = [
        Item("server.tab", SERVER),
        Item("domains/example.com/bob/Maildir/new/1.host", b"Subject: hello\n"),
        Item("domains/example.com/bob/mailbox/2.host", b"Subject: hello\n"),
        Item("domains/mailbox/spool/user.tab", b"x"),
    ]
    source = source_of(tmp_path, tar(items))

    for name in (items[1].name, items[2].name):
        assert isinstance(source.read(name), Unseen)
        known = source.metadata(name)
        assert isinstance(known, Metadata)
        assert known.size == 15
    assert source.read("domains/mailbox/spool/user.tab") == b"x"


def test_an_access_map_of_an_account_makes_no_mailroot(tmp_path: Path) -> None:
    """Nor does an older copy within the MailRoot count."""
    items = [
        Item("R/domains/example.com/bob/pop3.ipmap.tab", b""),
        Item("R/domains/example.com/bob/user.tab", b""),
        Item("R/old/server.tab", b"old"),
        Item("R/smtp.ipmap.tab", b""),
        Item("R/server.tab", SERVER),
    ]

    assert source_of(tmp_path, tar(items)).read("server.tab") == SERVER


def test_start_options_in_the_archive_are_found(tmp_path: Path) -> None:
    """As in a folder."""
    items = [Item("R/server.tab", SERVER), Item("R/xmail.sh", b"MAIL_CMD_LINE=-Sl\n")]
    (tmp_path / "a.tar").write_bytes(tar(items))

    options = open_target(str(tmp_path / "a.tar"), environ={}).root.start_options

    assert options.origin.kind is OriginKind.FOUND
    assert options.origin.file == "xmail.sh"
    assert options.words == ("-Sl",)


def test_an_archive_is_recognised_by_its_bytes(tmp_path: Path) -> None:
    """Whatever it is called."""
    for name in ("MailRoot", "MailRoot.zip", "mail.txt"):
        (tmp_path / name).write_bytes(tar([Item("server.tab", SERVER)], packed="gz"))
        assert open_target(str(tmp_path / name), environ={}).root.source.kind is TargetKind.ARCHIVE


@pytest.mark.skipif(sys.platform == "win32", reason="runs the system's tar")
def test_what_the_system_s_tar_packs_is_read(
    fixture_root: Callable[[str], Path], tmp_path: Path
) -> None:
    """Long names, links, streams behind each other."""
    root = fixture_root("fixed-ip-sender")
    deep = root / "custdomains" / ("x" * 150)
    deep.parent.mkdir(exist_ok=True)
    deep.write_bytes(b"deep")
    os.link(root / "server.tab", root / "zz.tab")
    program = shutil.which("tar")
    assert program
    subprocess.run([program, "-cf", tmp_path / "a.tar", "-C", root.parent, root.name], check=True)

    source = ArchiveSource(tmp_path / "a.tar")

    assert source.read(f"custdomains/{deep.name}") == b"deep"
    assert source.read("zz.tab") == (root / "server.tab").read_bytes()
