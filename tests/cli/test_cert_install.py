"""`cert install`: shown first, then in place and back again; what is worse than before stops it."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.certificates.made import Made, make

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")

AT = ("--at", "2026-11-24")
ROOT = make("Root CA", ca=True, kind="rsa2048")
MIDDLE = make("Middle CA", ROOT, ca=True, kind="rsa2048")
OLD = make("mail.example.com", MIDDLE, kind="rsa2048", owner="old", years=(2010, 2011))
NEW = make(
    "mail.example.com", MIDDLE, kind="rsa2048", dns=("mail.example.com",), years=(2026, 2027)
)


class Machine:
    """A MailRoot with an expired certificate, and files to put in its place."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "MailRoot"
        self.root.mkdir(mode=0o755)
        self.folder = folder
        files = {
            "server.tab": b'"SmtpServerDomain"\t"mail.example.com"\r\n',
            "domains.tab": b'"example.com"\n',
            "server.cert": OLD.pem,
            "server.key": OLD.key_pem,
        }
        for name, data in files.items():
            (self.root / name).write_bytes(data)
        (self.root / "server.key").chmod(0o644)

    def bring(self, made: Made, *above: Made, key: bytes | None = None) -> tuple[str, ...]:
        """Options that name files with this certificate."""
        cert, own = self.folder / "full chain.pem", self.folder / "privkey.pem"
        cert.write_bytes(b"".join(one.pem for one in (made, *above)))
        own.write_bytes(made.key_pem if key is None else key)
        return ("--cert", str(cert), "--key", str(own))

    @property
    def state(self) -> Mapping[str, tuple[bytes, int]]:
        """Bytes and mode of every file."""
        return {
            one.name: (one.read_bytes(), stat.S_IMODE(one.stat().st_mode))
            for one in self.root.iterdir()
        }


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """One that keeps its journals to itself."""
    monkeypatch.setenv("XMAILAUDIT_STATE", str(tmp_path / "state"))
    return Machine(tmp_path)


def _assert_secret(ran: Ran) -> None:
    for made in (OLD, NEW):
        lines = [line for line in made.key_pem.decode("ascii").splitlines() if len(line) > 8]
        assert not any(line in ran.out + ran.err for line in lines if "-----" not in line)


def test_it_is_shown_first(run: Run, machine: Machine) -> None:
    """The chain, what was done to it, the findings that go; no byte is written."""
    before = machine.state

    ran = run("cert", "install", machine.root, *AT, *machine.bring(NEW, ROOT, MIDDLE))

    assert ran.status == 0
    assert machine.state == before
    for part in (
        "To be sent, in this order:",
        "1. CN=mail.example.com",
        "2. CN=Middle CA",
        "left out: the root CN=Root CA",
        "CRT001",
        "add --apply",
    ):
        assert part in ran.out
    _assert_secret(ran)


def test_it_is_put_in_place_and_taken_back(run: Run, machine: Machine) -> None:
    """Others lose the key; undo brings every byte and mode back."""
    from pathlib import Path

    from xmailaudit.fix.disk import this_disk
    from xmailaudit.fix.state_folder import StateFolder
    from xmailaudit.fix.undo import undo

    before = machine.state

    ran = run("cert", "install", machine.root, *AT, *machine.bring(NEW, MIDDLE), "--apply")

    assert ran.status == 0
    now = machine.state
    assert now["server.cert"] == (NEW.pem + MIDDLE.pem, before["server.cert"][1])
    assert now["server.key"] == (NEW.key_pem, 0o600)
    assert {name for name in now if now[name] != before[name]} == {"server.cert", "server.key"}
    assert run("cert", machine.root, *AT).status == 0
    _assert_secret(ran)
    identifier = ran.out.rpartition("transaction ")[2].partition(".")[0]
    assert f"xmailaudit undo {identifier}" in ran.out

    again = run("cert", "install", machine.root, *AT, *machine.bring(NEW, MIDDLE), "--apply")
    assert (again.status, "in place already" in again.out) == (0, True)

    undo(StateFolder.find(this_disk()), identifier, folder=Path(machine.root))
    assert machine.state == before


def test_a_key_for_its_group_stays_so(run: Run, machine: Machine) -> None:
    """XMail may be in it."""
    (machine.root / "server.key").chmod(0o640)

    run("cert", "install", machine.root, *AT, *machine.bring(NEW, MIDDLE), "--apply")

    assert machine.state["server.key"] == (NEW.key_pem, 0o640)


HOST, ANOTHER = "mail.example.com", "www.example.com"
EXPIRED = make(
    "mail.example.com", MIDDLE, kind="rsa2048", dns=("mail.example.com",), years=(2020, 2022)
)
OTHER = make(
    "www.example.com", MIDDLE, kind="rsa2048", dns=("www.example.com",), years=(2026, 2027)
)
WORSE: Mapping[str, tuple[Made, tuple[Made, ...], str]] = {
    "expired": (EXPIRED, (MIDDLE,), "CRT001"),
    "another name": (OTHER, (MIDDLE,), "CRT008"),
    "without its chain": (NEW, (), "CRT010"),
}


@pytest.mark.parametrize("name", WORSE)
def test_what_would_be_worse_stops_it_unless_accepted(
    run: Run, machine: Machine, name: str
) -> None:
    """Each rule by its name."""
    made, above, rule = WORSE[name]
    words = ("cert", "install", machine.root, *AT, *machine.bring(made, *above), "--apply")
    before = machine.state

    refused = run(*words)

    assert refused.status == 5
    assert f"--accept-new {rule}" in refused.err
    assert machine.state == before
    assert run(*words, "--accept-new", rule).status == 0
    assert machine.state != before


def test_files_that_do_not_fit_are_refused(run: Run, machine: Machine) -> None:
    """Nothing is written; 5 says so."""
    before = machine.state
    words = machine.bring(NEW, MIDDLE, key=OLD.key_pem)

    ran = run("cert", "install", machine.root, *AT, *words, "--apply")

    assert (ran.status, machine.state) == (5, before)
    _assert_secret(ran)


def test_what_is_no_folder_takes_none(run: Run, machine: Machine, tmp_path: Path) -> None:
    """An archive can be looked at, not changed: `export` is named."""
    import shutil

    archive = shutil.make_archive(str(tmp_path / "copy"), "zip", machine.root)
    words = ("cert", "install", archive, *AT, *machine.bring(NEW, MIDDLE))

    shown, refused = run(*words), run(*words, "--apply")

    assert (shown.status, refused.status) == (0, 2)
    assert "xmailaudit export" in refused.err


@pytest.mark.parametrize("option", ["--cert", "--key", "--chain"])
def test_a_file_that_is_not_there_is_a_wrong_command_line(
    run: Run, machine: Machine, option: str
) -> None:
    """With its name."""
    words = machine.bring(NEW, MIDDLE)

    ran = run("cert", "install", machine.root, *AT, *words, option, "/nowhere/x.pem")

    assert ran.status == 2
    assert "/nowhere/x.pem" in ran.err
