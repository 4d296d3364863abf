"""The terminal UI in a real terminal: started from a shell, driven by keys, left behind clean."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fix.made import seen
from tests.programs import program
from tests.tui.journeys import with_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Seconds that something may take to be seen, on a machine that is busy.
_PATIENCE = 60.0
#: What an application changes in a terminal, and how tmux names it.
_CHANGED = "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_flag} #{insert_flag}"


class Terminal:
    """A shell in tmux, 80x24."""

    def __init__(self, folder: Path, socket: Path) -> None:
        self._tmux = [program("tmux"), "-S", str(socket), "-f", "/dev/null", "-u"]
        environment = with_program(folder)
        environment |= {"TERM": "xterm-256color", "PS1": "$ ", "XMAILAUDIT_STATE": str(folder)}
        environment.pop("TMUX", None)
        size = ("-x", "80", "-y", "24")
        started = (*self._tmux, "new-session", "-d", *size, "-c", str(folder), "/bin/sh")
        subprocess.run(started, check=True, env=environment)
        self("set-option", "-g", "set-clipboard", "on")

    def __call__(self, *words: str) -> str:
        """What tmux answers."""
        asked = [*self._tmux, *words]
        return subprocess.run(asked, check=True, capture_output=True, encoding="utf-8").stdout

    def type(self, line: str) -> None:
        """Type a line for the shell."""
        self("send-keys", "-l", line)
        self("send-keys", "Enter")

    def press(self, key: str, wanted: str) -> str:
        """Press a key, and wait for a text."""
        self("send-keys", key)
        return self.shows(wanted)

    def shows(self, wanted: str) -> str:
        """Wait until a text stands on the screen, and give all of the screen."""
        return self.until(lambda: self("capture-pane", "-p"), wanted)

    def until(self, look: Callable[[], str], wanted: str) -> str:
        """Wait until what is looked at holds a text, and give it."""
        end = time.monotonic() + _PATIENCE
        while wanted not in (text := look()):
            assert time.monotonic() < end, f"no {wanted!r} in:\n{text}"
            time.sleep(0.05)
        return text

    @property
    def changed(self) -> str:
        """In which ways the terminal is not as a shell has it."""
        return self("display-message", "-p", _CHANGED).strip()

    @property
    def settings(self) -> str:
        """What `stty` says, which is run by the shell."""
        self.type("clear; stty -g; echo said")
        return self.shows("\nsaid").partition("\n")[0]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal; its socket lies where names are short."""
    with tempfile.TemporaryDirectory(prefix="tmux") as folder:
        opened = Terminal(tmp_path, Path(folder) / "socket")
        yield opened
        opened("kill-server")


def _started(terminal: Terminal, root: Path) -> tuple[str, str]:
    """Start it, wait for the audit; gives how the terminal was."""
    before = terminal.changed, terminal.settings
    line = shlex.join(["xmailaudit", "tui", str(root), "--at", "2026-11-24"])
    noted = shlex.join(["sh", "-c", f"echo $$ >pid; exec {line}"])
    terminal.type(f'{noted}; echo "ended with $?"')
    terminal.shows("grade F")
    assert terminal.changed != before[0]
    return before


def test_a_journey_in_a_terminal(terminal: Terminal, fixture_root: Callable[[str], Path]) -> None:
    """Keys, another size, a command copied through the terminal, files changed and changed back."""
    root = fixture_root("fixed-ip-sender")
    before = seen(root)
    was = _started(terminal, root)
    assert len(terminal("capture-pane", "-p").splitlines()) == 24

    terminal.press("2", "chosen: 0")
    terminal.press("Down", "chosen: 0")
    terminal.press("Enter", "ctrl.ipmap.tab")
    terminal("resize-window", "-x", "120", "-y", "40")
    terminal.until(lambda: terminal("capture-pane", "-p").splitlines()[2], "│")
    for width in (20, 200, 21, 60, 80):
        terminal("resize-window", "-x", str(width), "-y", str(width // 4 + 4))
    terminal.press("3", "No fix is chosen.")
    terminal.press("s", "fixes to apply")
    terminal.press("c", "copied: xmailaudit fix")
    line = terminal.until(lambda: terminal("show-buffer"), "xmailaudit fix")
    assert shlex.split(line)[:3] == ["xmailaudit", "fix", str(root)]
    terminal.press("a", "Nothing speaks against it.")
    assert seen(root) == before
    terminal.press("y", "is carried out")
    assert seen(root) != before
    terminal.press("z", "preview of the undo")
    terminal.press("u", "undo now")
    terminal.press("y", "is taken back by")
    assert seen(root) == before

    terminal.press("q", "\nended with 0\n")
    assert (terminal.changed, terminal.settings) == was


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_the_terminal_restored(
    terminal: Terminal, fixture_root: Callable[[str], Path], tmp_path: Path, number: int
) -> None:
    """Nothing is left of it but its status."""
    root = fixture_root("fixed-ip-sender")
    before = seen(root)
    was = _started(terminal, root)
    os.kill(int((tmp_path / "pid").read_text()), number)
    terminal.shows(f"\nended with {128 + number}\n")
    assert (terminal.changed, terminal.settings) == was
    assert seen(root) == before


def test_control_c_does_not_end_it_by_accident(
    terminal: Terminal, fixture_root: Callable[[str], Path]
) -> None:
    """It says which key does; while something is chosen that would be lost."""
    was = _started(terminal, fixture_root("fixed-ip-sender"))
    terminal.press("C-c", "q")
    terminal.press("q", "\nended with 0\n")
    assert (terminal.changed, terminal.settings) == was


def test_a_terminal_that_is_closed_ends_it(
    terminal: Terminal, fixture_root: Callable[[str], Path], tmp_path: Path
) -> None:
    """Nothing goes on in vain."""
    terminal("new-window", "-d", "sleep 600")  # tmux goes on
    _started(terminal, fixture_root("fixed-ip-sender"))
    pid = int((tmp_path / "pid").read_text())
    terminal("kill-window")
    end = time.monotonic() + _PATIENCE
    while _runs(pid):
        assert time.monotonic() < end
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
