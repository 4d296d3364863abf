"""CRT012 on folders of this machine, and where modes are not known."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.certificates.made import AT
from tests.roots import mail_root
from tests.tls_files import TLS_FILES
from xmailaudit.rules.crt.key_readable import RULE
from xmailaudit.rules.given import Given
from xmailaudit.rules.rule import NotJudgedError
from xmailaudit.session import start

if TYPE_CHECKING:
    from pathlib import Path

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")

NOW = Given(now=AT)


@posix_only
@pytest.mark.parametrize(
    ("root_mode", "mode", "speaks"),
    [
        (0o755, 0o644, True),
        (0o711, 0o604, True),
        (0o755, 0o640, False),
        (0o755, 0o602, False),
        (0o754, 0o644, False),
        (0o700, 0o666, False),
    ],
)
def test_others_need_a_way_in(root_mode: int, mode: int, speaks: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """To read a file they must get through its folder; to write is another matter."""
    for file, text in TLS_FILES.items():
        (tmp_path / file).write_text(text, encoding="ascii")
    (tmp_path / "server.tab").touch()
    (tmp_path / "server.key").chmod(mode)
    tmp_path.chmod(root_mode)

    findings = list(RULE.run(start(tmp_path).root, NOW))

    assert bool(findings) is speaks
    assert [one.message.parameters["mode"] for one in findings] == [f"{mode:04o}"] * speaks


def test_unknown_modes_are_no_closed_ones() -> None:
    """And without a key there is nothing to be judged."""
    with pytest.raises(NotJudgedError):
        list(RULE.run(mail_root(TLS_FILES), NOW))
    assert not list(RULE.run(mail_root({"server.cert": TLS_FILES["server.cert"]}), NOW))


@posix_only
def test_a_public_key_is_no_secret(tmp_path: Path) -> None:
    """Such a server.key is CRT015's; one of which nobody can tell may hold a private key."""
    (tmp_path / "server.tab").touch()
    tmp_path.chmod(0o755)
    public = b"-----BEGIN PUBLIC KEY-----\nQUJD\n-----END PUBLIC KEY-----\n"

    def speaks(content: bytes) -> bool:
        key = tmp_path / "server.key"
        key.write_bytes(content)
        key.chmod(0o644)
        return bool(list(RULE.run(start(tmp_path).root, NOW)))

    assert not speaks(public)
    assert speaks(b"\x30\x03\x02\x01\x00")
    assert speaks(b"-----BEGIN PRIVATE KEY-----\nQUJD\n")
