"""USR009 and USR010: directories of accounts, as far as a source shows them."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

import pytest

from tests.roots import PLAIN, mail_root, row
from tests.rules.acl.judging import GIVEN, gaps, judged
from xmailaudit.mailroot.file_names import COLLECTED
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import TargetKind
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.mailroot.switches import split_words
from xmailaudit.session import start

if TYPE_CHECKING:
    from pathlib import Path


def accounts(*names: str) -> str:
    """Rows of users with directories of these names."""
    rows = (row("example.com", f"u{n}", "1512", str(n), name, "U") for n, name in enumerate(names))
    return "".join(rows)


def rooted(files: dict[str, str], folders: tuple[str, ...], options: str = "") -> MailRoot:
    """A MailRoot with just these folders."""
    raw = {name: text.encode("latin-1") for name, text in {**PLAIN, **files}.items()}
    words = StartOptions.parse(split_words(options), origin=Origin.given())
    return MailRoot(MemorySource(raw, folders=folders), words)


def said(root: MailRoot, rule: str = "USR009", platform: str | None = None) -> list[str]:
    """The first words that tell the sentences apart."""
    findings = judged(root, rule, GIVEN._replace(platform=platform))
    return [str(one.message.parameters["directory"]) for one in findings]


@pytest.mark.parametrize(
    ("options", "there", "found"),
    [
        ("", "Maildir", []),
        ("", "mailbox", []),
        ("", "maildir", ["domains/example.com/a"]),
        ("-MM", "mailbox", ["domains/example.com/a"]),
        ("-Mm", "mailbox", []),
        ("-Mm", "Maildir", ["domains/example.com/a"]),
    ],
)
def test_the_mailbox_is_that_of_the_layout(options: str, there: str, found: list[str]) -> None:
    """Either one will do where nobody said how XMail is started."""
    root = rooted({"mailusers.tab": accounts("a")}, (f"domains/example.com/a/{there}",), options)

    assert said(root) == found


@pytest.mark.parametrize(("platform", "found"), [("unix", 1), (None, 1), ("windows", 0)])
def test_case_counts_where_the_server_counts_it(platform: str | None, found: int) -> None:
    """Of the directory and of the mailbox."""
    root = rooted({"mailusers.tab": accounts("A")}, ("domains/example.com/a/Maildir",))
    other = rooted({"mailusers.tab": accounts("a")}, ("domains/example.com/a/MAILDIR",))

    assert len(said(root, platform=platform)) == found
    assert len(said(other, platform=platform)) == found


def test_directories_that_differ_in_case_are_one_on_windows() -> None:
    """And two elsewhere."""
    folders = ("domains/example.com/a/Maildir", "domains/example.com/A/Maildir")
    root = rooted({"mailusers.tab": accounts("a", "A")}, folders)

    assert said(root, platform="unix") == []
    assert said(root, platform="windows") == ["domains/example.com/a"]


@pytest.mark.parametrize(
    "directory", ["../example.org/x", "", ".", "x/..", "../../x", "../../../x"]
)
def test_a_directory_outside_is_told_on_any_source(directory: str) -> None:
    """The row alone says so, also where it leads out of the MailRoot."""
    root = mail_root({"mailusers.tab": accounts(directory)})
    source = root.source
    assert isinstance(source, MemorySource)
    source.kind = TargetKind.ARCHIVE

    assert len(said(root)) == 1


def test_an_archive_does_not_show_what_is_missing(tmp_path: Path) -> None:
    """Nobody packs empty folders; what it shows is judged."""
    folder = tmp_path / "MailRoot"
    mine = folder / "domains/example.com/a/Maildir/new"
    mine.mkdir(parents=True)
    (mine / "1.mail").write_text("x\n", encoding="latin-1")
    files = {**PLAIN, "mailusers.tab": accounts("a", "b")}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="latin-1")
    archive = tmp_path / "a.tar"
    with tarfile.open(archive, "w") as packed:
        packed.add(folder, "MailRoot")

    assert said(start(folder).root) == ["domains/example.com/b"]
    (gap,) = gaps(start(archive).root, "USR009")
    assert gap.reason.parameters["file"] == "domains/example.com/b"
    assert judged(start(archive).root, "USR010") == []


def test_what_was_gathered_in_part_leaves_orphans_open(tmp_path: Path) -> None:
    """A folder may be there that the script did not come to; those it did come to are judged."""
    told = "xmailaudit-collect 1\n"
    files = {"mailusers.tab": accounts("a"), "domains/example.com/b/user.tab": ""}
    for name, text in {**PLAIN, **files, COLLECTED: told}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="latin-1")
    root = start(tmp_path).root

    (gap,) = gaps(root, "USR010")
    assert gap.reason.parameters["folder"] == "domains"
    (gap,) = gaps(root, "USR009")
    assert gap.reason.parameters["file"] == "domains/example.com/a"


def test_many_missing_directories_are_one_finding() -> None:
    """With twenty places."""
    root = rooted({"mailusers.tab": accounts(*(f"d{n}" for n in range(50)))}, ("domains",))
    (finding,) = judged(root, "USR009")

    assert (finding.total, len(finding.places)) == (50, 20)


def test_orphans_of_all_domains_are_found_in_order() -> None:
    """One by one; a folder that merely leads to an account's is none."""
    root = rooted(
        {"mailusers.tab": accounts("staff/a")},
        (
            "domains/example.com/staff/a/Maildir",
            "domains/example.com/staff/Maildir",
            "domains/example.com/b/Maildir",
            "domains/example.net/a/mailbox",
            "domains/example.net/empty",
        ),
    )

    assert said(root, "USR010") == ["domains/example.com/b", "domains/example.net/a"]
