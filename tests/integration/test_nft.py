"""nft itself takes the table, once and again, and holds the sets that were meant."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import names
from tests.fix.export.made import EN, given, started, written
from tests.programs import program
from tests.roots import mail_root, row
from xmailaudit.fix.export.firewall import firewall_files
from xmailaudit.session import start

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xmailaudit.mailroot.root import MailRoot

LOAD, UNDO = "firewall/xmailaudit.nft", "firewall/xmailaudit-undo.nft"


def nft(folder: Path, root: MailRoot, *steps: str) -> str:
    """What nft says to some steps in a network of its own."""
    written(folder, firewall_files(root, given(), EN))
    tool = program("nft")
    script = "\n".join(["set -e", *(f"{tool} {step}" for step in steps)])
    command = [program("unshare"), "--user", "--map-root-user", "--net", "sh", "-c", script]
    run = subprocess.run(command, cwd=folder, check=False, capture_output=True, encoding="utf-8")
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout


@pytest.mark.parametrize("name", names())
def test_the_tables_of_every_fixture_are_taken(
    name: str, fixture_root: Callable[[str], Path], tmp_path: Path
) -> None:
    """Checked, not loaded."""
    nft(tmp_path, start(fixture_root(name)).root, f"-c -f {LOAD}", f"-c -f {UNDO}")


def test_loading_again_and_taking_away_leave_no_trace(tmp_path: Path) -> None:
    """Taking away what is not there does no harm either."""
    text = row("0.0.0.0", "0.0.0.0", "DENY", "1") + row("10.0.0.3", "255.0.0.255", "ALLOW", "2")
    text += row("192.0.2.0", "255.255.255.0", "ALLOW", "2")
    text += row("::/0", "", "DENY", "1") + row("2001:db8::/48", "", "ALLOW", "2")
    root = mail_root({"ctrl.ipmap.tab": text}, options=started("-C6 -W-"))

    once = nft(tmp_path, root, f"-f {LOAD}", "list ruleset")
    twice = nft(tmp_path, root, f"-f {LOAD}", f"-f {LOAD}", "list ruleset")
    undo = (f"-f {UNDO}", f"-f {LOAD}", f"-f {UNDO}", f"-f {UNDO}", "list ruleset")

    assert once == twice
    assert "192.0.2.0/24" in once
    assert "ip saddr & 255.0.0.255 == 10.0.0.3 accept" in once
    assert "elements = { 2001:db8::/48 }" in once
    assert nft(tmp_path, root, *undo) == ""
