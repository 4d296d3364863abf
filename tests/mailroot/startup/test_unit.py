"""systemd units: what they start XMail with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.mailroot.startup.launch import Launch
from xmailaudit.mailroot.startup.unit import launch_of_unit


def nothing(_file: str) -> str | None:
    """No other file can be had."""
    return None


def launch(service: str) -> Launch | None:
    """How a unit with these lines in [Service] starts XMail."""
    return launch_of_unit(f"[Unit]\nDescription=XMail\n[Service]\n{service}\n", nothing)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('Environment="MAIL_CMD_LINE=-Pl -Sl" MAIL_ROOT=/x', Launch(None, "-Pl -Sl", "/x")),
        ("Environment='MAIL_CMD_LINE=-Pl -Sl'", Launch(None, "-Pl -Sl")),
        ('Environment=MAIL_CMD_LINE="-Pl -Sl"', Launch(None, "-Pl -Sl")),
        ("Environment = MAIL_CMD_LINE=-Pl", Launch(None, "-Pl")),
        ("Environment=MAIL_CMD_LINE=-Pl\\x20-Sl", Launch(None, "-Pl -Sl")),
        ('Environment="MAIL_CMD_LINE=-Ms \\"/a b\\""', Launch(None, '-Ms "/a b"')),
        ("Environment=MAIL_CMD_LINE=-Pl\nEnvironment=MAIL_CMD_LINE=-Sl", Launch(None, "-Sl")),
        ("ExecStart=/usr/sbin/XMail -Md -Pl", Launch(("-Md", "-Pl"))),
        ("ExecStart=-@/usr/sbin/XMail", Launch(())),
        ("ExecStart=/usr/sbin/XMail -Md \\\n  # why\n  -Pl", Launch(("-Md", "-Pl"))),
        ('ExecStart=/usr/sbin/XMail -Ms "/a b"', Launch(("-Ms", "/a b"))),
        ("ExecStart=/usr/sbin/XMail $$ 100%%", Launch(("$", "100%"))),
        ("ExecStart=/bin/x\nExecStart=\nExecStart=XMail -Pl", Launch(("-Pl",))),
        ("ExecStart=/bin/sh -c 'ulimit -s 128; exec /x/XMail -Pl'", Launch(("-Pl",))),
        ("; comment\n#Environment=MAIL_CMD_LINE=x\nExecStart=XMail", Launch(())),
    ],
)
def test_a_unit_is_read_as_systemd_does(line: str, expected: Launch) -> None:
    """Quotes, escapes, continued lines, comments, prefixes of the program, a shell in between."""
    assert launch(line) == expected


def test_variables_are_put_into_the_command() -> None:
    """`$NAME` alone falls apart at blanks, `${NAME}` stays whole, an unset one is empty."""
    found = launch('Environment="O=-Pl  -Sl"\nExecStart=XMail $O ${O} x${O}y $NONE ${NONE} $O/z')

    assert found == Launch(("-Pl", "-Sl", "-Pl  -Sl", "x-Pl  -Sly", "", "$O/z"))


@pytest.mark.parametrize(
    "line",
    [
        "ExecStart=/etc/init.d/xmail start",
        "ExecStart=/usr/sbin/other -Pl",
        "ExecStart=",
        "Environment=MAIL_CMD_LINE=-Pl\nEnvironment=",
        "Environment=MAIL_ROOT=/x",
        "EnvironmentFile=/etc/xmail\nExecStart=XMail",
        "ExecStart=/bin/sh -c",
        "[Install]\nEnvironment=MAIL_CMD_LINE=-Pl",
    ],
)
def test_what_a_unit_does_not_tell_is_not_guessed(line: str) -> None:
    """Another program, nothing said, or a file that cannot be had."""
    assert launch(line) is None


def test_the_environment_file_wins() -> None:
    """Whatever the order of the lines; its values may hold blanks without quotes."""
    unit = "[Service]\nEnvironmentFile=-/etc/default/xmail\nEnvironment=MAIL_CMD_LINE=-Ql\n"
    texts = {
        "MAIL_CMD_LINE=-Pl -Sl": "-Pl -Sl",
        '# x\nMAIL_CMD_LINE="-Pl -Sl" \n': "-Pl -Sl",
        "export MAIL_CMD_LINE='-Pl'": "-Pl",
        "MAIL_CMD_LINE=-Pl \\\n-Sl\nOTHER=1": "-Pl  -Sl",
        "OTHER=1": "-Ql",
    }

    for text, expected in texts.items():
        found = launch_of_unit(unit, {"/etc/default/xmail": text}.get)
        assert found == Launch(None, expected)
    assert launch_of_unit(unit, nothing) == Launch(None, "-Ql")


@pytest.mark.parametrize("word", ["${A}", "${A} ", "$A "])
def test_a_unit_that_grows_is_not_followed(word: str) -> None:
    """Names repeated for ever in a hostile file cost neither memory nor time."""
    environment = f"[Service]\nEnvironment='A={'x ' * 9000}'\n"

    assert launch_of_unit(f"{environment}ExecStart=XMail {word * 20000}", nothing) is None
    few = launch_of_unit(f"{environment}ExecStart=XMail {word * 9}", nothing)
    assert few is not None
    assert few.arguments is not None
    assert sum(map(len, few.arguments)) <= 9 * 4096


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *("[Service]\n", "Environment=", "ExecStart=", "EnvironmentFile=", "\n"),
                *("XMail ", "/bin/sh -c ", "MAIL_CMD_LINE=", "$A ", "${A}", "\\x4", "\\\n"),
                *"\"'$%{}=;# -\\",
            ]
        ),
        st.text(st.characters(max_codepoint=255), max_size=3),
    ),
    max_size=30,
).map("".join)


@given(PIECES, PIECES)
def test_any_unit_is_read(unit: str, other: str) -> None:
    """No bytes make the reading fail."""
    found = launch_of_unit("[Service]\n" + unit, lambda _file: other)

    assert found is None or found.tells_options
