"""`cert`: what it shows, makes and prints, and that no key is ever among it."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from jsonschema import Draft202012Validator

from tests.certificates.made import make
from tests.tls_files import TLS_FILES
from xmailaudit.certificates.certificate_file import read_certificates
from xmailaudit.certificates.private_key import read_key
from xmailaudit.report.schemas import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

AT = ("--at", "2026-11-24")
LIBRARY = b"OpenSSL 0.9.8l 5 Nov 2009"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A MailRoot with a certificate."""
    root = tmp_path / "MailRoot"
    root.mkdir()
    files = {
        "server.tab": '"RootDomain"\t"example.com"\n"SmtpServerDomain"\t"mail.example.com"\n',
        "domains.tab": '"example.com"\n',
        **TLS_FILES,
    }
    for name, text in files.items():
        (root / name).write_text(text, encoding="latin-1")
    return root


# ------------------------------------------------------------ inspect


def test_the_word_inspect_may_be_left_out(run: Run, ours: Path) -> None:
    """Options may come first, and help is the group's."""
    named = run("cert", "inspect", ours, *AT)

    assert named.status == 0
    assert named.out.startswith("USABLE: ")
    assert run("cert", ours, *AT) == named
    assert run("cert", *AT, ours) == named
    assert "self-signed" in run("cert", "--help").out
    assert "--format" in run("cert", "inspect", "--help").out


USES: Mapping[str, tuple[tuple[str, ...], dict[str, bytes | None], int]] = {
    "as it is": (AT, {}, 0),
    "too late": (("--at", "2051-01-01"), {}, 1),
    "no key": (AT, {"server.key": None}, 1),
    "another certificate": (AT, {"server.cert": make("mail.example.com", kind="rsa1024").pem}, 1),
}


@pytest.mark.parametrize("name", USES)
def test_the_status_says_whether_it_is_of_use(run: Run, ours: Path, name: str) -> None:
    """Out of date, without its key, or of another key it is not."""
    options, files, status = USES[name]
    for file, data in files.items():
        if data is None:
            (ours / file).unlink()
        else:
            (ours / file).write_bytes(data)

    assert run("cert", ours, *options).status == status


def test_what_hangs_on_the_library_cannot_be_told(run: Run, ours: Path) -> None:
    """A short key is served by old ones only."""
    made = make("mail.example.com", kind="rsa1024", dns=("mail.example.com",))
    (ours / "server.cert").write_bytes(made.pem)
    (ours / "server.key").write_bytes(made.key_pem)

    ran = run("cert", ours, *AT)

    assert ran.status == 4
    assert ran.out.startswith("CANNOT TELL")


def test_the_text_has_all_of_it(run: Run, ours: Path) -> None:
    """Names, dates, key, chain, stores."""
    (ours / "server.key").chmod(0o600)

    text = run("cert", ours, *AT, "--name", "IMAP.example.com").out

    for part in (
        "1. CN=mail.example.com, line 1: the server's",
        "names: mail.example.com, example.com",
        "issuer: signed by itself",
        "valid from 2020-01-01 to 2049-12-31: 8,438 days left",
        "key: RSA, 2,048 bits; it belongs to the first certificate",
        "mail.example.com (SmtpServerDomain): the certificate is for it",
        "imap.example.com: NOT in the certificate",
        "certs.pem (SSLUseCertsFile): not in use",
    ):
        assert part in " ".join(text.split())
    if os.name == "posix":
        assert "server.key (mode 0600)" in text


def test_the_json_keeps_its_schema(run: Run, ours: Path, roots: Roots) -> None:
    """Of every fixture, and of a root without any certificate."""
    validator = Draft202012Validator(json.loads(schema("certificate")))
    bare = ours.parent / "bare"
    bare.mkdir()
    (bare / "server.tab").write_bytes(b"")

    for root in (ours, bare, *roots.values()):
        ran = run("cert", root, *AT, "--format", "json")
        value = json.loads(ran.out)
        validator.validate(value)
        assert ran.status == {True: 0, False: 1, None: 4}[value["usable"]]
    assert json.loads(run("cert", ours, *AT, "--format", "json").out)["key"]["matches"] is True


# ------------------------------------------------------------ csr and self-signed


def test_a_key_and_a_request_are_made(run: Run, ours: Path, tmp_path: Path) -> None:
    """The key for its owner alone; nothing of it is printed."""
    out = tmp_path / "request"

    ran = run("cert", "csr", ours, "--out", out, "--name", "bücher.example.com")

    assert ran.status == 0
    assert sorted(one.name for one in out.iterdir()) == ["server.csr", "server.key"]
    if os.name == "posix":
        assert stat.S_IMODE((out / "server.key").stat().st_mode) == 0o600
        assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert "mail.example.com, xn--bcher-kva.example.com" in ran.out
    assert "xmailaudit cert install" in ran.out
    _assert_secret(ran, out / "server.key")
    assert read_key((out / "server.key").read_bytes()).public is not None


