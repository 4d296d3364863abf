"""How long a command takes to start: `python benchmarks/startup.py PYTHON`.

PYTHON is the interpreter of an environment that holds an installed, byte-compiled wheel;
`dev.py bench` makes one. Milliseconds differ from machine to machine, so each command is
measured against something that cannot be avoided, the two in turn so that a busy machine
slows both, and the ratio of the medians is what counts.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[1]
RUNS = 15


class Comparison(NamedTuple):
    """A command, what it can't be quicker than, and how many times as long it may take."""

    name: str
    command: list[str]
    beside: str
    baseline: list[str]
    target: float


def main(arguments: list[str]) -> int:
    """Print the ratios beside what they may be; exit status 1 when one is above."""
    if len(arguments) != 1:
        print("usage: startup.py PYTHON", file=sys.stderr)
        return 2
    python = arguments[0]
    script = str(Path(python).with_name("xmailaudit"))
    libraries = "import click, cryptography.x509, json"
    with tempfile.TemporaryDirectory() as scratch:
        root = _small_mailroot(python, Path(scratch) / "MailRoot")
        comparisons = (
            Comparison("--version", [script, "--version"], "bare", [python, "-c", "pass"], 6.0),
            Comparison(
                "audit", [script, "audit", root], "libraries", [python, "-c", libraries], 1.6
            ),
        )
        kept = [_compare(comparison, scratch) for comparison in comparisons]
    return 0 if all(kept) else 1


def _small_mailroot(python: str, folder: Path) -> str:
    """The example `hardened` without its certificate, which would load what reads certificates."""
    materialise = str(CHECKOUT / "fixtures" / "materialise.py")
    subprocess.run([python, materialise, "hardened", str(folder)], check=True, capture_output=True)
    for name in ("server.cert", "server.key"):
        (folder / name).unlink()
    return str(folder)


def _compare(comparison: Comparison, folder: str) -> bool:
    """Measure, print one line; whether the ratio is within the target."""
    ours, theirs = _medians(comparison.command, comparison.baseline, folder)
    ratio = ours / theirs
    print(
        f"xmailaudit {comparison.name}: {ours * 1000:.0f} ms, "
        f"{comparison.beside}: {theirs * 1000:.0f} ms, "
        f"ratio {ratio:.2f} (target {comparison.target})"
    )
    return ratio <= comparison.target


def _medians(first: list[str], second: list[str], folder: str) -> tuple[float, float]:
    """The median seconds of two commands, run in turn, after one run of each to warm up."""
    times: tuple[list[float], list[float]] = ([], [])
    for run in range(RUNS + 1):
        for command, taken in zip((first, second), times, strict=True):
            start = time.perf_counter()
            status = subprocess.run(
                command, check=False, cwd=folder, capture_output=True
            ).returncode
            if status > 1:
                sys.exit(f"status {status}: {command}")
            if run:
                taken.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
