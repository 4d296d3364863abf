"""Journeys through the terminal UI: what is chosen on each fixture, by keys, and its twin lines."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.events import Paste
from textual.widgets import Input

from tests.tui.driving import home, pressed, screen_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.pilot import Pilot

__all__ = [
    "CHOICES",
    "Choice",
    "applied",
    "choose",
    "copied",
    "in_a_shell",
    "plan_of",
    "taken_back",
    "typed",
    "with_program",
]

PROJECT = Path(__file__).parents[2]


class Choice(NamedTuple):
    """A fix of the finding that these words lead to, and the answer to the fix's question."""

    words: str
    fix: str
    answer: str | None = None


#: For each fixture: safe fixes, some to be reviewed, some with a question.
CHOICES: dict[str, tuple[Choice, ...]] = {
    "distribution": (
        Choice("FSP001", "close"),
        Choice("ACL001", "restrict", "192.0.2.0/24, 2001:db8::/32"),
        Choice("TLS001", "offer-no-tls"),
        Choice("SRV002", "name", "mail.example.com"),
        Choice("USR001", "remove-account"),
    ),
    "fixed-ip-sender": (
        Choice("ACL003 ctrl.ipmap.tab", "narrow-to-host"),
        Choice("FSP002 mailusers.tab", "close"),
        Choice("AUT001", "digest-only"),
        Choice("REL004", "replace-row", "192.0.2.0/24"),
    ),
    "hardened": (),
    "hostile": (
        Choice("REL001", "replace-row", "127.0.0.0/8"),
        Choice("TAB010", "remove-row"),
        Choice("TAB008 server.tab", "end-with-newline"),
        Choice("ACL008 finger.ipmap.tab", "write-permission", "DENY"),
    ),
    "japanese-windows": (
        Choice("FSP002 ctrlaccounts.tab", "close"),
        Choice("AUT005", "only-sending"),
        Choice("TAB005", "write-what-holds"),
        Choice("REL004", "replace-row", "192.168.0.0/16"),
    ),
}


async def typed(pilot: Pilot[int], text: str) -> None:
    """Paste over what stands in the field that has the focus, and submit it."""
    app = home(pilot)
    assert isinstance(app.focused, Input)
    app.focused.select_all()
    app.post_message(Paste(text))
    await pressed(pilot, "enter")


async def choose(pilot: Pilot[int], choice: Choice) -> None:
    """Search for a finding, open it, go to a fix, and choose it."""
    app = home(pilot)
    await pressed(pilot, "2", "slash")
    await typed(pilot, choice.words)
    await pressed(pilot, "enter")
    reported = app.screen.reported  # type: ignore[attr-defined]  # the finding's screen
    fixes = [fix.id for fix in reported.finding.fixes]
    await pressed(pilot, *["down"] * fixes.index(choice.fix), "space")
    if choice.answer is not None:
        await typed(pilot, choice.answer)
    assert app.desk.chosen(reported) == choice.fix, screen_text(app)
    await pressed(pilot, "escape", "escape")


async def plan_of(pilot: Pilot[int], choices: Iterable[Choice]) -> None:
    """Choose all of these and look at their preview."""
    for choice in choices:
        await choose(pilot, choice)
    await pressed(pilot, "3")
    assert home(pilot).desk.planned is not None


async def applied(pilot: Pilot[int]) -> str:
    """From the plan on: go through all that speaks against it, apply it, and give the twin line."""
    await pressed(pilot, "a")
    for key in ("n", "t"):
        if not _ready(pilot):
            await pressed(pilot, key)
    assert _ready(pilot), screen_text(home(pilot))
    line = await copied(pilot)
    await pressed(pilot, "y")
    return line


async def taken_back(pilot: Pilot[int]) -> str:
    """From what was applied on: look at the undo, carry it out, and give the twin line."""
    await pressed(pilot, "z", "u")
    assert "Taking transaction" in screen_text(home(pilot))
    if "it is stopped" in screen_text(home(pilot)):
        await pressed(pilot, "t")
    await pressed(pilot, "y")
    assert "is taken back by" in screen_text(home(pilot)), screen_text(home(pilot))
    return await copied(pilot)


def _ready(pilot: Pilot[int]) -> bool:
    return "apply now" in screen_text(home(pilot))  # the key is named where nothing holds it up


async def copied(pilot: Pilot[int]) -> str:
    """The line that is copied from where one is."""
    await pressed(pilot, "c")
    app = home(pilot)
    app.clear_notifications()
    await pilot.pause()
    assert shlex.split(app.clipboard)[0] == "xmailaudit"
    return app.clipboard


def with_program(folder: Path) -> dict[str, str]:
    """The environment of a shell in which `xmailaudit` is the program of this project."""
    program = folder / "bin" / "xmailaudit"
    if not program.exists():
        program.parent.mkdir()
        python = shlex.quote(sys.executable)
        program.write_text(f'#!/bin/sh\nexec {python} -m xmailaudit "$@"\n')
        program.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT),
        "LC_ALL": "C.UTF-8",
    }


def in_a_shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line in a folder, as somebody would who pasted it."""
    return subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=with_program(folder),
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
