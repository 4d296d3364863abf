"""Archives made to do harm, and broken ones: one clear line, little time, little memory."""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from typing import TYPE_CHECKING, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mailroot.archive.packing import Item, tar, zipped, zstd
from xmailaudit.cli.app import run
from xmailaudit.mailroot.archive import flow
from xmailaudit.mailroot.archive.limits import LIMITS, Limits
from xmailaudit.mailroot.archive.source import ArchiveSource
from xmailaudit.mailroot.errors import TargetError
from xmailaudit.mailroot.source import Absent, Unseen

if TYPE_CHECKING:
    from pathlib import Path

SERVER = Item("server.tab", b'"RootDomain"\t"example.com"\n')


def refusal(folder: Path, data: bytes, limits: Limits = LIMITS) -> str:
    """What is said about an archive that is refused, without its name."""
    file = folder / "it.zip"
    file.write_bytes(data)
    with pytest.raises(TargetError) as caught:
        ArchiveSource(file, limits=limits)
    return str(caught.value).removeprefix(f"{file} cannot be read: ")


# ------------------------------------------------------------ names


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../evil.tab",
        "a/../../evil.tab",
        "a/..",
        "..",
        "C:/evil.tab",
        "c:evil.tab",
        "..\\evil.tab",
        "a\\..\\..\\evil.tab",
        "\\evil.tab",
        "\\\\host\\share\\evil.tab",
    ],
)
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    """Though nothing is ever unpacked; the member is named."""
    items = [SERVER, Item(name, b"x")]
    for data in (tar(items), zipped(items), zipped(items, windows=True), tar(items, packed="gz")):
        said = refusal(tmp_path, data)
        assert said.startswith("the name ")
        assert "leads out of the archive; pack the MailRoot's folder anew" in said


def test_names_too_long_or_too_deep_are_refused(tmp_path: Path) -> None:
    """No system has such names."""
    assert " folders deep" in refusal(tmp_path, tar([SERVER, Item("a/" * 100 + "b", b"")]))
    assert "5,000 bytes" in refusal(tmp_path, tar([SERVER, Item("a" * 5000, b"")]))


def test_what_is_file_and_folder_at_once_is_refused(tmp_path: Path) -> None:
    """Neither way round."""
    one, other = Item("certs", b"x"), Item("certs/a.pem", b"x")
    for items in ([SERVER, one, other], [SERVER, other, one]):
        for data in (tar(items), zipped(items)):
            assert refusal(tmp_path, data).startswith("certs is a folder in it and also ")


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_devices_and_pipes_are_refused(tmp_path: Path, kind: bytes) -> None:
    """By their name."""
    said = refusal(tmp_path, tar([SERVER, Item("spammers.tab", kind=kind)]))
    assert said == "spammers.tab is a device or a pipe; pack the MailRoot anew without it"


def test_a_pipe_in_a_zip_is_refused(tmp_path: Path) -> None:
    """Its mode tells."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        entry = zipfile.ZipInfo("server.tab")
        entry.create_system, entry.external_attr = 3, 0o010644 << 16
        archive.writestr(entry, b"")
    assert refusal(tmp_path, target.getvalue()).startswith("server.tab is a device or a pipe")


def test_links_in_a_zip_are_links(tmp_path: Path) -> None:
    """One that leads out shows nothing."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("server.tab", SERVER.data or b"")
        entry = zipfile.ZipInfo("domains.tab")
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        archive.writestr(entry, b"/etc/passwd")
    (tmp_path / "a.zip").write_bytes(target.getvalue())
    assert isinstance(ArchiveSource(tmp_path / "a.zip").read("domains.tab"), Unseen)


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    """Nobody is asked for a password."""
    data = bytearray(zipped([SERVER]))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    said = refusal(tmp_path, bytes(data))
    assert said == "server.tab is encrypted; pack the MailRoot anew without a password"


# ------------------------------------------------------------ bombs


class Measured:
    """Time and peak memory of what is done within."""

    def __enter__(self) -> Self:
        """Begin."""
        tracemalloc.start()
        self._start = time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self.seconds = time.process_time() - self._start
        self.peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()


def _huge_header(size: int, name: str = "server.tab") -> bytes:
    header = tarfile.TarInfo(name)
    header.size = size
    return header.tobuf(tarfile.GNU_FORMAT)


def _repeated(piece: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(piece) for _ in range(times)) + packer.flush()


TEN_GIBIBYTES = 10 * 2**30


