"""Running servers, out of a folder that looks like /proc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.startup.launch import Launch
from xmailaudit.mailroot.startup.processes import Running, running_servers

if TYPE_CHECKING:
    from pathlib import Path


def process(proc: Path, number: int, cmdline: bytes, environ: bytes | None = b"") -> str:
    """Make a process; the name of its `cmdline` file."""
    folder = proc / str(number)
    folder.mkdir(parents=True)
    (folder / "cmdline").write_bytes(cmdline)
    if environ is not None:
        (folder / "environ").write_bytes(environ)
    return str(folder / "cmdline")


def test_servers_are_found_by_their_program(tmp_path: Path) -> None:
    """In the order of their numbers; init scripts, helpers and kernel threads are none."""
    second = process(tmp_path, 100, b"/var/MailRoot/bin/XMail\0-Ms\0/a b\0-Pl\0")
    first = process(tmp_path, 20, b"XMail\0", b"A=1\0MAIL_ROOT=/x\0MAIL_CMD_LINE=-Sl -Ql\0")
    process(tmp_path, 1, b"/bin/sh\0/etc/init.d/xmail\0start\0")
    process(tmp_path, 2, b"")
    process(tmp_path, 3, b"grep\0XMail\0")
    (tmp_path / "self").mkdir()
    (tmp_path / "4").write_bytes(b"")

    us = str(tmp_path.stat().st_uid)
    assert running_servers(str(tmp_path)) == (
        Running(first, Launch((), "-Sl -Ql", "/x", user=us), whole=True),
        Running(second, Launch(("-Ms", "/a b", "-Pl"), user=us), whole=True),
    )


def test_a_server_of_another_user_is_not_known_whole(tmp_path: Path) -> None:
    """Its environment may hold MAIL_CMD_LINE, and cannot be read."""
    process(tmp_path, 7, b"XMail\0-Ms\0/x\0", environ=None)

    assert [server.whole for server in running_servers(str(tmp_path))] == [False]


def test_any_bytes_may_be_in_an_argument(tmp_path: Path) -> None:
    """They are kept as latin-1."""
    process(tmp_path, 7, b"XMail\0-Ms\0/\xff\xe3\x81\x82\0")

    assert running_servers(str(tmp_path))[0].launch.root == "/\xff\xe3\x81\x82"


def test_where_there_is_no_proc_nothing_runs(tmp_path: Path) -> None:
    """Other systems than Linux do not show their processes as files."""
    assert running_servers(str(tmp_path / "proc")) == ()
