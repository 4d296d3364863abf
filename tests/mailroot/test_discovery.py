"""Finding start options and a MailRoot, on machines made of folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from xmailaudit.mailroot.discovery import find_mail_root, find_start_options
from xmailaudit.mailroot.errors import TargetError
from xmailaudit.mailroot.start_options import OriginKind
from xmailaudit.mailroot.startup.machine import Machine
from xmailaudit.messages import English, render

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the machines are Unix ones")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A Unix machine without XMail, whose MailRoot is /var/MailRoot."""
    (tmp_path / "var" / "MailRoot").mkdir(parents=True)
    (tmp_path / "var" / "MailRoot" / "server.tab").write_bytes(b"")
    return Machine(str(tmp_path), windows=False, registry=registry())


@pytest.fixture
def root(machine: Machine) -> str:
    """Its MailRoot."""
    return machine.path("/var/MailRoot")


def put(path: str, text: str | bytes) -> str:
    """Write a file and the folders on the way; its path."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def registry(**values: str) -> Callable[[str], str | None]:
    """A registry with these values in XMail's key."""

    def value(name: str) -> str | None:
        return values.get(name)

    return value


def found(root: str, machine: Machine, environ: dict[str, str] | None = None) -> tuple[str, str]:
    """The words found, and the file they are from."""
    options = find_start_options(root, environ, machine=machine)
    if options is None:
        return "", ""
    assert options.origin.kind is OriginKind.FOUND
    return " ".join(options.words), options.origin.file or ""


# ------------------------------------------------------------ start options


def test_where_nothing_tells_nothing_is_found(root: str, machine: Machine) -> None:
    """The caller then assumes XMail's defaults."""
    assert find_start_options(root, machine=machine) is None
    assert find_start_options(root + "/nowhere", machine=machine) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("xmail", "MAIL_CMD_LINE=-Pl"),
        ("XMail.sh", "MAIL_CMD_LINE=-Pl"),
        ("xmail.service", "[Service]\nExecStart=/x/XMail -Pl"),
        ("my-xmail@1.service", "[Service]\nEnvironment=MAIL_CMD_LINE=-Pl"),
        (
            "Export.REG",
            'REGEDIT4\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\GNU\\XMail]\n"MAIL_CMD_LINE"="-Pl"\n',
        ),
    ],
)
@pytest.mark.parametrize("place", ["/var/MailRoot", "/var"])
def test_files_in_and_beside_the_mailroot_tell(
    root: str, machine: Machine, place: str, name: str, text: str
) -> None:
    """A script, a unit, a registry export: by its name, and the origin says which."""
    path = put(f"{machine.path(place)}/{name}", text)

    assert found(root, machine) == ("-Pl", path)


def test_the_mailroots_own_file_counts_before_the_one_beside(root: str, machine: Machine) -> None:
    """A unit before a script before an export; a file that does not tell is passed over."""
    put(machine.path("/var/xmail"), "MAIL_CMD_LINE=-Sl")
    export = 'REGEDIT4\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\GNU\\XMail]\n"MAIL_CMD_LINE"="-Ql"\n'
    own = put(f"{root}/a.reg", export)
    put(f"{root}/xmail", "MAIL_CMD_LINE=$1")

    assert found(root, machine) == ("-Ql", own)


def test_a_file_that_a_copied_unit_names_is_looked_for_beside_it(
    root: str, machine: Machine
) -> None:
    """Not in the machine that does the audit."""
    put(machine.path("/etc/default/xmail"), "MAIL_CMD_LINE=-wrong")
    put(f"{root}/defaults", "MAIL_CMD_LINE=-Pl")
    unit = "[Service]\nEnvironmentFile=/etc/default/defaults\nExecStart=/x/XMail -Md"
    path = put(f"{root}/xmail.service", unit)

    assert found(root, machine) == ("-Md -Pl", path)


def test_drop_ins_count_behind_the_unit(root: str, machine: Machine) -> None:
    """As systemd has it, in the order of their names."""
    put(f"{root}/xmail.service", "[Service]\nExecStart=/x/XMail -Pl")
    put(f"{root}/xmail.service.d/b.conf", "[Service]\nExecStart=\nExecStart=/x/XMail -Sl")
    put(f"{root}/xmail.service.d/a.conf", "[Service]\nExecStart=\nExecStart=/x/XMail -Ql")
    put(f"{root}/xmail.service.d/c.txt", "[Service]\nExecStart=\n")

    assert found(root, machine)[0] == "-Sl"


