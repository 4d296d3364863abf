"""A plan in a file works from any folder and is private; old passwords stay unseen in diffs."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import materialise
from xmailaudit.cli import status
from xmailaudit.tables.index_file import INDEXES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

RESTART = "start XMail again"
STOPPED = "--server-stopped"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A MailRoot of one's own, with the current folder and the journals beside it."""
    monkeypatch.setenv("XMAILAUDIT_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return materialise("distribution", tmp_path / "MailRoot")


def test_a_plan_is_carried_out_from_another_folder(
    run: Run, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the MailRoot nor the profile is looked for where one happens to be."""
    (tmp_path / "mine.toml").write_text('fail-on = "never"\n', encoding="utf-8")
    made = run("fix", root.name, "--profile", "mine.toml", "--plan", "plan.json")
    assert made.status == status.DONE, made.err
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    done = run("apply", tmp_path / "plan.json", STOPPED)
    assert done.status == status.DONE, done.err
    assert b'"NoSenderBounce"\t"1"' in (root / "server.tab").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.usefixtures("root")
def test_a_plan_is_for_its_owner_alone(run: Run, tmp_path: Path) -> None:
    """Its hashes tell whether a guessed password is right."""
    run("fix", "MailRoot", "--plan", "plan.json")
    assert stat.S_IMODE((tmp_path / "plan.json").stat().st_mode) == 0o600


def test_the_login_at_a_dns_provider_is_masked(run: Run, root: Path) -> None:
    """Old versions kept it in server.tab, and TAB003 takes it out."""
    with (root / "server.tab").open("ab") as table:
        table.write(b'"DynDnsSetup"\t"dyn.example.com,80,/update,me,hush1234"\n')
        table.write(b'#"DynDnsSetup" "dyn.example.com,80,/update,me,hush1234"\n')
    for form in ("text", "json"):
        shown = run("fix", root, "--format", form)
        assert "DynDnsSetup" in shown.out
        assert "hush1234" not in shown.out + shown.err
    assert "hush1234" not in run("audit", root, "--format", "json").out


def test_the_mailroot_itself_has_a_name_in_the_diff(run: Run, root: Path) -> None:
    """A change of its rights is about `.`."""
    root.chmod(0o755)
    assert ("--- a/.\n+++ b/.\nrights 0755" in run("fix", root).out) is (os.name != "nt")


def test_whoever_takes_an_indexed_table_back_is_told_to_start_the_server(
    run: Run, root: Path
) -> None:
    """As when it was changed: the server is stopped then."""
    table = root / "aliases.tab"
    table.write_bytes(old := table.read_bytes().rstrip(b"\n"))
    index = root / INDEXES["aliases.tab"].file
    index.write_bytes(b"")
    done = run("fix", root, "--select", "TAB008", "--apply", STOPPED)
    assert RESTART in done.err
    index.write_bytes(b"")  # as XMail makes one when it starts
    taken_back = run("undo", STOPPED)
    assert taken_back.status == status.DONE
    assert RESTART in taken_back.err
    assert table.read_bytes() == old
    assert not index.exists()
