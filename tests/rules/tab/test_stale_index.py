"""TAB014: what a restart cures, and what a preview leaves out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.roots import PLAIN
from tests.rules.acl.judging import GIVEN, gaps, judged, with_edits, with_fix
from tests.tables.indexes import build_index
from xmailaudit.audit.judgement import Judgement
from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import TargetKind
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import English, render
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.tab.stale_index import RULE
from xmailaudit.tables.edit import InsertRow
from xmailaudit.tables.index_file import INDEXES

if TYPE_CHECKING:
    from pathlib import Path

USERS = INDEXES["mailusers.tab"]
TABLE = PLAIN["mailusers.tab"].encode()
MOVED = b"# all of us\n" + TABLE


def files(table: bytes) -> dict[str, bytes]:
    """A MailRoot whose accounts were indexed before they moved."""
    others = {file: text.encode() for file, text in PLAIN.items()}
    return {**others, "mailusers.tab": table, USERS.file: build_index(TABLE, USERS)}


def memory(table: bytes, modified: float | None = 1.0) -> MailRoot:
    """All files of one moment, or of none that is known."""
    return MailRoot(MemorySource(files(table), modified=modified), StartOptions.assumed())


def write(folder: Path, table: bytes, *, later: float) -> None:
    """The same in a folder, the table so many seconds later than its index."""
    for name, data in files(table).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    os.utime(folder / USERS.file, (1000.0, 1000.0))
    os.utime(folder / "mailusers.tab", (1000.0 + later, 1000.0 + later))


@pytest.mark.parametrize(("later", "cured"), [(0.9, False), (1.0, True), (-5.0, False)])
def test_a_restart_cures_a_table_that_is_a_second_later(
    tmp_path: Path, later: float, *, cured: bool
) -> None:
    """XMail compares whole seconds; only then the deletion is safe."""
    write(tmp_path, MOVED, later=later)

    (finding,) = judged(MailRoot(DirectorySource(tmp_path), StartOptions.assumed()), "TAB014")

    expected = Applicability.SAFE if cured else Applicability.REVIEW
    assert finding.fixes[0].applicability is expected
    assert finding.places[0].line == 2


def test_without_times_the_rows_are_named_all_the_same() -> None:
    """Only the half about a restart is left open."""
    root = memory(MOVED, modified=None)
    judgement = Judgement(root, GIVEN)
    judgement.judge(RULE)

    assert [finding.places[0].line for finding in judgement.findings] == [2]
    assert [gap.file for gap in gaps(root, "TAB014")] == [USERS.file]


@pytest.mark.parametrize(
    ("modified", "said"),
    [(None, "no row is lost by it yet"), (1.0, "nor after a restart")],
)
def test_entries_that_lead_nowhere_are_no_loss_yet(modified: float | None, said: str) -> None:
    """No row is hidden by them; where times are known, it is told what a restart does."""
    (finding,) = judged(memory(b"", modified), "TAB014")

    assert finding.severity is Severity.LOW
    assert finding.places[0].file == USERS.file
    assert said in render(finding.message, English(), show=str)


def test_a_restart_clears_them_away(tmp_path: Path) -> None:
    """Where the table is a second later."""
    write(tmp_path, b"", later=1.0)

    (finding,) = judged(MailRoot(DirectorySource(tmp_path), StartOptions.assumed()), "TAB014")

    assert "the next start makes the index anew" in render(finding.message, English(), show=str)


def test_the_index_goes_with_the_fix_and_with_every_other_one() -> None:
    """Who changes an indexed table deletes its index in the same step."""
    (finding,) = judged(memory(MOVED), "TAB014")

    assert judged(with_fix(memory(MOVED), finding.fixes[0]), "TAB014") == []
    new = InsertRow("mailusers.tab", 0, ("example.com", "eve", "1512", "2", "eve", "U"))
    assert judged(with_edits(memory(TABLE), [new]), "TAB014") == []


def test_through_the_admin_port_no_index_is_judged() -> None:
    """It hands out lines of text."""
    source = MemorySource(files(MOVED))
    source.kind = TargetKind.CONTROL

    assert len(gaps(MailRoot(source, StartOptions.assumed()), "TAB014")) == 1
