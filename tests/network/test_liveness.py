"""Whether a server uses a MailRoot: real processes and sockets, and machines made of folders."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.greeter import greeter, saying
from tests.roots import mail_root
from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.mailroot.startup.machine import Machine
from xmailaudit.network.liveness import running
from xmailaudit.network.sign import SignKind
from xmailaudit.network.windows_service import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xmailaudit.messages import Message
    from xmailaudit.network.sign import Sign

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the machines are Unix ones")

#: No port is open, so that only processes are looked at.
CLOSED = "-C- -W-"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A MailRoot."""
    return made(tmp_path / "MailRoot")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with a /proc on which nothing of interest runs."""
    start(tmp_path / "top", 1, "/sbin/init")
    (tmp_path / "top" / "proc" / "self").mkdir()
    (tmp_path / "top" / "var" / "run").mkdir(parents=True)
    return Machine(str(tmp_path / "top"), windows=False)


def made(folder: Path) -> Path:
    """A MailRoot there."""
    folder.mkdir()
    (folder / "server.tab").write_bytes(b"")
    return folder


def start(top: Path, number: int, *words: str, environ: str | None = "") -> Path:
    """Put a process into the /proc of a machine."""
    process = top / "proc" / str(number)
    process.mkdir(parents=True)
    (process / "cmdline").write_bytes(b"".join(word.encode() + b"\0" for word in words))
    if environ is not None:
        (process / "environ").write_bytes(environ.encode() + b"\0")
    return process


def root_of(folder: Path, words: str = CLOSED) -> MailRoot:
    """The MailRoot of a server that is started so."""
    options = StartOptions.parse(words.split(), origin=Origin.given())
    return MailRoot(DirectorySource(folder), options)


def signs(
    folder: Path,
    machine: Machine | None,
    words: str = CLOSED,
    *,
    environ: dict[str, str] | None = None,
    alive: tuple[int, ...] = (),
    service: Callable[[str], Answer | Message] | None = None,
) -> tuple[Sign, ...]:
    """What is found, in a second if the machine is not busy."""
    began = time.monotonic()
    found = running(
        root_of(folder, words),
        environ=environ or {},
        machine=machine,
        alive=None if machine is None else alive.__contains__,
        service=service,
    )
    assert time.monotonic() - began < 2
    assert all(sign.certain is (sign.kind is not SignKind.UNSEEN) for sign in found)
    return found


def kinds(found: tuple[Sign, ...]) -> list[SignKind]:
    """What was seen."""
    return [sign.kind for sign in found]


def told(found: tuple[Sign, ...]) -> list[object]:
    """What people are told of it."""
    return [value for sign in found for value in sign.message.parameters.values()]


# ------------------------------------------------------------ processes of this machine


@contextmanager
def real(words: list[str], program: str | Path, environ: dict[str, str]) -> Iterator[int]:
    """A process that runs until it is no longer needed; its number."""
    with subprocess.Popen(words, executable=program, env=environ, stdin=subprocess.PIPE) as process:
        try:
            yield process.pid
        finally:
            process.kill()


@pytest.fixture
def xmail(tmp_path: Path) -> Path:
    """A program of that name."""
    if not Path("/proc/self/environ").exists():
        pytest.skip("no /proc here")
    return Path(shutil.copy(shutil.which("sleep") or "", tmp_path / "XMail"))


def mine(found: tuple[Sign, ...], number: int) -> list[SignKind]:
    """The signs of one process: an XMail of somebody else may run here, too."""
    return [sign.kind for sign in found if sign.message.parameters.get("process") == str(number)]


def test_a_running_program_of_that_name(xmail: Path, folder: Path, tmp_path: Path) -> None:
    """Its MAIL_ROOT names this MailRoot, through a link as well; called by another name, too."""
    link = tmp_path / "link"
    link.symlink_to(folder)
    for name in (str(xmail), "mail-server"):
        with real([name, "60"], xmail, {"MAIL_ROOT": str(link)}) as number:
            wait_for(number)
            assert mine(signs(folder, None), number) == [SignKind.PROCESS]
            assert mine(signs(made(tmp_path / name[-4:]), None), number) == []
        assert mine(signs(folder, None), number) == []


def test_its_command_line_names_the_mail_root(folder: Path, tmp_path: Path) -> None:
    """And beats MAIL_ROOT."""
    other = made(tmp_path / "other")
    words = ["/opt/XMail", "-c", "read line", "-Ms", str(folder)]
    with real(words, "/bin/sh", {"MAIL_ROOT": str(other)}) as number:
        wait_for(number)
        assert mine(signs(folder, None), number) == [SignKind.PROCESS]
        assert mine(signs(other, None), number) == []


def test_its_pid_file(xmail: Path, folder: Path, tmp_path: Path) -> None:
    """It names the process; when that has ended, the number is nobody's."""
    environ = {"XMAIL_PID_DIR": str(tmp_path)}
    with real([str(xmail), "60"], xmail, {"MAIL_ROOT": str(folder)}) as number:
        wait_for(number)
        (tmp_path / "XMail.pid").write_text(str(number))
        found = signs(folder, None, environ=environ)
        assert mine(found, number) == [SignKind.PID_FILE]
        assert str(tmp_path / "XMail.pid") in told(found)
    assert mine(signs(folder, None, environ=environ), number) == []


