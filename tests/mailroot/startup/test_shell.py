"""Init scripts: what they start XMail with, and when they do not tell."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.mailroot.startup.launch import Launch
from xmailaudit.mailroot.startup.shell import launch_of_script

SYSTEM_V = """\
#!/bin/sh
XMAIL_ROOT=/var/MailRoot
XMAIL_CMD_LINE="-Pl -Sl \\
   -Ql"
PATH=$XMAIL_ROOT/bin:/sbin:$PATH
DAEMON=$XMAIL_ROOT/bin/XMail
NAME=XMail
test -f $DAEMON || exit 0
start_xmail()
{
    MAIL_ROOT=$XMAIL_ROOT
    export MAIL_ROOT
    MAIL_CMD_LINE=$XMAIL_CMD_LINE
    export MAIL_CMD_LINE
    rm -f /var/run/$NAME.pid
    $DAEMON
    while [ ! -f /var/run/$NAME.pid ]
    do
        sleep 1
    done
}
case "$1" in
  start)
      echo -n "Starting: "; start_xmail
      echo "$NAME.[" `cat /var/run/$NAME.pid` "]"
    ;;
  stop) kill -INT `cat /var/run/$NAME.pid` ;;
  *) N=/etc/init.d/$NAME
    echo "Usage: $N {start|stop}" >&2
    exit 1 ;;
