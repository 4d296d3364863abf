"""What `cert` makes and puts in place, as the OpenSSL of this machine takes it."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.certificates.made import make
from tests.programs import program
from xmailaudit.certificates.issue import (
    KEY_KINDS,
    certificate_request,
    new_key,
    self_signed_certificate,
)
from xmailaudit.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the state folder is a POSIX one here")

HOST = "mail.example.com"


def openssl(*words: object, given: bytes = b"") -> str:
    """What openssl prints, both streams of it; it succeeds."""
    ran = subprocess.run(
        [program("openssl"), *map(str, words)],
        input=given,
        capture_output=True,
        timeout=60,
        check=False,
    )
    text = (ran.stdout + ran.stderr).decode()
    assert ran.returncode == 0, text
    return text


@pytest.mark.parametrize("kind", KEY_KINDS)
def test_openssl_takes_what_is_made(kind: str, tmp_path: Path) -> None:
    """The key, the request with its signature and names, the certificate."""
    key, request, certificate = (tmp_path / name for name in ("key", "csr", "cert"))
    pem = new_key(kind)
    key.write_bytes(pem)
    request.write_bytes(certificate_request(pem, (HOST, "imap.example.com")))
    certificate.write_bytes(self_signed_certificate(pem, (HOST,), time.time(), 825))

    assert "valid" in openssl("pkey", "-in", key, "-check", "-noout")
    told = openssl("req", "-in", request, "-verify", "-noout", "-text")
    assert "verify OK" in told
    assert f"DNS:{HOST}, DNS:imap.example.com" in told
    assert f"CN = {HOST}" in told
    assert "OK" in openssl(
        *("verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", HOST),
        *("-auth_level", "2", "-CAfile", certificate, certificate),
    )
    public = openssl("pkey", "-in", key, "-pubout")
    assert openssl("x509", "-in", certificate, "-noout", "-pubkey") == public


@contextmanager
def serving(root: Path) -> Iterator[int]:
    """A server with the files of a MailRoot, as XMail gives them to OpenSSL; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ("s_server", "-accept", f"127.0.0.1:{port}", "-quiet")
    files = ("-cert", root / "server.cert", "-cert_chain", root / "server.cert")
    server = subprocess.Popen(
        [program("openssl"), *words, *map(str, files), "-key", str(root / "server.key")],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(port)
        yield port
    finally:
        server.kill()
        server.communicate()


def _await(port: int) -> None:
    for _time in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("openssl s_server does not answer")


def test_a_client_verifies_what_was_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the root alone, for the name, though the files came in the wrong order."""
    monkeypatch.setenv("XMAILAUDIT_STATE", str(tmp_path / "state"))
    top = make("Root CA", ca=True, kind="rsa2048")
    middle = make("Middle CA", top, ca=True, kind="rsa2048")
    leaf = make(HOST, middle, kind="rsa2048", dns=(HOST,))
    root = tmp_path / "MailRoot"
    root.mkdir()
    (root / "server.tab").write_text(f'"SmtpServerDomain"\t"{HOST}"\n', encoding="ascii")
    brought, key, trusted = (tmp_path / name for name in ("chain.pem", "key.pem", "root.pem"))
    brought.write_bytes(top.pem + middle.pem + leaf.pem)
    key.write_bytes(leaf.key_pem)
    trusted.write_bytes(top.pem)

    words = ("cert", "install", root, "--cert", brought, "--key", key, "--apply")
    assert main([*map(str, words)]) == 0

    with serving(root) as port:
        told = openssl(
            *("s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", trusted, "-no-CApath"),
            *("-verify_return_error", "-verify_hostname", HOST),
        )
    assert "Verify return code: 0 (ok)" in told