def test_a_recycled_number(folder: Path, tmp_path: Path) -> None:
    """The pid file was left, and the process of that number is another program: this one."""
    (tmp_path / "XMail.pid").write_text(str(os.getpid()))
    found = signs(folder, None, environ={"XMAIL_PID_DIR": str(tmp_path)})
    assert mine(found, os.getpid()) == []


def wait_for(number: int) -> None:
    """Until the process has become the program."""
    own = Path("/proc/self/exe").readlink()
    until = time.monotonic() + 5
    while Path(f"/proc/{number}/exe").readlink() == own and time.monotonic() < until:
        time.sleep(0.01)


# ------------------------------------------------------------ machines made of folders


def test_nothing_runs(folder: Path, machine: Machine) -> None:
    """And all could be seen."""
    assert signs(folder, machine) == ()


def test_a_server_of_another_mail_root(folder: Path, machine: Machine, tmp_path: Path) -> None:
    """Is no sign, be it named by -Ms or by MAIL_ROOT."""
    (tmp_path / "top" / "other").mkdir()
    start(tmp_path / "top", 7, "XMail", "-Ms", "/other", environ=None)
    start(tmp_path / "top", 8, "XMail", environ="MAIL_ROOT=/other")
    start(tmp_path / "top", 9, "XMail")  # it will end at once
    assert signs(folder, machine) == ()


def test_whose_mail_root_cannot_be_seen(folder: Path, machine: Machine, tmp_path: Path) -> None:
    """Somebody else's process hides its environment, or names a folder of another world."""
    start(tmp_path / "top", 7, "XMail", environ=None)
    start(tmp_path / "top", 8, "XMail", "-Ms", "/srv/none", environ=None)
    found = signs(folder, machine)
    assert kinds(found) == [SignKind.PROCESS] * 2
    assert told(found) == ["7", "8"]


def test_a_server_in_a_container(folder: Path, machine: Machine, tmp_path: Path) -> None:
    """Its names lead elsewhere than ours: to this MailRoot by one that here is another's."""
    (tmp_path / "top" / "srv").mkdir()
    ours = start(tmp_path / "top", 7, "XMail", "-Ms", "/srv")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "srv").symlink_to(folder)
    (ours / "root").symlink_to(tmp_path / "inside")
    assert kinds(signs(folder, machine)) == [SignKind.PROCESS]


def test_a_relative_mail_root(folder: Path, machine: Machine, tmp_path: Path) -> None:
    """Counts from where the process is."""
    process = start(tmp_path / "top", 7, "XMail", "-Ms", "MailRoot")
    (process / "cwd").symlink_to(tmp_path)
    assert kinds(signs(folder, machine)) == [SignKind.PROCESS]


@pytest.mark.parametrize("text", ["", "x", "0", "-1", "7x", "99999999999", "²", "7\n8"])
def test_a_pid_file_without_a_number(text: str, folder: Path, machine: Machine) -> None:
    """Names nobody."""
    Path(machine.path("/var/run/XMail.pid")).write_text(text, encoding="utf-8")
    assert signs(folder, machine, alive=(0, 1, 7, 99999999999)) == ()


def test_a_process_that_hides(folder: Path, machine: Machine, tmp_path: Path) -> None:
    """It lives and is not shown; a dead one is told apart."""
    Path(machine.path("/var/run/XMail.pid")).write_text("7", encoding="utf-8")
    assert signs(folder, machine) == ()
    assert kinds(signs(folder, machine, alive=(7,))) == [SignKind.UNSEEN]
    (tmp_path / "top" / "proc" / "1" / "cmdline").unlink()
    assert kinds(signs(folder, machine)) == [SignKind.UNSEEN]


def test_a_system_without_proc(folder: Path, tmp_path: Path) -> None:
    """There a living process of the pid file counts, whatever it is."""
    machine = Machine(str(tmp_path), windows=False)
    (tmp_path / "var" / "run").mkdir(parents=True)
    (tmp_path / "var" / "run" / "XMail.pid").write_text("7\n")
    assert signs(folder, machine) == ()
    assert kinds(signs(folder, machine, alive=(7,))) == [SignKind.PID_FILE]


