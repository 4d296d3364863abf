"""What a command does not load, because it does not need it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from xmailaudit.cli.forms import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

HEAVY = ("textual", "dns", "rich", "cryptography", "lxml", "gettext", "unicodedata", "asyncio")

#: All forms but those that are made of elements.
FORMATS = [("--format", form) for form in FORMS if form not in ("html", "junit")]


def loaded(*words: object) -> set[str]:
    """The modules that a command line loads, of all there are."""
    program = (
        "import sys; from xmailaudit.cli import main; main(sys.argv[1:]);"
        "print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", program, *map(str, words)]
    ran = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    return set(ran.stderr.split())


@pytest.mark.parametrize("options", [("--output", "/dev/null"), *FORMATS])
def test_an_audit_loads_nothing_heavy(
    fixture_root: Callable[[str], Path], options: tuple[str, ...]
) -> None:
    """No terminal library, no DNS, no certificates where there is neither one nor a key."""
    root = fixture_root("hardened")
    for name in ("server.cert", "server.key"):
        (root / name).unlink()
    modules = loaded("audit", root, *options)

    assert "click" in modules
    assert not [name for name in HEAVY if name in modules and name != "gettext"]


def test_the_version_is_said_before_click_is_loaded() -> None:
    """Nothing is imported for a line that is known."""
    modules = loaded("--version")

    assert not {"click", "typing_extensions", "pathlib", *HEAVY} & modules
    assert len([name for name in modules if name.startswith("xmailaudit")]) <= 6


def test_a_command_loads_its_own_module_only(roots: Mapping[str, Path]) -> None:
    """Members of a group are imported when called."""
    modules = loaded("access", roots["hardened"], "ctrl")
    commands = {name for name in modules if name.startswith("xmailaudit.cli.commands.")}

    assert commands == {"xmailaudit.cli.commands.access"}
    assert "xmailaudit.audit.engine" not in modules
