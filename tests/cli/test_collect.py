"""`xmailaudit collect`."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from xmailaudit.resources import collecting_script

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran


@pytest.mark.parametrize(("platform", "ends"), [("posix", b"\n"), ("windows", b"\r\n")])
def test_the_script_has_the_line_ends_of_where_it_runs(
    tmp_path: Path, platform: str, ends: bytes
) -> None:
    """Printed or written; ASCII only."""
    words = [sys.executable, "-m", "xmailaudit", "collect", "--print", platform]
    printed = subprocess.run(words, check=True, capture_output=True).stdout
    subprocess.run([*words, "--output", tmp_path / "script"], check=True)

    assert (tmp_path / "script").read_bytes() == printed
    assert printed.isascii()
    assert set(re.findall(rb"\r*\n|\r", printed)) == {ends}
    assert printed.replace(b"\r\n", b"\n") == collecting_script(platform).read_bytes()


def test_a_platform_must_be_named(run: Callable[..., Ran]) -> None:
    """And be one there is a script for."""
    assert run("collect").status == 2
    assert "posix, windows" in run("collect", "--print", "amiga").err


def test_the_program_for_windows_is_told_from_the_lines_before_it() -> None:
    """Its lines begin with a blank, which is how they are found; the others do not."""
    lines = collecting_script("windows").read_text("ascii").split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith(" "))

    assert all(not line or line.startswith(" ") for line in lines[start:])
    assert lines[start - 2] == "exit /b %XMAILAUDIT_STATUS%"
    assert max(map(len, lines)) < 110
