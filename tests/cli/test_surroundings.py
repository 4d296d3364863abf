"""Garbage in the tables, and everything a terminal, a pipe or a locale may do to a program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xmailaudit.cli import main
from xmailaudit.cli.output import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

PROGRAM = [sys.executable, "-W", "error", "-m", "xmailaudit"]
posix_only = pytest.mark.skipif(os.name == "nt", reason="POSIX shells, devices and links")

TABLES = (
    "aliasdomain.tab",
    "aliases.tab",
    "ctrl.ipmap.tab",
    "ctrlaccounts.tab",
    "domains.tab",
    "extaliases.tab",
    "mailusers.tab",
    "server.tab",
    "smtp.ipmap.tab",
    "smtp.ipprop.tab",
    "smtpauth.tab",
    "smtprelay.tab",
    "spam-address.tab",
    "spammers.tab",
)
GARBAGE = {
    "nothing": b"",
    "zeros": bytes(4096),
    "no line end": b'"a"\t"b',
    "quotes": b'""""\t"\t""\n"\n',
    "a line of a mebibyte": b'"' + b"x" * 1048576 + b'"\t"y"\n',
    "every byte": bytes(range(256)) * 8,
    "lone carriage returns": b'"a"\r"b"\r',
    "UTF-16": '"example.com"\t"x"\n'.encode("utf-16"),
    "half a character": b'"\xe3\x81"\t"\xff\xfe"\n',
}


# ---------------------------------------------------------------- what is read


def commands(root: Path) -> list[tuple[object, ...]]:
    """A command line for everything that reads a MailRoot."""
    client = ("--client", "198.51.100.7")
    return [
        ("audit", root),
        ("audit", root, "--format", "json"),
        *(("access", root, service) for service in ("smtp", "pop3", "ctrl", "finger", "relay")),
        ("access", root, "ctrl", "--format", "json"),
        ("ask", "connect", root, *client, "--service", "ctrl"),
        ("ask", "relay", root, *client, "--to", "someone@example.net"),
        ("ask", "relay", root, *client, "--to", "someone@example.net", "--format", "json"),
        ("ask", "auth", root, *client, "--login", "bob@example.com", "--tls"),
    ]


