"""The command behind a witness: the same question again, and nothing else, whatever is in it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.audit.report import Target
from xmailaudit.policy.decision import Answer, Decision
from xmailaudit.policy.questions import Auth, Connect, Question, Relay
from xmailaudit.report.command import shell_line, witness_command
from xmailaudit.rules.finding import Witness


def command(
    question: Question, location: str = "MailRoot", told: str | None = None
) -> tuple[str, ...]:
    """The words that ask a question again."""
    target = Target("directory", location, "1.27", told)
    return witness_command(Witness(question, Decision(Answer.ALLOW)), target)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (Connect("ctrl", "203.0.113.9"), "connect MailRoot --service ctrl --client 203.0.113.9"),
        (
            Relay("203.0.113.9", "a@example.net"),
            "relay MailRoot --client 203.0.113.9 --to a@example.net",
        ),
        (
            Auth("203.0.113.9", "bob@example.com", "LOGIN", tls=True),
            "auth MailRoot --client 203.0.113.9 --login bob@example.com --mechanism LOGIN --tls",
        ),
    ],
)
def test_a_question_is_asked_of_the_same_target(question: Question, words: str) -> None:
    """Kind, target, and what the question holds."""
    line = shell_line(command(question), windows=False)

    assert line == f"xmailaudit ask {words}"


def test_start_options_that_were_told_are_told_again() -> None:
    """Without them the decision may be another one."""
    words = command(Connect("ctrl", "203.0.113.9"), told='-Pl "a b"')

    assert words[4:6] == ("--command-line", '-Pl "a b"')
    assert "--command-line '-Pl \"a b\"'" in shell_line(words, windows=False)


def test_bytes_of_a_table_become_bytes_of_the_command_line() -> None:
    """UTF-8 as text, other bytes as the surrogates Python has for them."""
    words = command(Auth("203.0.113.9", "b\xc3\xa9b\xff@example.com"))

    assert words[-1] == "béb\udcff@example.com"


def test_a_target_that_looks_like_an_option_is_none() -> None:
    """A folder called `--help`; standard input stays what it is."""
    question = Connect("ctrl", "203.0.113.9")

    assert command(question, "--help")[3] == "./--help"
    assert command(question, "-")[3] == "-"


def test_a_path_beyond_utf_8_is_named_by_its_bytes() -> None:
    """The location only describes it."""
    target = Target("directory", "Mail\\xffRoot", "1.27", path="/tmp/Mail\udcffRoot")  # noqa: S108
    witness = Witness(Connect("ctrl", "203.0.113.9"), Decision(Answer.ALLOW))

    assert shell_line(witness_command(witness, target), windows=False).startswith(
        "xmailaudit ask connect $'/tmp/Mail\\xffRoot' "
    )


def run_by_shell(words: tuple[str, ...]) -> list[str]:
    """What a program gets when bash reads the line."""
    bash = shutil.which("bash")
    assert bash
    line = shell_line(words, windows=False)
    echo = "import json, os, sys; print(json.dumps([os.fsencode(w).hex() for w in sys.argv[1:]]))"
    script = f"{shlex.join([sys.executable, '-c', echo])} {line}"
    environment = {**os.environ, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [bash, "--norc", "-c", script], check=True, capture_output=True, env=environment
    )
    hexed: list[str] = json.loads(done.stdout)
    return [bytes.fromhex(word).decode("utf-8", "surrogateescape") for word in hexed]


HOSTILE = (
    "$(touch pwned)",
    "`id`",
    "a'b\"c\\d",
    "; rm -rf /",
    "new\nline\r",
    "\x1b[31m\x07",
    "\u202egnp",
    "\udcff\udc80",
    "*?[a]{b,c}~!",
    "",
    " ",
    "日本語",
    "\\x41'\x01f",
)


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell reads it")
def test_a_shell_gives_the_very_words_back() -> None:
    """Nothing is run, expanded, split or lost, whatever the names are."""
    assert tuple(run_by_shell(HOSTILE)) == HOSTILE


def test_a_line_shows_no_character_that_plays_tricks() -> None:
    """Controls, ESC and bidi overrides are written as escapes."""
    for word in HOSTILE:
        assert shell_line([word], windows=False).isprintable()
        assert shell_line([word], windows=True).isprintable()


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_a_plain_quoted_word_splits_to_itself(word: str) -> None:
    """What needs no escapes is quoted as shlex splits it."""
    line = shell_line([word], windows=False)

    if not line.startswith("$'"):
        assert shlex.split(line) == [word]


@pytest.mark.parametrize(
    ("word", "line"),
    [
        (r"C:\MailRoot", r"C:\MailRoot"),
        ("C:\\Mail Root\\", '"C:\\Mail Root\\\\"'),
        ("-Pl -Sl", '"-Pl -Sl"'),
        ('a"&calc&"', '"a?&calc&?"'),
        ("%PATH%$x`y!", '"?PATH??x?y?"'),
        ("", '""'),
    ],
)
def test_windows_shells_read_one_word(word: str, line: str) -> None:
    """Quoted for cmd and PowerShell alike; what neither can quote for the other is gone."""
    assert shell_line([word], windows=True) == line
