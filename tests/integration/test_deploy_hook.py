"""The script for ACME clients, run by a real shell on a machine without xmailaudit and with it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.certificates.made import make
from tests.programs import program
from xmailaudit.fix.deploy_hook import hook_text
from xmailaudit.resources import deploy_hook

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="it is for POSIX shells")

CA = make("Hook CA", ca=True)
OLD = make("mail.example.com", CA, owner="old")
NEW = make("mail.example.com", CA, owner="new", dns=("mail.example.com",))
TOOLS = ("cat", "chmod", "chown", "grep", "id", "ls", "mv", "rm", "openssl")


class Machine:
    """A MailRoot with a space in its name, and an ACME client's files."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "Mail Root's"
        self.root.mkdir()
        self.put(self.root / "server.cert", OLD.pem, 0o644)
        self.put(self.root / "server.key", OLD.key_pem, 0o600)
        self.live = folder / "live"
        self.live.mkdir()
        self.put(self.live / "fullchain.pem", NEW.pem + CA.pem, 0o644)
        self.put(self.live / "privkey.pem", NEW.key_pem, 0o600)
        self.script = folder / "hook.sh"
        text = hook_text("posix", str(self.root), "mail.example.com")
        self.script.write_text(text, encoding="ascii")
        self.bin = folder / "bin"
        self.bin.mkdir()
        for tool in TOOLS:
            path = shutil.which(tool)
            if path is not None:
                (self.bin / tool).symlink_to(path)

    @staticmethod
    def put(path: Path, data: bytes, mode: int) -> None:
        """A file with its mode."""
        path.write_bytes(data)
        path.chmod(mode)

    def run(self, *words: str, shell: str = "sh", **environment: str) -> int:
        """Run the script with nothing but a few tools."""
        ran = subprocess.run(
            [program(shell), str(self.script), *words],
            env={"PATH": str(self.bin), **environment},
            capture_output=True,
            timeout=60,
            check=False,
        )
        return ran.returncode

    @property
    def is_new(self) -> bool:
        """Whether all of the new is in place, or (False) all of the old."""
        cert, key = (self.root / name for name in ("server.cert", "server.key"))
        held = (cert.read_bytes(), key.read_bytes())
        assert held in ((OLD.pem, OLD.key_pem), (NEW.pem + CA.pem, NEW.key_pem))
        assert sorted(one.name for one in self.root.iterdir()) == ["server.cert", "server.key"]
        return held[0] != OLD.pem


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """One with an old certificate in place and a new one beside it."""
    return Machine(tmp_path)


CLIENTS = {
    "certbot": {"RENEWED_LINEAGE": "{live}", "RENEWED_DOMAINS": "www.example.com mail.example.com"},
    "certbot, a wildcard": {"RENEWED_LINEAGE": "{live}", "RENEWED_DOMAINS": "*.example.com"},
    "lego": {
        "LEGO_HOOK_CERT_PATH": "{live}/fullchain.pem",
        "LEGO_HOOK_CERT_KEY_PATH": "{live}/privkey.pem",
    },
    "lego 4": {
        "LEGO_CERT_PATH": "{live}/fullchain.pem",
        "LEGO_CERT_KEY_PATH": "{live}/privkey.pem",
    },
    "acme.sh": {
        "CERT_FULLCHAIN_PATH": "{live}/fullchain.pem",
        "CERT_KEY_PATH": "{live}/privkey.pem",
    },
}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_renewed_certificate_is_put_in_place(machine: Machine, client: str) -> None:
    """With the modes of those before."""
    told = {name: value.format(live=machine.live) for name, value in CLIENTS[client].items()}

    assert machine.run(**told) == 0
    assert machine.is_new
    modes = [
        stat.S_IMODE((machine.root / name).stat().st_mode) for name in ("server.cert", "server.key")
    ]
    assert modes == [0o644, 0o600]


