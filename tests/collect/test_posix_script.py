"""The script for POSIX shells, run by those that are strict about it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tarfile
from typing import TYPE_CHECKING

import pytest

from xmailaudit import audit, load
from xmailaudit.mailroot.gathered import GatheredSource
from xmailaudit.mailroot.source import Metadata, Unseen
from xmailaudit.resources import collecting_script

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a script for POSIX shells")

SCRIPT = collecting_script("posix")

HOSTILE = (
    "a b.tab",
    "$(touch x).tab",
    "`id`.tab",
    'it\'s "quoted".tab',
    "two\nlines.tab",
    "-n.tab",
    "*.tab",
    "%41.tab",
    "\\n.tab",
    ".hidden.tab",
    "..two.tab",
)


def program(name: str) -> str:
    """A program of the system; without it the test is skipped, but not in CI."""
    found = shutil.which(name)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"CI has {name}")
        pytest.skip(f"{name} is not here")
    return found


@pytest.fixture(params=["dash", "busybox", "busybox alone"])
def collect(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the script by a shell; the last one has busybox's programs and openssl."""
    shell = program(request.param.split()[0])
    environment = {**os.environ}
    words = [shell] if request.param == "dash" else [shell, "sh"]
    if request.param == "busybox alone":
        (tmp_path / "bin").mkdir()
        done = subprocess.run([shell, "--list"], check=True, capture_output=True, text=True)
        for name in done.stdout.split():
            (tmp_path / "bin" / name).symlink_to(shell)
        (tmp_path / "bin" / "openssl").symlink_to(program("openssl"))
        environment["PATH"] = str(tmp_path / "bin")
    (tmp_path / "work").mkdir()

    def run(*arguments: Path | str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*words, SCRIPT, *arguments],
            check=False,
            capture_output=True,
            text=True,
            cwd=tmp_path / "work",
            env=environment,
        )

    return run


def state(folder: Path) -> list[tuple[str, int, int, float]]:
    """Everything about a folder that a script may not change."""
    paths = [folder, *sorted(folder.rglob("*"))]
    known = [(str(path), path.lstat()) for path in paths]
    return [(path, found.st_mode, found.st_size, found.st_mtime) for path, found in known]


@pytest.mark.parametrize("fixture", ["fixed-ip-sender", "hardened", "japanese-windows"])
def test_what_is_gathered_is_audited_like_the_folder(
    collect: Callable[..., subprocess.CompletedProcess[str]],
    fixture_root: Callable[[str], Path],
    tmp_path: Path,
    fixture: str,
) -> None:
    """As a folder and as the archive; nothing in the MailRoot changes."""
    program("openssl")  # else nobody knows whether key and certificate belong together
    root = fixture_root(fixture)
    before = state(root)

    ran = collect(root, "gathered")

    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.startswith("What is gathered holds PASSWORDS")
    assert state(root) == before
    folder = tmp_path / "work" / "gathered"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    wanted = audit(load(root, command_line=""), at=1.8e9)
    for target in (folder, folder.with_name("gathered.tar.gz")):
        found = load(target, command_line="")
        assert isinstance(found.source, GatheredSource)
        assert load(target).start_options.words == load(root).start_options.words
        report = audit(found, at=1.8e9)
        one, other = (
            [each.fingerprint for each in report.findings if each.finding.rule.id != "TAB013"]
            for report in (wanted, report)
        )
        assert one == other
        assert report.unreadable == ()  # the key stayed where it was, on purpose
        for path in root.rglob("*.tab"):
            name = str(path.relative_to(root))
            known = found.source.metadata(name)
            assert found.source.read(name) == path.read_bytes()
            assert isinstance(known, Metadata)
            assert known.mode == stat.S_IMODE(path.stat().st_mode)
            assert known.modified == int(path.stat().st_mtime)


