"""Under the pseudo-language every sentence stands in brackets: none is worded anywhere else.

What is left when the brackets and all between them are gone must be data: names of commands and
options, of files and rules, and what the fixtures' tables hold.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.materialise import names
from tests.cli.surfaces import about_a_mailroot, about_nothing, wrong
from xmailaudit.audit.server_facts import NAMES as FACT_NAMES
from xmailaudit.mailroot.start_options import SERVICES
from xmailaudit.report.language import PSEUDO, Pseudo
from xmailaudit.rules.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

INNERMOST = re.compile(f"{Pseudo.opening}[^{Pseudo.opening}{Pseudo.closing}]*{Pseudo.closing}")
WORD = re.compile(r"[A-Za-z]{2,}")

#: The program's own name, what its options take, what stands for a value, names of protocols.
NAMES = {"xmailaudit", "MailRoot", "http", "https", "smtp", "json", "schema", "report"}
#: Files that are spoken of because they are missing.
NAMES |= {"server", "cert", "key"}
#: The place of the start options, which stand in no file.
NAMES |= {"command", "line"}
#: Services with what they listen to, and settings that no table sets.
NAMES |= {word for name in (*SERVICES, *FACT_NAMES) for word in WORD.findall(name)}
#: Values in JSON that are data by what they are.
DATA = {"text", "row", "old", "new", "command", "reply", "location", "name", "file"}
#: Commands to copy, lines of tables, those that a fix takes and gives, words that were cut.
COPIED = re.compile(r"xmailaudit ask .*|^ {2}\| .*|^ {4}[ \d]{4} [-+] .*|\S*…\S*", re.MULTILINE)
#: Three plain words in a row are a sentence, wherever they stand.
SENTENCE = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b")


def outside(text: str) -> str:
    """The text without what stands in brackets, however deep."""
    while INNERMOST.search(text):
        text = INNERMOST.sub(" ", text)
    return text


def words(text: str) -> set[str]:
    """The words of a text."""
    return set(WORD.findall(text))


def table_words(root: Path) -> Iterator[str]:
    """The words of a MailRoot's tables and of their names."""
    for path in (root, *root.rglob("*")):
        yield from words(str(path))
        if path.is_file():
            yield from words(path.read_bytes().decode("latin-1")[:5000])


@pytest.mark.parametrize("name", names())
def test_whatever_is_said_about_a_mailroot_is_translated(run: Run, roots: Roots, name: str) -> None:
    """Outside brackets stand only words of tables, rules and commands."""
    known = NAMES | set(table_words(roots[name]))
    known |= {word for entry in catalogue() for word in words(f"{entry.id} {entry.name}")}
    for line in about_a_mailroot(roots[name]):
        ran = run(*line, "--lang", PSEUDO)

        assert Pseudo.opening in ran.out + ran.err
        assert words(outside(ran.err)) <= NAMES
        if "json" in line:
            _assert_data(json.loads(ran.out), line)
            continue
        text = COPIED.sub("", ran.out)
        assert words(outside(text)) <= known, line


def _assert_data(value: Any, line: tuple[str, ...], key: str = "") -> None:
    """No sentence in JSON is left unworded."""
    if isinstance(value, dict):
        for name, part in value.items():
            _assert_data(part, line, name)
    elif isinstance(value, list):
        for part in value:
            _assert_data(part, line, key)
    elif isinstance(value, str) and key not in DATA:
        assert not SENTENCE.search(outside(value)), (line, key)
        if key in ("message", "reason", "title", "what", "summary", "about", "missing"):
            assert not words(outside(value)), (line, key)


def test_whatever_needs_no_mailroot_is_translated(run: Run) -> None:
    """Help pages, too: what is left are names, and examples, which are command lines."""
    for line in about_nothing():
        ran = run(*line, "--lang", PSEUDO)

        assert ran.err == ""
        if "json" in line:
            _assert_data(json.loads(ran.out), line)
            continue
        text = re.sub(r"^ +xmailaudit .*$", "", ran.out, flags=re.MULTILINE)
        assert not SENTENCE.search(outside(text)), line
        left = words(re.sub(r"--[a-z-]+", "", outside(text)))
        assert not {word for word in left if word.lower() in ("the", "of", "is", "and", "to")}, line


def test_every_error_is_translated(run: Run, roots: Roots) -> None:
    """A line has the program's name, maybe a place, and one sentence in brackets."""
    for line in wrong(roots["hardened"]):
        ran = run(*line, "--lang", PSEUDO)

        if ran.err.startswith(f"{Pseudo.opening}Usage:"):
            continue
        (complaint,) = ran.err.splitlines()
        place, _bracket, rest = complaint.partition(Pseudo.opening)
        assert re.fullmatch(r"xmailaudit: (\S+: )?", place), line
        assert rest.endswith(Pseudo.closing)
        assert not words(outside(complaint.removeprefix(place))), line


@pytest.mark.parametrize(
    ("text", "left"),
    [("⟦a ⟦b⟧ c⟧ d", " d"), ("x ⟦⟦a⟧⟧", "x"), ("no bracket", "no bracket")],
)
def test_the_checker_sees_what_is_outside(text: str, left: str) -> None:
    """It would see a sentence that nobody translated."""
    assert outside(text).split() == left.split()
