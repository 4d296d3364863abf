"""The program as a whole: version, help, wrong command lines, defects, interruption."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import xmailaudit
from xmailaudit.cli import app
from xmailaudit.cli.command import Group
from xmailaudit.report.text_layout import WIDTH, width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]


def paths(group: Group = app.XMAILAUDIT, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command."""
    for name, place in group.members.items():
        module, _colon, attribute = place.partition(":")
        command = getattr(__import__(module, fromlist=[attribute]), attribute)
        yield (*before, name)
        if isinstance(command, Group):
            yield from paths(command, (*before, name))


COMMANDS = [" ".join(words) for words in paths()]


def test_the_commands_are_those_of_the_contract() -> None:
    """A new command is one line in the table of members, and nowhere else."""
    assert COMMANDS == [
        "audit",
        "tui",
        "ask",
        "ask connect",
        "ask relay",
        "ask auth",
        "ask route",
        "ask list",
        "access",
        "accounts",
        "facts",
        "diff",
        "fix",
        "apply",
        "undo",
        "history",
        "suppress",
        "cert",
        "cert inspect",
        "cert csr",
        "cert self-signed",
        "cert install",
        "cert hook",
        "rules",
        "explain",
        "collect",
        "export",
        "profiles",
        "schema",
        "selftest",
        "completion",
    ]


@pytest.mark.parametrize("words", ["--version", "--lang ja --version", "--version --debug"])
def test_the_version_is_a_line_of_its_own(run: Run, words: str) -> None:
    """With or without anything beside it."""
    assert run(*words.split()) == (0, f"xmailaudit {xmailaudit.__version__}\n", "")


@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help_with_an_example(run: Run, command: str, option: str) -> None:
    """On standard output, 80 columns wide, whatever else is missing."""
    ran = run(*command.split(), option)

    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].startswith(f"Usage: {' '.join(('xmailaudit', *command.split()))} ")
    example = lines.index("Example:") if "Example:" in lines else lines.index("Examples:")
    assert lines[example + 1].startswith("  xmailaudit ")
    assert all(width(line) <= WIDTH for line in lines[:example])


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_pages_are_reviewed(run: Run, snapshot: SnapshotAssertion, command: str) -> None:
    """Wording is seen in review."""
    assert run(*command.split(), "--help").out == snapshot


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_examples_are_command_lines(
    run: Run, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An example has no option and no command that does not exist; only its target is missing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XMAILAUDIT_STATE", str(tmp_path / "state"))
    page = run(*command.split(), "--help").out
    for line in page.partition("\nExample")[2].splitlines()[1:]:
        words = line.partition(" > ")[0].split()
        ran = run(*words[1:])

        assert words[0] == "xmailaudit"
        assert ran.status in (0, 2, 3, 5)
        if ran.status == 2:
            assert " cannot be read: " in ran.err or " needs a terminal" in ran.err
        if ran.status == 5:
            assert "transaction" in ran.err


@pytest.mark.parametrize("words", ["", "ask"])
def test_without_a_command_the_help_is_shown_and_the_status_is_2(run: Run, words: str) -> None:
    """Standard output stays for what was asked for."""
    ran = run(*words.split())

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("Usage: xmailaudit")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("audti", "audti is no command of xmailaudit: it has audit, "),
        ("frobnicate", "frobnicate is no command of xmailaudit: it has audit, tui, ask, "),
        (
            "ask relai",
            "relai is no command of xmailaudit ask: it has connect, relay, auth, route",
        ),
        ("--verison", "there is no option --verison. Did you mean --version?"),
        ("audit --formt json", "there is no option --formt. Did you mean --format?"),
        ("audit -x", "there is no option -x."),
        ("audit --format", "--format needs a value"),
        ("audit --strict=yes", "--strict takes no value"),
        ("audit --format xml", "--format takes one of text, json, sarif, "),
        (
            "audit --fail-on hihg",
            "--fail-on takes one of critical, high, medium, low, info, never, not hihg. Did you me",
        ),
        ("audit --lang fr", "--lang takes one of en, ja, not fr."),
        ("audit --at tomorrow", "--at: tomorrow is no date like 2026-11-24 or 2026-11-24T08:00"),
        ("audit one two three", "unexpected: two three"),
        ("ask relay --to a@example.net", "--client is missing"),
        ("explain", "RULE is missing"),
        ("selftest", "FILE... is missing"),
        ("explain REL0", "REL0 is no rule's id or name."),
        ("access", "name a service: one of smtp, pop3, ctrl, finger, relay"),
        (
            "access smpt",
            "the last word must be a service, one of smtp, pop3, ctrl, finger, relay; smpt is non",
        ),
        ("access one two ctrl", "unexpected: two"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_status_2(
    run: Run, words: str, complaint: str
) -> None:
    """Said in our words, with the nearest known word where one is near."""
    ran = run(*words.split())

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.splitlines()[0].startswith(f"xmailaudit: {complaint}")
    assert len(ran.err.splitlines()) == 1


def test_hostile_words_are_shown_as_escapes(run: Run) -> None:
    """A terminal is safe from its own command line, too."""
    ran = run("au\x1b[31mdit\udc80\u202e")

    assert ran.err.startswith(
        "xmailaudit: au\\x1b[31mdit\\udc80\\u202e is no command of xmailaudit"
    )


#: Apart from where it is raised: a traceback quotes lines of source.
SECRET = "s3cret"


@pytest.fixture
def defective(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that has a defect, in a text that holds a password."""

    def run(*_words: object, **_options: object) -> int:
        quoted = SECRET + "\x1b[31m"
        try:
            return int(quoted)
        except ValueError:
            raise KeyError(quoted)  # noqa: B904  # as a defect would

    monkeypatch.setattr("xmailaudit.cli.commands.rules.COMMAND.run", run)


@pytest.mark.usefixtures("defective")
def test_a_defect_says_how_to_report_it(run: Run) -> None:
    """Status 70, one line, no traceback, and nothing of what the defect quotes."""
    ran = run("rules")

    assert (ran.status, ran.out) == (70, "")
    assert len(ran.err.splitlines()) == 1
    assert (
        f"a defect in xmailaudit {xmailaudit.__version__}: KeyError at cli/command.py:" in ran.err
    )
    assert "--debug" in ran.err
    assert SECRET not in ran.err


@pytest.mark.usefixtures("defective")
@pytest.mark.parametrize("words", ["rules --debug", "--debug rules"])
def test_with_debug_a_defect_shows_its_traceback(run: Run, words: str) -> None:
    """The option may stand anywhere; harmless, and without what the defect quotes."""
    ran = run(*words.split())

    assert ran.status == 70
    assert "Traceback (most recent call last)" in ran.err
    assert ran.err.count("\nKeyError\n") == 1
    assert ran.err.count("\nValueError\n") == 1
    assert "\x1b" not in ran.err
    assert SECRET not in ran.err


def test_an_interruption_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 130 and a word, no traceback."""

    def interrupted(*_words: object, **_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("xmailaudit.cli.commands.rules.COMMAND.run", interrupted)

    assert run("rules") == (130, "", "xmailaudit: interrupted\n")


def test_python_m_is_the_same_program() -> None:
    """Where the script is not on the PATH."""
    ran = subprocess.run(
        [sys.executable, "-m", "xmailaudit", "frobnicate"],
        capture_output=True,
        check=False,
        text=True,
    )

    assert ran.returncode == 2
    assert ran.stderr.startswith("xmailaudit: frobnicate is no command of xmailaudit")
