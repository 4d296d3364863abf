"""One hostile MailRoot through every output: what it holds stays text."""

from __future__ import annotations

import json
import shutil
import unicodedata
from typing import TYPE_CHECKING

import pytest

from tests.cli.surfaces import about_a_mailroot, about_nothing, wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

#: Controls, formats (bidi among them), surrogates, private, unassigned, separators.
DANGEROUS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_output_holds_a_character_that_is_not_to_be_seen(
    run: Run, roots: Roots, language: str
) -> None:
    """No ESC, no bidi override, no line of its own: in no command, format or error."""
    for root in roots.values():
        for words in (*about_a_mailroot(root), *about_nothing(), *wrong(root)):
            ran = run(*words, "--lang", language)

            for text in (ran.out, ran.err):
                assert not set(_dangerous(text)), words


def _dangerous(text: str) -> Iterator[str]:
    return (c for c in text if c != "\n" and unicodedata.category(c) in DANGEROUS)


def test_a_line_of_output_stays_a_line(run: Run, roots: Roots) -> None:
    """A name of a mebibyte is cut, and says so."""
    for words in about_a_mailroot(roots["hostile"]):
        if "json" not in words:
            longest = max(run(*words).out.splitlines(), key=len)
            assert len(longest) < 1000


def test_no_line_begins_with_what_a_build_server_obeys(run: Run, roots: Roots) -> None:
    """`::error::` in a table is never the first thing in a line."""
    for words in about_a_mailroot(roots["hostile"]):
        for line in run(*words).out.splitlines():
            assert not line.lstrip().startswith("::")


def test_json_holds_the_data_as_it_is(run: Run, roots: Roots) -> None:
    """Data is not escaped twice: what reads JSON gets the character back."""
    ran = run("access", roots["hostile"], "ctrl", "--format", "json")

    assert ran.out.isascii()
    texts = [row["text"] for row in json.loads(ran.out)["rows"] if row["text"]]
    assert any("\x1b[31m" in text for text in texts)


def test_names_of_files_are_hostile_too(run: Run, roots: Roots, tmp_path: Path) -> None:
    """The MailRoot itself may have a name that would steer a terminal."""
    root = tmp_path / "Mail\x1b[31m\u202e::error::[red]Root"
    shutil.copytree(roots["hostile"], root)

    for words in about_a_mailroot(root):
        ran = run(*words)
        assert not set(_dangerous(ran.out + ran.err))
        assert ran.status in (0, 1, 4)