def test_a_gzip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A table and a mail of 10 GiB by their headers, and zeros without end."""
    zeros = b"\0" * 2**20
    packer = zlib.compressobj(9, wbits=31)
    mail = packer.compress(_huge_header(TEN_GIBIBYTES, "spool/mess")) + b"".join(
        packer.compress(zeros) for _ in range(200)
    )
    table = gzip.compress(_huge_header(TEN_GIBIBYTES))
    with Measured() as cost:
        assert "its tables have more than" in refusal(tmp_path, table)
        assert "250 times its size" in refusal(tmp_path, mail + packer.flush())
        assert "250 times its size" in refusal(tmp_path, _repeated(zeros, 200))
    assert cost.peak < 16 * 2**20
    assert cost.seconds < 3


def test_a_bomb_of_xz_and_zstd_is_not_unpacked(tmp_path: Path) -> None:
    """Their ratios are far higher than gzip's."""
    bomb = _huge_header(TEN_GIBIBYTES, "spool/mess") + b"\0" * 2**26
    for packed in (lzma.compress(bomb, preset=0), zstd(bomb)):
        with Measured() as cost:
            assert "250 times its size" in refusal(tmp_path, packed)
        assert cost.peak < 16 * 2**20


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """Ten GiB of zeros, declared and hidden; more bytes than ever come out of them."""
    packer = zlib.compressobj(9, wbits=-15)
    small = packer.compress(b"\0" * 2**20) + packer.flush()
    honest = _zip_of([("server.tab", small, TEN_GIBIBYTES)])
    liar = _zip_of([("server.tab", small, 100)])
    other = _zip_of([("server.tab", b"x" * 2**24, 100)])
    with Measured() as cost:
        assert "its tables have more than" in refusal(tmp_path, honest)
        assert "damaged" in refusal(tmp_path, liar)
        assert "damaged" in refusal(tmp_path, other)
    assert cost.peak < 2**20
    assert cost.seconds < 1


def _zip_of(members: list[tuple[str, bytes, int]]) -> bytes:
    """A zip archive whose deflated members claim a size."""
    body, directory = b"", b""
    for name, packed, size in members:
        raw = name.encode()
        large = struct.pack("<2HQ", 1, 8, size)
        entry = struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 0x314, 20, 0, 8, 0, 0, 0, len(packed), 0xFFFFFFFF, len(raw),
            len(large), 0, 0, 0, 0o100644 << 16, len(body),
        )  # fmt: skip
        directory += entry + raw + large
        body += struct.pack(
            "<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(packed), 0xFFFFFFFF, len(raw), 0
        )
        body += raw + packed
    end = struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, len(members), len(members), len(directory), len(body), 0
    )
    return body + directory + end


def test_a_note_before_a_member_cannot_be_huge(tmp_path: Path) -> None:
    """A long name or pax header is read into memory."""
    for kind in (tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE):
        header = tarfile.TarInfo("note")
        header.size, header.type = TEN_GIBIBYTES, kind
        with Measured() as cost:
            said = refusal(tmp_path, gzip.compress(header.tobuf(tarfile.GNU_FORMAT)))
        assert said.startswith("what stands before note in it is too large")
        assert cost.peak < 2**21


def test_the_number_of_members_is_limited(tmp_path: Path) -> None:
    """Of names that are remembered; messages are counted, and their sizes added up."""
    few = LIMITS._replace(members=100, names=20, mail_names=3)
    many = [Item(f"certs/{number}.pem", b"") for number in range(30)]
    folders = [Item("a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/x.pem", b"")]
    assert "more than 20 names" in refusal(tmp_path, tar([SERVER, *many]), few)
    assert "more than 20 names" in refusal(tmp_path, tar([SERVER, *folders]), few)

    new = "domains/example.com/bob/Maildir/new"
    mail = [Item(f"{new}/{number}", b"x" * number) for number in range(1, 11)]
    (tmp_path / "a.tar").write_bytes(tar([SERVER, *mail]))
    source = ArchiveSource(tmp_path / "a.tar", limits=few)
    listing = source.entries(new)
    assert not isinstance(listing, (Absent, Unseen))
    sizes = [getattr(source.metadata(f"{new}/{entry.name}"), "size", None) for entry in listing]
    assert len(sizes) == 4
    assert sum(size or 0 for size in sizes) == 55
    assert "more than 100 names" in refusal(tmp_path, tar([SERVER, *mail * 10]), few)


def test_what_is_kept_is_limited(tmp_path: Path) -> None:
    """Each table and all of them; other files are kept while they are small."""
    few = LIMITS._replace(table=1000, kept=1500, small=100, small_kept=150)
    table = Item("domains.tab", b"x" * 900)
    assert "with big.tab its tables" in refusal(tmp_path, tar([Item("big.tab", b"x" * 1001)]), few)
    assert "1,500 bytes" in refusal(tmp_path, tar([table, table._replace(name="b.tab")]), few)
    small = [Item(name, b"x" * size) for name, size in (("a", 99), ("b", 99), ("c", 101))]
    for data in (tar([SERVER, *small]), zipped([SERVER, *small])):
        (tmp_path / "a").write_bytes(data)
        source = ArchiveSource(tmp_path / "a", limits=few)
        kept = [isinstance(source.read(name), bytes) for name in "abc"]
        assert kept == [True, False, False]


def test_archives_in_archives_are_files_like_others(tmp_path: Path) -> None:
    """Nothing is unpacked twice."""
    inner = tar([SERVER])
    assert "no MailRoot" in refusal(tmp_path, tar([Item("MailRoot.tar", inner)]))
    said = refusal(tmp_path, gzip.compress(gzip.compress(inner)))
    assert said == "it is compressed, but what is in it is no tar archive"


