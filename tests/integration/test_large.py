"""Many is normal: 20,000 accounts in one pass, each read once, in bounded memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.large import make

ACCOUNTS = 20_000
MOST_MEMORY = 120 << 20

#: The command, watched from within: how often each file is opened, and the most memory it took.
WATCHED = """
import collections, json, sys
opened = collections.Counter()
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        name = arguments[0] if isinstance(arguments[0], str) else arguments[0].decode("latin-1")
        opened[name] += 1
sys.addaudithook(watch)
from xmailaudit.cli import main
status = main(["audit", sys.argv[1], "--format", "json", "--output", sys.argv[2]])
with open("/proc/self/status") as stream:
    peak = next(int(line.split()[1]) << 10 for line in stream if line.startswith("VmHWM"))
of_accounts = [times for name, times in opened.items() if name.endswith("/user.tab")]
print(json.dumps({"status": status, "peak": peak, "files": len(of_accounts),
                  "most": max(of_accounts)}))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="/proc tells the peak")
def test_twenty_thousand_accounts(tmp_path: Path) -> None:
    """Each user.tab is opened once for all rules, and nothing heaps up."""
    root = make(tmp_path / "MailRoot", accounts=ACCOUNTS, rows=100)
    report = tmp_path / "report.json"

    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(root), str(report)],
        check=True,
        capture_output=True,
        text=True,
    )

    watched = json.loads(done.stdout)
    assert watched["files"] == ACCOUNTS
    assert watched["most"] == 1
    assert watched["peak"] <= MOST_MEMORY
    assert watched["status"] == 1
    assert json.loads(report.read_text(encoding="utf-8"))["summary"]["high"] > 0