# ------------------------------------------------------------ ports


def test_its_ctrl_port_answers(folder: Path, machine: Machine) -> None:
    """At the port of its start options, on any address or on loopback."""
    with greeter() as port:
        for words in (f"-Cp {port}", f"-CI 127.0.0.1:{port}", f"-CI LocalHost:{port} -Cp 1"):
            found = signs(folder, machine, f"{words} -W-")
            assert kinds(found) == [SignKind.ANSWERS]
            assert told(found) == ["127.0.0.1", str(port)]
        assert signs(folder, machine, f"-Cp {port} -C- -W-") == ()
    assert signs(folder, machine, f"-Cp {port} -W-") == ()


def test_somebody_else_answers(folder: Path, machine: Machine) -> None:
    """That is no sign."""
    with greeter(saying(b"220 mail.example.com ESMTP\r\n")) as port:
        assert signs(folder, machine, f"-Cp {port} -Wp {port} -W-") == ()


def test_who_does_not_answer_is_told(folder: Path, machine: Machine) -> None:
    """And what can be asked at all is asked: the second address answers."""
    with greeter(saying()) as silent, greeter() as port:
        words = f"-CI 127.0.0.1:{silent} -W-"
        assert kinds(signs(folder, machine, words)) == [SignKind.UNSEEN]
        found = signs(folder, machine, f"{words} -CI 127.0.0.1:{port}")
        assert kinds(found) == [SignKind.ANSWERS]


def test_all_addresses_together_take_a_second(folder: Path, machine: Machine) -> None:
    """However many there are."""
    with greeter(saying()) as port:
        words = " ".join(f"-CI 127.0.0.{n}:{port}" for n in [1] * 32)
        assert set(kinds(signs(folder, machine, f"{words} -W-"))) == {SignKind.UNSEEN}


def test_the_address_is_not_known(folder: Path, machine: Machine) -> None:
    """A name would have to be looked up, and port 0 is any."""
    found = signs(folder, machine, "-CI mail.example.com:6017 -Wp 0")
    assert kinds(found) == [SignKind.UNSEEN] * 2


def test_the_server_of_another_mail_root_answers(
    folder: Path, machine: Machine, tmp_path: Path
) -> None:
    """Where it listens no second one can."""
    (tmp_path / "top" / "other").mkdir()
    with greeter() as port:
        start(tmp_path / "top", 7, "XMail", "-Ms", "/other", "-Cp", str(port), environ=None)
        assert signs(folder, machine, f"-Cp {port} -W-") == ()
        assert signs(folder, machine, f"-CI 127.0.0.1:{port} -W-") == ()
        cmdline = tmp_path / "top" / "proc" / "7" / "cmdline"
        cmdline.write_bytes(b"XMail\0-Ms\0/other\0-CI\0localhost:%d\0" % port)
        assert signs(folder, machine, f"-Cp {port} -W-") == ()
        cmdline.write_bytes(b"XMail\0-Ms\0/other\0-CI\0198.51.100.7:%d\0" % port)
        assert kinds(signs(folder, machine, f"-CI 127.0.0.1:{port} -W-")) == [SignKind.ANSWERS]


def test_no_port_is_asked_where_a_process_was_seen(folder: Path, machine: Machine) -> None:
    """That would only disturb it."""
    start(Path(machine.top), 7, "XMail", environ=None)
    with greeter() as port:
        assert kinds(signs(folder, machine, f"-Cp {port}")) == [SignKind.PROCESS]


def test_on_windows_it_is_the_service(folder: Path) -> None:
    """Then no process is looked for and no port is asked; a stopped one may run by hand."""
    windows = Machine(windows=True, registry={"MAIL_ROOT": str(folder)}.get)

    def service(state: str) -> Callable[[str], Answer]:
        return lambda _name: Answer(0, f"        STATE  : {state}")

    with greeter() as port:
        words = f"-Cp {port} -W-"
        found = signs(folder, windows, words, service=service("4  RUNNING"))
        assert kinds(found) == [SignKind.SERVICE]
        found = signs(folder, windows, words, service=service("1  STOPPED"))
        assert kinds(found) == [SignKind.ANSWERS]


def test_only_a_folder_of_this_machine_can_have_a_server() -> None:
    """Of an archive or a text nobody asks."""
    with greeter() as port:
        options = StartOptions.parse(["-Cp", str(port)], origin=Origin.given())
        assert running(mail_root(options=options)) == ()