esac
"""


def nothing(_file: str) -> str | None:
    """No other file can be had."""
    return None


def cmd_line(script: str) -> str | None:
    """What a script sets MAIL_CMD_LINE to."""
    found = launch_of_script(script, nothing)
    return found.cmd_line if found else None


def test_a_system_v_script_is_followed_through_its_variables() -> None:
    """The usual script passes the options on from one variable to another."""
    assert launch_of_script(SYSTEM_V, nothing) == Launch((), "-Pl -Sl    -Ql", "/var/MailRoot")


def test_line_ends_of_dos_do_not_matter() -> None:
    """A script edited on Windows reads the same."""
    assert launch_of_script(SYSTEM_V.replace("\n", "\r\n"), nothing) == launch_of_script(
        SYSTEM_V, nothing
    )


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("MAIL_CMD_LINE=-Pl", "-Pl"),
        ("MAIL_CMD_LINE=", ""),
        ('MAIL_CMD_LINE="-Pl -Sl"', "-Pl -Sl"),
        ("MAIL_CMD_LINE='-Pl -Sl'; export MAIL_CMD_LINE", "-Pl -Sl"),
        ('export MAIL_CMD_LINE="-Pl" MAIL_ROOT=/x', "-Pl"),
        ("declare -x MAIL_CMD_LINE=-Pl", "-Pl"),
        ("env MAIL_CMD_LINE=-Pl /usr/bin/true", "-Pl"),
        ("if true; then MAIL_CMD_LINE=-Pl; fi", "-Pl"),
        ("MAIL_CMD_LINE=-Pl\\ -Sl", "-Pl -Sl"),
        ('MAIL_CMD_LINE=-P"l -S"l', "-Pl -Sl"),
        ("MAIL_CMD_LINE=\"-Ms '/a b'\"", "-Ms '/a b'"),
        ('MAIL_CMD_LINE="-Ms \\"/a b\\" \\$x"', '-Ms "/a b" $x'),
        ('MAIL_CMD_LINE="-Pl \\\n-Sl"', "-Pl -Sl"),
        ("MAIL_CMD_LINE=-Pl # -Sl", "-Pl"),
        ("#MAIL_CMD_LINE=-Pl\nMAIL_CMD_LINE=-Sl", "-Sl"),
        ("MAIL_CMD_LINE=-Pl\nMAIL_CMD_LINE=-Sl", "-Sl"),
        ("MAIL_CMD_LINE=-Pl\nMAIL_CMD_LINE+=' -Sl'", "-Pl -Sl"),
        ('MAIL_CMD_LINE="$MAIL_CMD_LINE -Sl"', " -Sl"),
        ("A='x  y'\nMAIL_CMD_LINE=$A", "x  y"),
        ("A=x\nMAIL_CMD_LINE=${A}y", "xy"),
        ("MAIL_CMD_LINE=${A:--Pl}", "-Pl"),
        ("A=\nMAIL_CMD_LINE=${A:--Pl}", "-Pl"),
        ("A=\nMAIL_CMD_LINE=${A--Pl}", ""),
        ("A=-Sl\nMAIL_CMD_LINE=${A:--Pl}", "-Sl"),
        ("MAIL_CMD_LINE=a$", "a$"),
        ("MAIL_CMD_LINE='-Pl", "-Pl"),
    ],
)
def test_an_assignment_is_read_as_the_shell_does(script: str, expected: str) -> None:
    """Quotes, escapes, continued lines, comments, defaults, appending; the last one counts."""
    assert cmd_line(script) == expected


@pytest.mark.parametrize(
    "script",
    [
        "",
        "echo MAIL_CMD_LINE=-Pl",
        "XMAIL_CMD_LINE=-Pl",
        "MAIL_CMD_LINE=$1",
        'MAIL_CMD_LINE="$@"',
        "MAIL_CMD_LINE=$NOBODY_SET_IT",
        "MAIL_CMD_LINE=`cat options`",
        "MAIL_CMD_LINE=$(cat $(which options))",
        "MAIL_CMD_LINE=${A#x}",
        "MAIL_CMD_LINE=${A:-$B}",
        "MAIL_CMD_LINE=-Pl\nMAIL_CMD_LINE=$1",
        "XMail $1",
        "XMail $OPTIONS",
        "kill XMail",
        "start-stop-daemon --stop --exec /usr/sbin/XMail",
        "rm XMail",
    ],
)
def test_what_a_script_does_not_tell_is_not_guessed(script: str) -> None:
    """No assignment, or one that hangs on what only a running shell knows."""
    assert launch_of_script(script, nothing) is None


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("/usr/sbin/XMail -Pl -Ms /x", ("-Pl", "-Ms", "/x")),
        ("XMail", ()),
        ('O="-Pl  -Sl"\nexec XMail $O "$O"', ("-Pl", "-Sl", "-Pl  -Sl")),
        ('O=" b "\nXMail a$O"c"', ("a", "b", "c")),
        ("XMail -Pl >/dev/null 2>&1 &", ("-Pl",)),
        ("XMail -Sr 2 >/dev/null", ("-Sr", "2")),
        ("nohup XMail -Pl < /dev/null", ("-Pl",)),
        ("A=1 XMail -Pl", ("-Pl",)),
        ("[ -x XMail ] && daemon XMail -Pl || exit 1", ("-Pl",)),
        ("start-stop-daemon --start --exec /x/XMail -- -Pl", ("-Pl",)),
        ("start-stop-daemon --start --exec /x/XMail --background", ()),
    ],
)
def test_the_words_behind_the_program_are_its_arguments(
    script: str, expected: tuple[str, ...]
) -> None:
    """A command that starts the server itself, by whatever launcher."""
    assert launch_of_script(script, nothing) == Launch(expected)


def test_a_sourced_file_is_read_where_it_is_named() -> None:
    """Its variables hold from there on."""

    def fetch(file: str) -> str | None:
        return "MAIL_CMD_LINE=-Ql\nMORE=-Sl" if file == "/etc/default/xmail" else None

    script = '[ -f /x ] && . /etc/default/xmail\nMAIL_CMD_LINE="$MAIL_CMD_LINE $MORE"'

    assert launch_of_script(script, fetch) == Launch(None, "-Ql -Sl")


def test_a_script_that_sources_itself_ends() -> None:
    """However often it does."""
    script = ". me\nsource me\n" * 100 + "MAIL_CMD_LINE=-Pl"

    assert launch_of_script(script, lambda _file: script) == Launch(None, "-Pl")


def test_a_script_that_grows_by_doubling_is_not_followed() -> None:
    """A value beyond all use is undetermined."""
    doubling = "A=aaaaaaaa\n" + "A=$A$A\n" * 64 + "MAIL_CMD_LINE=$A"

    assert launch_of_script(doubling, nothing) is None


@pytest.mark.parametrize(
    "unit", ["$A", "$(", "${", "`", '"', "'", "\\", "A=$A$A\n", "x ", ">", "2>", "$A\n", "#"]
)
def test_a_hostile_script_is_read_in_linear_time(unit: str) -> None:
    """A quarter mebibyte of the same takes no longer than a blink."""
    script = "A='" + "a " * 2000 + "'\n" + unit * (2**18 // len(unit))
    begun = time.perf_counter()

    launch_of_script(script, nothing)

    assert time.perf_counter() - begun < 5


SCRIPTS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *"\n \t;&|()<>\"'`\\#{}=$",
                *("$A", "${A", "${A:-", "$(", "A=", "MAIL_CMD_LINE=", "\r\n", "-Pl"),
                *("XMail", "export ", ". f", "<<EOF", "if ", "start-stop-daemon "),
            ]
        ),
        st.text(st.characters(max_codepoint=255), max_size=3),
    ),
    max_size=30,
).map("".join)


@given(SCRIPTS, SCRIPTS)
def test_any_script_is_read(script: str, other: str) -> None:
    """No bytes make the reading fail."""
    found = launch_of_script(script, lambda _file: other)

    assert found is None or found.tells_options
