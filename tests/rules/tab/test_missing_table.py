"""TAB013: what is missing, and what only nobody shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.roots import PLAIN
from tests.rules.acl.judging import GIVEN, gaps, judged
from xmailaudit.audit.judgement import Judgement
from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import ABSENT, Content, TargetKind, Unseen
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import say
from xmailaudit.rules.finding import Confidence, Finding
from xmailaudit.rules.tab.missing_table import RULE

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ("tabindex", "spool", "dnscache/mx", "pop3locks")
FILES = {file: text.encode() for file, text in PLAIN.items()}


class Partly(MemorySource):
    """A source that shows some files only."""

    def shows_all(self, file: str, /) -> bool:
        """Of one file it knows."""
        return file == "spammers.tab"

    def read(self, path: str, /) -> Content:
        """One of them was not gathered."""
        content = super().read(path)
        hidden = content is ABSENT and path == "aliases.tab"
        return Unseen(say("not gathered")) if hidden else content


def root_of(source: MemorySource | DirectorySource) -> MailRoot:
    """A MailRoot whose start options nobody knows."""
    return MailRoot(source, StartOptions.assumed())


def found_in(root: MailRoot) -> list[Finding]:
    """What the rule finds, whatever it cannot judge."""
    judgement = Judgement(root, GIVEN)
    judgement.judge(RULE)
    return judgement.findings


def test_a_copy_of_the_tables_alone_is_likely_none() -> None:
    """Without any folder it never was a server's; with one it was."""
    bare = judged(root_of(MemorySource(FILES)), "TAB013")
    used = judged(root_of(MemorySource(FILES, folders=["spool"])), "TAB013")

    assert [found.confidence for found in bare] == [Confidence.LIKELY] * 2
    assert [found.confidence for found in used] == [Confidence.CERTAIN] * 2
    assert [found.total for found in bare] == [3, 1]
    assert [found.total for found in used] == [2, 1]


def test_folders_of_an_archive_are_not_judged() -> None:
    """Empty ones are seldom packed."""
    source = MemorySource(FILES)
    source.kind = TargetKind.ARCHIVE

    assert judged(root_of(source), "TAB013") == []


def test_what_is_not_shown_is_not_missing() -> None:
    """One that is known to be missing is found all the same."""
    files = {file: FILES[file] for file in ("domains.tab", "mailusers.tab")}
    root = root_of(Partly(files, folders=FOLDERS))

    assert [gap.file for gap in gaps(root, "TAB013")] == [None]
    assert [found.places[0].file for found in found_in(root)] == ["spammers.tab"]


def test_a_table_that_cannot_be_read_is_not_missing() -> None:
    """Why is said."""
    files = {file: data for file, data in FILES.items() if file != "aliases.tab"}

    (gap,) = gaps(root_of(Partly(files, folders=FOLDERS)), "TAB013")

    assert gap.file == "aliases.tab"


def test_a_link_out_of_the_mailroot_is_no_missing_folder(tmp_path: Path) -> None:
    """A spool on another disk is not looked at."""
    root, elsewhere = tmp_path / "MailRoot", tmp_path / "disk"
    for folder in (root, elsewhere, *(root / name for name in FOLDERS if name != "spool")):
        folder.mkdir(parents=True)
    for file, data in FILES.items():
        (root / file).write_bytes(data)
    (root / "spool").symlink_to(elsewhere)

    (gap,) = gaps(root_of(DirectorySource(root)), "TAB013")

    assert gap.file == "spool"
    assert found_in(root_of(DirectorySource(root))) == []
