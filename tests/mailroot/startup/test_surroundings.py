"""What a unit, a script, a process and `collect` tell besides the start options."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xmailaudit.mailroot.collected import parse_collected
from xmailaudit.mailroot.origin import Origin
from xmailaudit.mailroot.startup.processes import running_servers
from xmailaudit.mailroot.startup.shell import launch_of_script
from xmailaudit.mailroot.startup.unit import launch_of_unit
from xmailaudit.mailroot.surroundings import Surroundings

if TYPE_CHECKING:
    from pathlib import Path

    from xmailaudit.mailroot.startup.launch import Launch

ORIGIN = Origin.found("a place")


def told(launch: Launch | None) -> Surroundings | None:
    """What a launch makes known."""
    assert launch is not None
    return launch.options(ORIGIN).surroundings


def nothing(_file: str) -> str | None:
    """No other file is there."""
    return None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("ExecStart=XMail", Surroundings()),
        ("User=xmail\nExecStart=XMail", Surroundings(user="xmail")),
        ("User=xmail\nUser=\nExecStart=XMail", Surroundings()),
        ("DynamicUser=yes\nExecStart=XMail", Surroundings(user="(dynamic)")),
        ("PrivateTmp=true\nExecStart=XMail", Surroundings(private_temp=True)),
        ("PrivateTmp=no\nExecStart=XMail", Surroundings()),
        (
            "Environment=XMAIL_TEMP=/x/ MAIL_ROOT=/r\nExecStart=XMail",
            Surroundings(temp="/x/", mail_root="/r"),
        ),
        ("Environment=MAIL_CMD_LINE=-Pl\nExecStart=/usr/bin/wrapper", None),
    ],
)
def test_a_unit_tells(lines: str, expected: Surroundings | None) -> None:
    """A wrapper may set more than the unit."""
    assert told(launch_of_unit(f"[Service]\n{lines}\n", nothing)) == expected


def test_a_script_tells_its_variables() -> None:
    """Of the user it tells nothing that could be relied on."""
    script = "export MAIL_ROOT=/r XMAIL_TEMP=/r/tmp/\n/r/bin/XMail -Pl\n"

    assert told(launch_of_script(script, nothing)) == Surroundings("/r/tmp/", mail_root="/r")
    assert told(launch_of_script("MAIL_CMD_LINE=-Pl\n", nothing)) is None


def test_a_process_tells_all(tmp_path: Path) -> None:
    """Its user is whom its folder in /proc belongs to."""
    process = tmp_path / "7"
    process.mkdir()
    (process / "cmdline").write_bytes(b"XMail\0")
    (process / "environ").write_bytes(b"XMAIL_TEMP=/x\0")

    (server,) = running_servers(str(tmp_path))

    assert told(server.launch) == Surroundings("/x", user=str(tmp_path.stat().st_uid))


def test_what_was_gathered_tells_of_the_process() -> None:
    """A user line belongs to the process before it."""
    text = (
        "xmailaudit-collect 1\nuser 9\nprocess XMail -Pl\nuser 1001\nuser x\nenvironment\n"
        "environment XMAIL_TEMP /srv/tmp/\n"
    )
    found = parse_collected(text.encode())

    assert found is not None
    assert told(found.launch) == Surroundings("/srv/tmp/", user="1001")
