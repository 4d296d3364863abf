"""A process may die at any instant: each file is old or new, and the next run settles it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("kill_matrix.py")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_every_death_and_every_failure_is_survived(tmp_path: Path) -> None:
    """Before, in and after each call: of an apply, its undo, the undo of that, and recoveries."""
    run = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    *troubles, numbers = run.stdout.splitlines() or [""]
    assert (run.stderr, troubles) == ("", [])
    calls = json.loads(numbers)["calls"]
    assert calls["apply"] > 40
    assert calls["undo"] > 30
    assert min(calls.values()) >= 10