def test_nothing_of_a_private_key_is_gathered(
    collect: Callable[..., subprocess.CompletedProcess[str]],
    fixture_root: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    """Not of server.key, nor of one that stands beside a certificate; its public half is."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
    )

    root = fixture_root("hardened")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    certificate = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    (root / "server.key").write_bytes(secret)
    (root / "server.cert").write_bytes(secret + certificate)
    (root / "certs").mkdir(exist_ok=True)
    (root / "certs" / "mine.pem").write_bytes(certificate + secret)
    (root / "certs" / "key only").write_bytes(secret.replace(b"\n", b"\r\n"))
    (root / "filters").mkdir(exist_ok=True)
    (root / "filters" / "dkim.pem").write_bytes(secret)

    assert collect(root, "gathered").returncode == 0

    lines = [line for line in secret.splitlines() if not line.startswith(b"-")]
    folder = tmp_path / "work" / "gathered"
    with tarfile.open(f"{folder}.tar.gz") as archive:
        packed = [archive.extractfile(member) for member in archive if member.isfile()]
        texts = [stream.read() for stream in packed if stream]
    texts += [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    for text in texts:
        assert b"PRIVATE KEY" not in text
        assert not [line for line in lines if line in text]
    assert (folder / "server.cert").read_bytes() == certificate
    source = load(folder, command_line="").source
    assert isinstance(source, GatheredSource)
    assert isinstance(source.read("server.key"), Unseen)
    program("openssl")
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert source.collected.public_key == public


def test_mail_is_counted_and_left(
    collect: Callable[..., subprocess.CompletedProcess[str]],
    fixture_root: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    """And so are the spool and logs."""
    root = fixture_root("hardened")
    new = root / "domains" / "example.com" / "anna" / "Maildir" / "new"
    (new / "1.host").write_bytes(b"Subject: secret words\n")
    (new / "odd\nname $(id)").write_bytes(b"secret words")
    (root / "logs" / "smtp-1").write_bytes(b"secret words")
    (root / "spool" / "message").write_bytes(b"secret words")

    assert collect(root, "gathered").returncode == 0

    folder = tmp_path / "work" / "gathered"
    assert not [p for p in folder.rglob("*") if p.is_file() and b"secret words" in p.read_bytes()]
    source = load(folder, command_line="").source
    assert isinstance(source, GatheredSource)
    assert source.collected.mail["domains/example.com/anna/Maildir"] == (2, 34)
    assert isinstance(source.read("logs/smtp-1"), Unseen)


def test_hostile_names_and_links(
    collect: Callable[..., subprocess.CompletedProcess[str]],
    fixture_root: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    """Blanks, quotes, line feeds, dashes; a link out of the MailRoot shows nothing."""
    root = fixture_root("hardened")
    names = [
        "a b.tab",
        "$(touch x).tab",
        "`id`.tab",
        'it\'s "quoted".tab',
        "two\nlines.tab",
        "-n.tab",
    ]
    names += [
        "*.tab",
        "%41.tab",
        "\\n.tab",
        ".hidden.tab",
        "..two.tab",
        os.fsdecode(b"\xff\xfe.tab"),
    ]
    names += ["end\nfile 777 0 0 0 server.tab"]
    for name in names:
        (root / "custdomains" / name).write_bytes(name.encode("utf-8", "surrogateescape"))
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.tab").write_bytes(b"not ours")
    (root / "out.tab").symlink_to("../outside/secret.tab")
    (root / "outdir").symlink_to(tmp_path / "outside")
    (root / "inner.tab").symlink_to("server.tab")
    (root / "circle.tab").symlink_to("circle.tab")
    os.mkfifo(root / "pipe.tab")

    ran = collect(root, "gathered")

    assert ran.returncode == 0, ran.stderr
    folder = tmp_path / "work" / "gathered"
    source = load(folder, command_line="").source
    packed = load(folder.with_name("gathered.tar.gz"), command_line="").source
    assert isinstance(source, GatheredSource)
    for name in names:
        path = f"custdomains/{os.fsencode(name).decode('latin-1')}"
        if name.endswith(".tab"):
            assert source.read(path) == packed.read(path) == os.fsencode(name)
        assert isinstance(source.metadata(path), Metadata)
    assert source.read("inner.tab") == (root / "server.tab").read_bytes()
    for name in ("out.tab", "circle.tab", "pipe.tab"):
        assert isinstance(source.read(name), Unseen)
    for copied in folder.rglob("*"):
        assert not copied.is_file() or b"not ours" not in copied.read_bytes()
    assert not (tmp_path / "work" / "x").exists()
    assert not (root / "x").exists()


def test_what_is_wrong_is_said_and_nothing_written(
    collect: Callable[..., subprocess.CompletedProcess[str]],
    fixture_root: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    """A MailRoot that is none, a folder within it or already there."""
    root = fixture_root("hardened")
    before = state(root)
    (tmp_path / "work" / "there").mkdir()
    (tmp_path / "work" / "shortcut").symlink_to(root)

    for arguments, words in (
        (("/nowhere", "gathered"), "is no folder I can enter"),
        ((root, root / "gathered"), "lies in the MailRoot"),
        ((root, root / "domains" / "gathered"), "lies in the MailRoot"),
        ((root, "shortcut/gathered"), "lies in the MailRoot"),
        ((root, "there"), "or is there already"),
    ):
        ran = collect(*arguments)
        assert ran.returncode == 1
        assert words in ran.stderr
    assert state(root) == before
    assert not (tmp_path / "work" / "gathered").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_a_running_server_tells_its_words(
    collect: Callable[..., subprocess.CompletedProcess[str]],
    fixture_root: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    """And its environment; without a MailRoot named it is that server's."""
    root = fixture_root("hardened")
    server = tmp_path / "XMail"
    shutil.copy(program("sleep"), server)
    environment = {"MAIL_ROOT": str(root), "MAIL_CMD_LINE": '-Sr 50 "-Ql"'}
    with subprocess.Popen([server, "300"], env=environment) as process:
        try:
            ran = collect(root, "gathered")
        finally:
            process.terminate()

    assert ran.returncode == 0, ran.stderr
    options = load(tmp_path / "work" / "gathered").start_options
    assert options.words == ("300", "-Sr", "50", "-Ql")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_a_server_of_another_mailroot_tells_nothing(
    collect: Callable[..., subprocess.CompletedProcess[str]],
    fixture_root: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    """Two may run on one machine."""
    root, other = fixture_root("fixed-ip-sender"), fixture_root("hardened")
    server = tmp_path / "XMail"
    shutil.copy(program("sleep"), server)
    with subprocess.Popen([server, "300"], env={"MAIL_ROOT": str(other)}) as process:
        try:
            ran = collect(root, "gathered")
        finally:
            process.terminate()

    assert ran.returncode == 0, ran.stderr
    assert load(tmp_path / "work" / "gathered").start_options.words == ()


def test_zsh_gathers_as_well(tmp_path: Path) -> None:
    """Whoever has it as his shell may run the script with it."""
    root = tmp_path / "root"
    root.mkdir()
    (root / "server.tab").write_text('"RootDomain"\t"example.com"\n', encoding="ascii")

    done = subprocess.run(
        [program("zsh"), "-f", SCRIPT, root, "gathered"],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stderr
    assert load(tmp_path / "gathered").setting("RootDomain").text == "example.com"


def test_shellcheck_has_nothing_to_say() -> None:
    """It knows what dash and busybox do not."""
    done = subprocess.run(
        [program("shellcheck"), SCRIPT], check=False, capture_output=True, text=True
    )
    assert done.stdout == ""