def test_a_file_beside_that_is_about_another_mailroot_does_not_count(
    root: str, machine: Machine
) -> None:
    """One for a folder of the same name does: a copy is still that MailRoot."""
    put(machine.path("/var/xmail"), "export MAIL_ROOT=/srv/mail MAIL_CMD_LINE=-Pl")
    assert found(root, machine) == ("", "")

    put(machine.path("/var/xmail"), "export MAIL_ROOT=C:/x/mailroot/ MAIL_CMD_LINE=-Pl")
    assert found(root, machine)[0] == "-Pl"


def test_links_and_programs_are_not_read(root: str, machine: Machine) -> None:
    """A link in a MailRoot could lead anywhere; the program XMail is no script."""
    target = put(machine.path("/etc/secret"), "MAIL_CMD_LINE=-Pl")
    Path(root, "xmail.sh").symlink_to(target)
    put(f"{root}/XMail", b"\x7fELF\0\nMAIL_CMD_LINE=-Pl\n")
    os.mkfifo(f"{root}/xmail.service")
    put(f"{root}/rc.xmail", "#" * 300_000 + "\nMAIL_CMD_LINE=-Pl")

    assert found(root, machine) == ("", "")


@pytest.mark.parametrize(
    "place",
    [
        "/etc/init.d/xmail",
        "/etc/default/xmail",
        "/etc/rc.d/init.d/xmail",
        "/usr/local/etc/rc.d/xmail.sh",
    ],
)
def test_the_scripts_of_the_machine_tell_about_its_own_mailroot(
    root: str, machine: Machine, place: str
) -> None:
    """One that names this folder, or the usual folder where it names none."""
    path = put(machine.path(place), "MAIL_CMD_LINE=-Pl")
    assert found(root, machine) == ("-Pl", path)

    put(path, "MAIL_ROOT=/var/MailRoot; MAIL_CMD_LINE=-Sl")
    assert found(root, machine) == ("-Sl", path)

    put(path, "MAIL_ROOT=/srv/other MAIL_CMD_LINE=-Sl")
    assert found(root, machine) == ("", "")


def test_the_scripts_of_the_machine_tell_nothing_about_another_mailroot(
    machine: Machine,
) -> None:
    """A MailRoot brought here for an audit is not started by this machine."""
    put(machine.path("/home/me/MailRoot/server.tab"), "")
    put(machine.path("/etc/init.d/xmail"), "MAIL_CMD_LINE=-Pl")
    put(machine.path("/etc/systemd/system/xmail.service"), "[Service]\nExecStart=XMail -Pl")

    assert found(machine.path("/home/me/MailRoot"), machine) == ("", "")


def test_units_of_the_machine_are_followed_through_links_and_files(
    root: str, machine: Machine
) -> None:
    """The administrator's unit comes before the package's, and may be a link."""
    put(machine.path("/etc/default/xmail"), "MAIL_ROOT=/var/MailRoot\nMAIL_CMD_LINE=-Pl")
    unit = "[Service]\nEnvironmentFile=/etc/default/xmail\nExecStart=/usr/sbin/XMail -Md"
    real = put(machine.path("/opt/xmail.service"), unit)
    put(machine.path("/lib/systemd/system/xmail.service"), "[Service]\nExecStart=XMail -Sl")
    link = machine.path("/etc/systemd/system/xmail.service")
    Path(link).parent.mkdir(parents=True)
    Path(link).symlink_to(real)

    assert found(root, machine) == ("-Md -Pl", link)


def test_an_init_script_reads_the_defaults_of_the_machine(root: str, machine: Machine) -> None:
    """`. /etc/default/xmail` in it is followed."""
    put(machine.path("/etc/default/xmail"), "OPTIONS='-Pl -Sl'")
    script = '. /etc/default/xmail\nMAIL_CMD_LINE="$OPTIONS"'
    path = put(machine.path("/etc/init.d/xmail"), script)

    assert found(root, machine) == ("-Pl -Sl", path)


def test_a_running_server_counts_before_any_file(root: str, machine: Machine) -> None:
    """If it runs with this MailRoot and shows its environment."""
    put(f"{root}/xmail", "MAIL_CMD_LINE=-Sl")
    cmdline = put(machine.path("/proc/7/cmdline"), "/x/XMail\0-Ms\0/var/MailRoot\0")
    assert found(root, machine)[0] == "-Sl"

    put(machine.path("/proc/7/environ"), "MAIL_CMD_LINE=-Pl\0")
    assert found(root, machine) == ("-Ms /var/MailRoot -Pl", cmdline)

    put(machine.path("/proc/7/cmdline"), "XMail\0-Ms\0/srv/other\0")
    assert found(root, machine)[0] == "-Sl"


