"""The line on a terminal that says how far an audit is."""

from __future__ import annotations

import os
import sys

import pytest

from xmailaudit.cli import progress
from xmailaudit.cli.console import Console
from xmailaudit.cli.output import Output
from xmailaudit.report.language import Words, translator

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX terminal")


@pytest.mark.parametrize(("columns", "room"), [(40, 39), (20, 19), (200, 79), (0, 79)])
def test_it_stays_one_line_and_goes_again(
    monkeypatch: pytest.MonkeyPatch, columns: int, room: int
) -> None:
    """However narrow the terminal: a line that wraps could not be taken away."""
    import fcntl
    import pty
    import struct
    import termios

    monkeypatch.setattr(progress, "_PATIENCE", -1)
    primary, secondary = pty.openpty()
    fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with os.fdopen(secondary, "w", encoding="utf-8") as stream:
        console = Console(Words(translator("en")), Output(None), Output(stream))
        shown = progress.Progress(console)
        shown.judging("ACL003", 123, 190)
        shown.looking_at_accounts()
        shown.done()
        console.err.finish(0)
    written = _all_of(primary)

    _before, first, second, blanks, after = written.split("\r")
    assert first.startswith("judging ACL003"[: room - 1])
    assert second.startswith("looking at the")
    assert {len(first), len(second), len(blanks)} == {room}
    assert (blanks.strip(), after) == ("", "")


def _all_of(terminal: int) -> str:
    """What was written to a terminal whose other side is closed by now."""
    pieces: list[bytes] = []
    try:
        while piece := os.read(terminal, 4096):
            pieces.append(piece)
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(terminal)
    return b"".join(pieces).decode()