def test_a_certificate_is_made_with_a_warning(run: Run, ours: Path, tmp_path: Path) -> None:
    """For 825 days, or as many as are asked for."""
    ran = run("cert", "self-signed", ours, *AT, "--out", tmp_path / "a", "--key-type", "p256")
    few = run("cert", "self-signed", ours, *AT, "--out", tmp_path / "b", "--days", "7")

    assert (ran.status, few.status) == (0, 0)
    assert "CRT004" in ran.err
    for folder, days in (("a", 825), ("b", 7)):
        read = read_certificates((tmp_path / folder / "server.cert").read_bytes()).certificates[0]
        assert round((read.not_after - read.not_before) / 86400) == days
        _assert_secret(ran, tmp_path / folder / "server.key")


def test_a_key_that_is_there_is_used_again(run: Run, ours: Path, tmp_path: Path) -> None:
    """And none is written then."""
    ran = run("cert", "csr", ours, "--out", tmp_path / "out", "--key", ours / "server.key")

    assert ran.status == 0
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["server.csr"]
    _assert_secret(ran, ours / "server.key")


def _assert_secret(ran: Ran, key: Path) -> None:
    """No line of the key is anywhere in the output."""
    lines = [line for line in key.read_text(encoding="ascii").splitlines() if len(line) > 8]
    assert not any(line in ran.out + ran.err for line in lines)


ENCRYPTED = make("mail.example.com").key.private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
)


UNFIT_KEYS = {
    "under a passphrase": (ENCRYPTED, "openssl pkey -in"),
    "empty": (b"", "holds no private key"),
    "a certificate": (make("mail.example.com").der, "holds no private key"),
    "cut off": (make("mail.example.com").key_pem[:90], "cannot be read"),
}


@pytest.mark.parametrize("name", UNFIT_KEYS)
def test_a_key_that_cannot_be_used_is_refused(
    run: Run, ours: Path, tmp_path: Path, name: str
) -> None:
    """With the reason, and nothing is written."""
    data, words = UNFIT_KEYS[name]
    (tmp_path / "my.key").write_bytes(data)

    ran = run("cert", "csr", ours, "--out", tmp_path / "out", "--key", tmp_path / "my.key")

    assert ran.status == 5
    assert words in ran.err
    assert not (tmp_path / "out").exists()


def test_nothing_is_overwritten_and_nothing_half_made(run: Run, ours: Path, tmp_path: Path) -> None:
    """Not even where it is the second file that is there."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "server.csr").write_bytes(b"mine")

    ran = run("cert", "csr", ours, "--out", out)

    assert ran.status == 2
    assert [one.name for one in out.iterdir()] == ["server.csr"]
    assert (out / "server.csr").read_bytes() == b"mine"


def test_nothing_goes_into_the_mailroot(run: Run, ours: Path) -> None:
    """There a transaction writes, and nobody else."""
    before = sorted(ours.iterdir())

    for folder in (ours, ours / "new"):
        assert run("cert", "csr", ours, "--out", folder).status == 2
    assert sorted(ours.iterdir()) == before


@pytest.mark.parametrize(
    "options",
    [
        ("--name", "a b"),
        ("--name", "straße.example.com"),
        ("--key-type", "dsa"),
        ("--days", "0"),
        ("--days", "1e3"),
        ("--key", "/nowhere/at/all"),
        ("--out", ""),
    ],
)
def test_a_wrong_word_is_a_wrong_command_line(
    run: Run, ours: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """And nothing is made."""
    command = "self-signed" if "--days" in options else "csr"

    ran = run("cert", command, ours, "--out", tmp_path / "out", *options)

    assert ran.status == 2
    assert not (tmp_path / "out").exists()


def test_a_stock_name_is_not_certified(run: Run, ours: Path, tmp_path: Path) -> None:
    """Unless somebody says which host it is."""
    (ours / "server.tab").write_bytes(b'"SmtpServerDomain"\t"xmailserver.test"\n')
    words = ("cert", "csr", ours, "--out", tmp_path / "out")

    refused, given = run(*words), run(*words, "--name", "mail.example.com")

    assert (refused.status, given.status) == (2, 0)
    assert "--name" in refused.err
    assert "left out: SmtpServerDomain is xmailserver.test" in given.err


def test_a_key_that_the_library_cannot_serve_is_not_made(
    run: Run, ours: Path, tmp_path: Path
) -> None:
    """Where the library lies beside the server."""
    (ours / "bin").mkdir()
    (ours / "bin" / "libeay32.dll").write_bytes(LIBRARY)
    words = ("cert", "csr", ours, "--out", tmp_path / "out", "--key-type")

    assert run(*words, "p256").status == 2
    assert run(*words, "rsa2048").status == 0


# ------------------------------------------------------------ hook


def test_a_hook_names_the_mailroot_and_the_host(run: Run, ours: Path) -> None:
    """In either language of scripts, with the line ends of the system."""
    posix = run("cert", "hook", ours).out
    windows = run("cert", "hook", ours, "--print", "windows", "--mail-root", r"C:\Mail 100%").out

    assert f"\nmail_root={ours}\nhost=mail.example.com\n" in posix
    assert '"mail_root=C:\\Mail 100%%"\r\n' in windows
    assert "@" not in posix.replace("$@", "")


@pytest.mark.parametrize("folder", ["C:\\a\nb", 'C:\\"&calc&"', "C:\\Ä"])
def test_a_folder_that_would_be_read_as_more_is_refused(run: Run, ours: Path, folder: str) -> None:
    """A script is run with the rights of an administrator."""
    ran = run("cert", "hook", ours, "--print", "windows", "--mail-root", folder)

    assert (ran.status, ran.out) == (2, "")
