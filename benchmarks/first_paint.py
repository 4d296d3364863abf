"""How long until the terminal UI shows a finding: `benchmarks/first_paint.py PYTHON MAILROOT`.

PYTHON is the interpreter of an environment that holds an installed, byte-compiled wheel.  The clock
runs from the start of the process until id and name of a rule stand in what it writes to its
terminal; it is measured against `import textual.app`, the two in turn, and the ratio of the medians
counts.
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from fcntl import ioctl
from pathlib import Path
from struct import pack
from termios import TIOCSWINSZ

RUNS = 9
TARGET = 2.5
PATIENCE = 30.0

#: A finding has its rule's name behind the id; what is being judged has not.
_FINDING = re.compile(rb"[A-Z]{3}\d{3} [a-z][a-z-]+")


def main(arguments: list[str]) -> int:
    """Print the ratio beside what it may be; exit status 1 when it is above."""
    if len(arguments) != 2:
        print("usage: first_paint.py PYTHON MAILROOT", file=sys.stderr)
        return 2
    python, root = arguments
    ours: list[float] = []
    theirs: list[float] = []
    for run in range(RUNS + 1):
        painted, imported = first_paint(python, root), _import(python)
        if run:  # the first of each warms up
            ours.append(painted)
            theirs.append(imported)
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(
        f"first painted finding: {statistics.median(ours) * 1000:.0f} ms, "
        f"import textual.app: {statistics.median(theirs) * 1000:.0f} ms, "
        f"ratio {ratio:.2f} (target {TARGET})"
    )
    return 0 if ratio <= TARGET else 1


def _import(python: str) -> float:
    start = time.perf_counter()
    subprocess.run([python, "-c", "import textual.app"], check=True)
    return time.perf_counter() - start


def first_paint(python: str, root: str) -> float:
    """Seconds from the start of the process to the first finding on its terminal."""
    script = str(Path(python).with_name("xmailaudit"))
    start = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        os.execv(script, [script, "tui", root])  # noqa: S606  # our own program
    try:
        ioctl(terminal, TIOCSWINSZ, pack("HHHH", 24, 80, 0, 0))
        return _painted(terminal) - start
    finally:
        os.kill(child, signal.SIGKILL)
        os.close(terminal)
        os.waitpid(child, 0)


def _painted(terminal: int) -> float:
    seen = b""
    patience = time.perf_counter() + PATIENCE
    while time.perf_counter() < patience:
        if not select.select([terminal], [], [], 1.0)[0]:
            continue
        with suppress(OSError):
            seen += os.read(terminal, 65536)
        if _FINDING.search(seen):
            return time.perf_counter()
    sys.exit("no finding was painted: " + repr(seen[-500:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