@pytest.mark.parametrize("shell", ["dash", "bash", "busybox"])
def test_any_posix_shell_will_do(machine: Machine, shell: str) -> None:
    """By hand, with the two files named."""
    files = (str(machine.live / "fullchain.pem"), str(machine.live / "privkey.pem"))
    if shell == "busybox":
        ran = subprocess.run(
            [program(shell), "sh", str(machine.script), *files],
            env={"PATH": str(machine.bin)},
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert ran.returncode == 0
    else:
        assert machine.run(*files, shell=shell) == 0
    assert machine.is_new


def test_the_certificate_of_another_host_is_left_alone(machine: Machine) -> None:
    """Certbot runs every hook for every certificate."""
    told = {"RENEWED_LINEAGE": str(machine.live), "RENEWED_DOMAINS": "www.example.com example.com"}

    assert machine.run(**told) == 0
    assert not machine.is_new


@pytest.mark.parametrize(("before", "after"), [(0o640, 0o640), (0o644, 0o600), (0o600, 0o600)])
def test_a_key_its_group_may_read_stays_so(machine: Machine, before: int, after: int) -> None:
    """XMail may be in that group; where others could read it, nobody thought of that."""
    (machine.root / "server.key").chmod(before)

    assert machine.run(RENEWED_LINEAGE=str(machine.live)) == 0
    assert stat.S_IMODE((machine.root / "server.key").stat().st_mode) == after


def test_a_first_certificate_has_nothing_to_be_like(machine: Machine) -> None:
    """The key is for its owner."""
    for name in ("server.cert", "server.key"):
        (machine.root / name).unlink()

    assert machine.run(RENEWED_LINEAGE=str(machine.live)) == 0
    assert machine.is_new
    assert stat.S_IMODE((machine.root / "server.key").stat().st_mode) == 0o600


EXPIRED = make("mail.example.com", CA, owner="new", years=(2010, 2011))
WRONG = {
    "another key": {"privkey.pem": OLD.key_pem},
    "an encrypted key": {"privkey.pem": b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"},
    "no key": {"privkey.pem": NEW.pem},
    "no certificate": {"fullchain.pem": NEW.key_pem},
    "an expired one": {"fullchain.pem": EXPIRED.pem},
    "DER": {"fullchain.pem": NEW.der},
    "nothing": {"fullchain.pem": b""},
}


@pytest.mark.parametrize("name", WRONG)
def test_what_would_not_work_is_not_put_in_place(machine: Machine, name: str) -> None:
    """The old one goes on."""
    for file, data in WRONG[name].items():
        (machine.live / file).write_bytes(data)

    assert machine.run(RENEWED_LINEAGE=str(machine.live)) != 0
    assert not machine.is_new


def test_a_link_in_the_place_of_a_file_is_refused(machine: Machine, tmp_path: Path) -> None:
    """Whoever put it there meant something by it."""
    key = machine.root / "server.key"
    key.rename(tmp_path / "elsewhere.key")
    key.symlink_to(tmp_path / "elsewhere.key")

    assert machine.run(RENEWED_LINEAGE=str(machine.live)) != 0
    assert not machine.is_new


def test_without_a_client_or_files_nothing_is_done(machine: Machine) -> None:
    """And it says so by its status."""
    assert machine.run() != 0
    assert machine.run("one") != 0
    assert not machine.is_new


def test_where_xmailaudit_is_it_is_left_to_it(machine: Machine, tmp_path: Path) -> None:
    """With the words that put a certificate in place; its status is the script's."""
    told = tmp_path / "told"
    stand_in = tmp_path / "stand-in"
    stand_in.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{told}"\nexit 5\n', encoding="ascii")
    stand_in.chmod(0o755)

    status = machine.run(RENEWED_LINEAGE=str(machine.live), XMAILAUDIT=str(stand_in))

    assert status == 5
    assert told.read_text(encoding="utf-8").splitlines() == [
        *("cert", "install", str(machine.root)),
        *("--cert", f"{machine.live}/fullchain.pem", "--key", f"{machine.live}/privkey.pem"),
        "--apply",
    ]
    assert not machine.is_new


def test_shellcheck_has_nothing_to_say(tmp_path: Path) -> None:
    """About the script with its gaps filled."""
    script = tmp_path / "hook.sh"
    script.write_text(hook_text("posix", "/var/Mail Root", "mail.example.com"), encoding="ascii")

    for words in (("sh", "-n"), ("shellcheck", "--norc")):
        ran = subprocess.run(
            [program(words[0]), *words[1:], str(script)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (ran.returncode, ran.stdout) == (0, "")


def test_labels_of_the_windows_script_are_there() -> None:
    """Every `goto` and `call :` leads somewhere."""
    text = deploy_hook("windows").read_text(encoding="ascii")
    words = text.replace("call :", "goto ").split()
    wanted = {words[place + 1] for place, word in enumerate(words[:-1]) if word == "goto"}

    assert wanted <= {line[1:] for line in text.splitlines() if line.startswith(":")}