def test_the_callers_environment_counts_for_the_mailroot_it_names(
    root: str, machine: Machine
) -> None:
    """Who set both MAIL_ROOT and MAIL_CMD_LINE is about to start this server."""
    mine = {"MAIL_ROOT": root, "MAIL_CMD_LINE": "-Pl"}

    assert found(root, machine, mine) == ("-Pl", "MAIL_CMD_LINE")
    assert found(root, machine, {"MAIL_CMD_LINE": "-Pl"}) == ("", "")
    assert found(root, machine, mine | {"MAIL_ROOT": "/srv/other"}) == ("", "")
    assert found(root, machine, mine | {"MAIL_CMD_LINE": "\ud800"})[1] == "MAIL_CMD_LINE"


def test_on_windows_the_registry_tells_about_the_mailroot_it_names(root: str) -> None:
    """Before any file; without MAIL_CMD_LINE there are no options, for sure."""
    put(f"{root}/xmail.sh", "MAIL_CMD_LINE=-Sl")

    def windows(**values: str) -> Machine:
        return Machine(windows=True, registry=registry(**values))

    key = r"HKEY_LOCAL_MACHINE\SOFTWARE\GNU\XMail"
    assert found(root, windows(MAIL_ROOT=root, MAIL_CMD_LINE="-Pl")) == ("-Pl", key)
    assert found(root, windows(MAIL_ROOT=root)) == ("", key)
    assert found(root, windows(MAIL_ROOT="C:\\other", MAIL_CMD_LINE="-Pl"))[0] == "-Sl"
    assert found(root, windows())[0] == "-Sl"


# ------------------------------------------------------------ the MailRoot


def how(environ: dict[str, str], machine: Machine) -> tuple[str, str]:
    """The path found and the English sentence."""
    taken = find_mail_root(environ, machine=machine)
    return taken.path, render(taken.how, English(), show=str)


def test_mail_root_counts_first(root: str, machine: Machine) -> None:
    """Before a running server and the usual folders; an empty one names nothing."""
    put(machine.path("/proc/7/cmdline"), f"XMail\0-Ms\0{root}\0")

    assert how({"MAIL_ROOT": "/x"}, machine) == ("/x", "taking /x: MAIL_ROOT names it")
    assert how({"MAIL_ROOT": ""}, Machine(windows=True, registry=registry(MAIL_ROOT="C:\\m"))) == (
        "C:\\m",
        "taking C:\\m: the registry names it",
    )


def test_on_windows_the_registry_counts_before_the_environment() -> None:
    """As for XMail itself."""
    machine = Machine(windows=True, registry=registry(MAIL_ROOT="C:\\m"))

    assert how({"MAIL_ROOT": "D:\\m"}, machine)[0] == "C:\\m"
    assert how({"MAIL_ROOT": "D:\\m"}, Machine(windows=True, registry=registry()))[0] == "D:\\m"


def test_a_running_server_counts_before_the_usual_folders(machine: Machine) -> None:
    """Whether `-Ms` names its MailRoot or its environment does."""
    other = put(machine.path("/srv/mail/server.tab"), "").removesuffix("/server.tab")
    put(machine.path("/proc/7/cmdline"), "XMail\0-Ms\0/srv/mail\0")
    put(machine.path("/proc/8/cmdline"), "XMail\0")
    put(machine.path("/proc/8/environ"), "MAIL_ROOT=/srv/mail/\0")
    put(machine.path("/proc/9/cmdline"), "XMail\0-Ms\0/in/a/container\0")

    assert how({}, machine) == (other, f"taking {other}: a running XMail uses it")


def test_several_running_servers_must_be_told_apart(root: str, machine: Machine) -> None:
    """Taking one of them would be a guess."""
    put(machine.path("/srv/mail/server.tab"), "")
    put(machine.path("/proc/7/cmdline"), "XMail\0-Ms\0/srv/mail\0")
    put(machine.path("/proc/8/cmdline"), "XMail\0-Ms\0/var/MailRoot\0")

    with pytest.raises(TargetError, match=f"several servers run; name one of .*, {root}"):
        find_mail_root({}, machine=machine)


def test_a_usual_folder_is_taken_if_it_is_a_mailroot(root: str, machine: Machine) -> None:
    """And the sentence says so."""
    assert how({}, machine) == (root, f"taking {root}: it is a usual place")


def test_where_nothing_is_found_the_error_says_where_it_was_looked_for(tmp_path: Path) -> None:
    """So that a person knows what to set or name."""
    unix = Machine(str(tmp_path), windows=False, registry=registry())
    windows = Machine(str(tmp_path) + "/", windows=True, registry=registry())

    with pytest.raises(TargetError, match=r"looked at MAIL_ROOT, a running XMail, .*/var/MailRoot"):
        find_mail_root({}, machine=unix)
    with pytest.raises(TargetError, match=r"looked at MAIL_ROOT, the registry, .*C:.MailRoot"):
        find_mail_root({}, machine=windows)