def test_nearly_empty_streams_end(tmp_path: Path) -> None:
    """A gzip file may have many streams, but not so many for nothing."""
    data = gzip.compress(tar([SERVER])) + gzip.compress(b"") * 20_000
    with Measured() as cost:
        assert "damaged" in refusal(tmp_path, data)
    assert cost.seconds < 5


# ------------------------------------------------------------ damage


@pytest.mark.parametrize("packed", ["", "gz", "xz", "zst", "zip"])
def test_cut_off_anywhere_it_is_refused(tmp_path: Path, packed: str) -> None:
    """Whatever the place."""
    items = [SERVER, Item("domains.tab", b'"example.com"\n' * 50)]
    data = zipped(items) if packed == "zip" else tar(items, packed=packed)
    if not packed:
        data = data[: data.rindex(b"example.com") + 512]  # the marker at the end may be shorter
    for end in range(1, len(data) - 1, 7):
        said = refusal(tmp_path, data[:end])
        assert "damaged" in said or "no archive" in said


def test_a_wrong_check_sum_is_damage(tmp_path: Path) -> None:
    """Of gzip, xz, and a zip's member."""
    items = [SERVER, Item("a.tab", b"abcdefgh" * 20)]
    for packed in ("gz", "xz"):
        data = bytearray(tar(items, packed=packed))
        data[-6 if packed == "gz" else -24] ^= 0x55
        assert "damaged" in refusal(tmp_path, bytes(data))
    data = bytearray(zipped(items))
    data[data.index(b"PK\1\2") + 16] ^= 0x55
    assert "damaged or was cut off at server.tab" in refusal(tmp_path, bytes(data))


@given(data=st.data(), packed=st.sampled_from(["tar", "pax", "zip"]))
def test_any_bytes_end_in_an_answer(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, packed: str
) -> None:
    """Archives with some bytes changed are read or refused, never anything else."""
    items = [SERVER, Item("a" * 120 + "/b.tab", b"x"), Item("domains.tab", link="server.tab")]
    whole = bytearray(
        zipped(items[:2])
        if packed == "zip"
        else tar(items, form=tarfile.PAX_FORMAT if packed == "pax" else tarfile.GNU_FORMAT)
    )
    changes = data.draw(
        st.lists(st.tuples(st.integers(0, min(len(whole), 4096) - 1), st.integers(0, 255)))
    )
    for at, byte in changes:
        whole[at] = byte
        if packed != "zip":
            _right_sums(whole)
    file = tmp_path_factory.mktemp("any") / "a.tar"
    file.write_bytes(whole)
    try:
        source = ArchiveSource(file)
    except TargetError:
        return
    source.read("server.tab")
    source.entries("")


def _right_sums(whole: bytearray) -> None:
    """Make the check sums of all headers right, so that hostile fields are looked at."""
    for at in range(0, len(whole) - 511, 512):
        if whole[at + 257 : at + 262] == b"ustar":
            whole[at + 148 : at + 156] = b" " * 8
            whole[at + 148 : at + 156] = b"%06o\0 " % sum(whole[at : at + 512])


# ------------------------------------------------------------ no archive of a MailRoot


def test_no_mailroot_and_several(tmp_path: Path) -> None:
    """The folders are named, not all of very many."""
    assert refusal(tmp_path, tar([Item("a/b", b"")])) == (
        "it holds no MailRoot: no folder in it has one of "
        "server.tab, domains.tab, mailusers.tab, *.ipmap.tab"
    )
    two = [SERVER._replace(name=f"{name}/server.tab") for name in ("one", "two/three")]
    assert refusal(tmp_path, zipped(two)) == (
        "it holds 2 MailRoots (one, two/three); pack the one that is meant alone"
    )
    many = [SERVER._replace(name=f"r{number}/server.tab") for number in range(99)]
    assert "it holds 99 MailRoots" in refusal(tmp_path, tar(many))
    assert len(refusal(tmp_path, tar(many))) < 200


def test_what_is_named_like_an_archive_but_is_none(tmp_path: Path) -> None:
    """Or is one of a sort that is not read."""
    for data in (b"", b"hello", b"Rar!\x1a\x07\0" + b"x" * 600, b"7z\xbc\xaf\x27\x1c" + b"x" * 600):
        assert refusal(tmp_path, data).startswith("it is no archive this version reads: ")


def test_without_a_module_for_zstd_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the package's name."""

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(flow, "import_module", missing)
    said = refusal(tmp_path, b"\x28\xb5\x2f\xfd" + b"x" * 600)
    assert said.endswith("zstd, for which the Python package backports.zstd is not installed")


def test_the_exit_status_is_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And there is one line."""
    (tmp_path / "a.tgz").write_bytes(tar([SERVER, Item("../x", b"")], packed="gz"))

    assert run(["audit", str(tmp_path / "a.tgz")]) == 3
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "the name ../x leads out of the archive" in said
