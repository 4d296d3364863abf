"""Completion: what the program answers, and that real shells can use it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.programs import program
from tests.roots import row
from xmailaudit.cli import main
from xmailaudit.cli.completion import SHELLS, VARIABLE, answer

if TYPE_CHECKING:
    from pathlib import Path


SERVICES = ("smtp", "pop3", "ctrl", "finger", "relay")


def asked(line: str) -> list[str]:
    """How a command line may go on, the word behind its last blank."""
    words = line.split(" ")
    environment = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1), VARIABLE: "bash_complete"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return answer(os.environ).splitlines()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "xmailaudit a",
            ["plain,audit", "plain,ask", "plain,access", "plain,accounts", "plain,apply"],
        ),
        ("xmailaudit ask c", ["plain,connect"]),
        ("xmailaudit audit --form", ["plain,--format"]),
        ("xmailaudit audit --format s", ["plain,sarif"]),
        ("xmailaudit audit --fail-on cr", ["plain,critical"]),
        ("xmailaudit audit --profile str", ["plain,strict"]),
        ("xmailaudit audit --profile ./m", ["file,./m"]),
        ("xmailaudit audit ./Mail", ["file,./Mail"]),
        ("xmailaudit explain acl00", [f"plain,ACL00{number}" for number in range(1, 10)]),
        ("xmailaudit audit --select rel,acl001", ["plain,rel,ACL001"]),
        ("xmailaudit suppress MailRoot --rule acl001", ["plain,ACL001"]),
        ("xmailaudit suppress MailRoot --profile ./m", ["file,./m"]),
        ("xmailaudit suppress MailRoot --extends str", ["plain,strict"]),
        ("xmailaudit completion fi", ["plain,fish"]),
        ("xmailaudit --ver", ["plain,--version"]),
        ("xmailaudit audit MailRoot --fail-on cr", ["plain,critical"]),
        ("xmailaudit audit MailRoot --strict --form", ["plain,--format"]),
        ("xmailaudit ask connect MailRoot --service fi", ["plain,finger"]),
        ("xmailaudit ask connect MailRoot --client 192.0.2.1 --service ctrls", ["plain,ctrls"]),
        ("xmailaudit access ", ["file,"]),
        ("xmailaudit access Mail", ["file,Mail"]),
        ("xmailaudit access sm", ["plain,smtp"]),
        ("xmailaudit access MailRoot f", ["plain,finger"]),
        ("xmailaudit access MailRoot ", [f"plain,{name}" for name in SERVICES]),
        ("xmailaudit access MailRoot --format j", ["plain,json"]),
        ("xmailaudit access MailRoot smtp ", []),
        ("xmailaudit no-such --", []),
        ("xmailaudit audit --no-such x", ["file,x"]),
    ],
)
def test_a_command_line_goes_on(line: str, expected: list[str]) -> None:
    """With commands, options, their values; files are left to the shell."""
    assert asked(line) == expected


def test_addresses_of_the_target(tmp_path: Path) -> None:
    """Those that a shell takes for nothing but text."""
    names = ("anna", "`id`", "a$HOME", "a.b-c_d+e")
    rows = (row("example.com", name, "", "1", name, "U") for name in names)
    (tmp_path / "mailusers.tab").write_text("".join(rows), encoding="ascii")
    (tmp_path / "domains.tab").write_text(row("example.com"), encoding="ascii")
    line = f"xmailaudit accounts {tmp_path} "

    assert asked("xmailaudit accounts Mail") == ["file,Mail"]
    assert asked(line) == ["plain,a.b-c_d+e@example.com", "plain,anna@example.com"]
    assert asked(f"{line}AN") == ["plain,anna@example.com"]
    assert asked(f"{line}anna@example.com ") == []
    assert asked("xmailaudit accounts /nowhere a") == []


def test_the_entry_answers_before_anything_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A shell calls the program without arguments, the words in its environment."""
    monkeypatch.setenv(VARIABLE, "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "xmailaudit prof")
    monkeypatch.setenv("COMP_CWORD", "1")

    assert main([]) == 0

    assert capsys.readouterr().out == "plain,profiles\n"


@pytest.mark.parametrize("wish", ["", "bash", "tcsh_complete", "bash_complete"])
def test_a_broken_environment_is_answered_with_nothing(
    wish: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback in the middle of somebody's typing."""
    monkeypatch.setenv(VARIABLE, wish)

    assert main([]) == 0

    said = capsys.readouterr()
    assert (said.out.strip(), said.err) == ("", "")


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_a_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It names the program and the variable."""
    assert main(["completion", shell]) == 0

    script = capsys.readouterr().out
    assert VARIABLE in script
    assert "xmailaudit" in script


@pytest.fixture
def scripts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder with the scripts, and `xmailaudit` as a program in it."""
    for shell in SHELLS:
        assert main(["completion", shell]) == 0
        (tmp_path / shell).write_text(capsys.readouterr().out, encoding="utf-8")
    launcher = tmp_path / "xmailaudit"
    python = shlex.quote(sys.executable)
    launcher.write_text(f'#!/bin/sh\nexec {python} -m xmailaudit "$@"\n', encoding="utf-8")
    launcher.chmod(0o755)
    return tmp_path


def in_shell(scripts: Path, *command: str) -> str:
    """What a shell prints that finds our program on its PATH."""
    path = f"{scripts}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        command,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PATH": path, "HOME": str(scripts)},
    )
    assert run.stderr == ""
    return run.stdout


def test_bash_completes(scripts: Path) -> None:
    """Its own function fills in the answers."""
    typed = (
        "COMP_WORDS=(xmailaudit audit --format '') COMP_CWORD=3; _xmailaudit_completion xmailaudit"
    )
    lines = f"source {scripts}/bash; {typed}; printf '%s\\n' \"${{COMPREPLY[@]}}\""

    said = in_shell(scripts, program("bash"), "--norc", "-c", lines)

    assert {"text", "json", "sarif", "html"} <= set(said.split())


def test_fish_completes(scripts: Path) -> None:
    """It is asked as a person's TAB would ask it."""
    lines = f"source {scripts}/fish; complete -C 'xmailaudit audit --fail-on h'"

    said = in_shell(scripts, program("fish"), "--no-config", "-c", lines)

    assert said.split() == ["high"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("xmailaudit audit --select rel001,acl00", [f"rel001,ACL00{n}" for n in range(1, 10)]),
        ("xmailaudit audit MailRoot --output", ["--output"]),
    ],
)
def test_fish_takes_commas(scripts: Path, line: str, expected: list[str]) -> None:
    """In a list of rules, and in what is said beside a word."""
    lines = f"source {scripts}/fish; complete -C '{line}'"

    said = in_shell(scripts, program("fish"), "--no-config", "-c", lines).splitlines()

    assert [one.partition("\t")[0] for one in said] == expected
    assert all(one.endswith((".", "standard output")) for one in said)


def test_zsh_reads_its_script(scripts: Path) -> None:
    """Its completion needs a terminal; what can be asked without one is whether it can be read."""
    assert in_shell(scripts, program("zsh"), "-n", str(scripts / "zsh")) == ""