@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.parametrize("table", TABLES)
def test_garbage_in_any_table_is_read_as_xmail_would(
    run: Run, roots: Roots, tmp_path: Path, table: str, garbage: str
) -> None:
    """A right exit status, at most one line on standard error, no traceback."""
    root = tmp_path / "MailRoot"
    shutil.copytree(roots["hardened"], root)
    (root / table).write_bytes(GARBAGE[garbage])

    for words in commands(root):
        ran = run(*words)

        assert ran.status in (0, 1, 4)
        assert len(ran.err.splitlines()) <= 1
        assert "Traceback" not in ran.out + ran.err


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.sampled_from(TABLES), data=st.binary(max_size=400))
def test_any_bytes_in_any_table_end_in_a_report(
    roots: Roots, tmp_path: Path, table: str, data: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever lies in a table, an audit ends as audits end."""
    root = tmp_path / "MailRoot"
    if not root.exists():
        shutil.copytree(roots["hardened"], root)
    before = (root / table).read_bytes() if (root / table).exists() else None
    (root / table).write_bytes(data)

    status = main(["audit", str(root), "--format", "json"])

    printed = capfd.readouterr()
    assert status in (0, 1, 4)
    json.loads(printed.out)
    if before is None:
        (root / table).unlink()
    else:
        (root / table).write_bytes(before)


@posix_only
@pytest.mark.parametrize("table", TABLES)
def test_loops_of_links_are_files_that_cannot_be_read(
    run: Run, roots: Roots, tmp_path: Path, table: str
) -> None:
    """Nothing hangs; what cannot be told is said."""
    root = tmp_path / "MailRoot"
    shutil.copytree(roots["hardened"], root)
    (root / table).unlink(missing_ok=True)
    (root / table).symlink_to(table)

    for words in commands(root):
        ran = run(*words)

        assert ran.status in (0, 1, 4)
        assert len(ran.err.splitlines()) <= 1


@posix_only
def test_an_access_map_that_cannot_be_read_is_one_line_and_status_4(
    run: Run, roots: Roots, tmp_path: Path
) -> None:
    """`access` has nothing else to say; the file is named once."""
    root = tmp_path / "MailRoot"
    shutil.copytree(roots["hardened"], root)
    (root / "ctrl.ipmap.tab").unlink()
    (root / "ctrl.ipmap.tab").symlink_to("ctrl.ipmap.tab")

    ran = run("access", root, "ctrl")

    assert (ran.status, ran.out) == (4, "")
    assert ran.err.startswith("xmailaudit: ctrl.ipmap.tab could not be read: ")
    assert len(ran.err.splitlines()) == 1


@posix_only
def test_folders_and_pipes_in_the_place_of_tables_do_not_stop_anything(
    run: Run, roots: Roots, tmp_path: Path
) -> None:
    """A folder is no file, a pipe is never opened."""
    root = tmp_path / "MailRoot"
    shutil.copytree(roots["hardened"], root)
    for table in ("aliases.tab", "smtprelay.tab"):
        (root / table).unlink()
    (root / "aliases.tab").mkdir()
    os.mkfifo(root / "smtprelay.tab")

    for words in commands(root):
        assert run(*words).status in (0, 1, 4)


# ---------------------------------------------------------------- where output goes


def in_shell(line: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A shell line with `$X` for the program."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))
    }
    program = " ".join(PROGRAM)
    return subprocess.run(
        ["/bin/bash", "-c", line],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**environment, "X": program, **variables},
        stdin=subprocess.DEVNULL,
    )


@posix_only
@pytest.mark.parametrize(
    "words",
    ["--version", "--help", "rules", "profiles", "schema", "audit $R", "audit $R --format json"],
)
def test_a_closed_pipe_is_quiet_and_changes_no_status(roots: Roots, words: str) -> None:
    """The reader went away: no traceback, no complaint, the status the command has anyway."""
    root = str(roots["fixed-ip-sender"])
    plain = in_shell(f"$X {words} >/dev/null", R=root)

    for reader in ("true", "head -c 0", "head -n 1"):
        ran = in_shell(f"$X {words} | {reader}; exit ${{PIPESTATUS[0]}}", R=root)

        assert (ran.returncode, ran.stderr) == (plain.returncode, plain.stderr)


@posix_only
def test_no_standard_output_at_all_is_no_trouble(roots: Roots) -> None:
    """`>&-`: nobody listens, the status still tells."""
    root = str(roots["fixed-ip-sender"])

    assert in_shell("$X audit $R >&-", R=root).returncode == 1
    assert in_shell("$X audit $R >&- 2>&-", R=root).returncode == 1
    assert in_shell("$X frobnicate 2>&-").returncode == 2


@posix_only
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux's device without room")  # noqa: PTH110  # Windows' paths
def test_a_full_disk_is_one_line(roots: Roots) -> None:
    """A report that is not whole must not pass for one."""
    ran = in_shell("$X audit $R >/dev/full", R=str(roots["hardened"]))

    assert ran.returncode == 2
    assert ran.stderr.splitlines()[-1].startswith("xmailaudit: the output cannot be written: ")
    assert "Traceback" not in ran.stderr


@posix_only
@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
@pytest.mark.parametrize("encoding", ["", "ascii"])
def test_any_locale_will_do(roots: Roots, locale: str, encoding: str) -> None:
    """What the output cannot hold becomes an escape; nothing fails."""
    variables = {"LC_ALL": locale, "PYTHONIOENCODING": encoding, "R": str(roots["hostile"])}
    for words in ("audit $R", "audit $R --lang ja", "access $R ctrl", "--help", "rules --lang ja"):
        ran = in_shell(f"$X {words}", **variables)

        assert ran.returncode in (0, 1)
        assert "Error" not in ran.stderr
        if encoding == "ascii":
            assert ran.stdout.isascii()


@posix_only
def test_nothing_needs_a_terminal(roots: Roots) -> None:
    """No input, no controlling terminal, TERM unknown."""
    line = "unset TERM; setsid -w $X audit $R"

    assert in_shell(line, R=str(roots["hardened"])).returncode in (0, 1)


@posix_only
def test_an_interrupted_audit_ends_with_130(roots: Roots) -> None:
    """Control-C is a word on standard error, not a traceback."""
    program = (
        "import os, signal, sys, time\n"
        # Whoever runs the tests in the background has them ignore it, and so would their children.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from xmailaudit.cli import main\n"
        "from xmailaudit.audit import engine\n"
        "stop = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
        "engine.run_audit = lambda *_, **__: (stop(), time.sleep(20))\n"
        f"sys.exit(main(['audit', {str(roots['hardened'])!r}]))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)

    assert ran.returncode == 130
    assert ran.stderr.endswith(b"xmailaudit: interrupted\n")
    assert b"Traceback" not in ran.stderr


# ---------------------------------------------------------------- a terminal


@posix_only
@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colour_is_for_terminals_that_want_it(
    roots: Roots, variables: dict[str, str], *, coloured: bool
) -> None:
    """NO_COLOR and TERM=dumb are obeyed, and colour takes no word away."""
    plain = in_shell("$X audit $R", R=str(roots["fixed-ip-sender"]), TERM="xterm").stdout

    shown = on_terminal(["audit", str(roots["fixed-ip-sender"])], {"TERM": "xterm", **variables})

    assert ("\x1b[" in shown) is coloured
    without = shown
    while "\x1b[" in without:
        before, _escape, behind = without.partition("\x1b[")
        without = before + behind.partition("m")[2]
    for line in plain.splitlines()[:9]:
        assert line in without


def on_terminal(words: list[str], variables: dict[str, str]) -> str:
    """What the program writes to a terminal."""
    import pty

    primary, secondary = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        [*PROGRAM, *words],
        stdin=secondary,
        stdout=secondary,
        stderr=subprocess.DEVNULL,
        env={**environment, **variables},
    )
    os.close(secondary)
    pieces: list[bytes] = []
    try:
        while piece := os.read(primary, 65536):
            pieces.append(piece)
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(primary)
    assert process.wait() == 1
    return b"".join(pieces).decode().replace("\r\n", "\n")


def test_a_stream_that_fails_is_not_written_to_again() -> None:
    """After the reader has gone, nothing raises."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        out = Output(stream)
        for _ in range(3):
            out.write("x" * 100_000)

        assert out.finish(7) == 7
