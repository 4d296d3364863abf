"""USR018, USR029: programs that XMail starts, judged by their text and by what is seen of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.roots import PLAIN, row
from tests.rules.acl.judging import GIVEN, gaps, judged, map_root
from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import English, render

if TYPE_CHECKING:
    from pathlib import Path

    from xmailaudit.rules.finding import Finding

BOB = "domains/example.com/bob/mailproc.tab"
WINDOWS = GIVEN._replace(platform="windows")
UNIX = GIVEN._replace(platform="unix")
HOME = "-Ms /var/MailRoot"


def external(path: str) -> dict[str, str]:
    """A file of commands that runs a program."""
    return {BOB: row("mailbox") + row("external", "0", "90", path, "@@FILE")}


def words(found: list[Finding]) -> list[str]:
    """The findings as a person reads them."""
    return [render(one.message, English(), show=str) for one in found]


@pytest.mark.parametrize(
    ("path", "findings"),
    [
        ("/var/MailRoot/bin/hand", 1),
        ("/var/MailRoot//bin/./hand", 1),
        ("/var/MailRoot", None),
        ("/var/MailRoot/bin/../../x", None),
        ("/var/mailroot/bin/hand", None),
        ("/usr/bin/hand", None),
        ("hand", 1),
        ("~/hand", 1),
        ("./hand", 1),
        (r"C:\hand.exe", None),
        ("@@FILE", 0),
        ("$(FILE)", 0),
        ("/bin/$(NO)", None),
    ],
)
def test_a_program_outside_is_not_judged(path: str, findings: int | None) -> None:
    """None: nobody can tell; a relative path and what lies inside are judged."""
    root = map_root(options=HOME, files=external(path))

    if findings is None:
        (gap,) = gaps(root, "USR018")
        assert (gap.file, render(gap.reason, English(), show=str)) == (
            BOB,
            f"{path} lies outside of what is seen of the MailRoot",
        )
    else:
        assert len(judged(root, "USR018")) == findings


def test_a_copy_elsewhere_is_no_proof_that_a_program_is_missing() -> None:
    """Without -Ms nobody knows that /var/MailRoot is this MailRoot; a file that is there may be."""
    absent = map_root(files=external("/var/MailRoot/bin/hand"))
    present = map_root(files={**external("/var/MailRoot/bin/hand"), "bin/hand": ""})

    reasons = [render(gap.reason, English(), show=str) for gap in gaps(absent, "USR018")]
    assert reasons == ["/var/MailRoot/bin/hand lies outside of what is seen of the MailRoot"]
    reasons = [render(gap.reason, English(), show=str) for gap in gaps(present, "USR018")]
    assert reasons == ["who may write /var/MailRoot/bin/hand is not known here"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (r"C:\MailRoot\bin\hand.exe", "There is no"),
        (r"c:/mailroot/bin\HAND.exe", "There is no"),
        (r"hand.exe", "Windows runs the first"),
        (r"C:\Program Files\hand.exe", "Windows cuts"),
        (r"C:\MailRoot\my bin\hand.exe x", "Windows cuts"),
    ],
)
def test_windows_reads_paths_its_own_way(path: str, said: str) -> None:
    """In any case of letters, with either slash, cut at blanks."""
    root = map_root(options=r"-Ms C:\MailRoot", files=external(path))

    (found,) = words(judged(root, "USR018", WINDOWS))

    assert found.startswith(said) or said in found


def test_a_program_with_arguments_in_its_field_is_one_on_windows() -> None:
    """The first word ends as a program does."""
    path = r"C:\MailRoot\bin\perl.exe C:\MailRoot\hand.pl"
    files = {**external(path), "bin/perl.exe": "", "hand.pl": ""}

    assert judged(map_root(options=r"-Ms C:\MailRoot", files=files), "USR018", WINDOWS) == []


def test_a_drive_is_no_root_on_unix() -> None:
    """Where somebody told that it is Unix."""
    (found,) = words(judged(map_root(files=external(r"C:\hand.exe")), "USR018", UNIX))

    assert "is not absolute" in found


def test_a_filter_that_is_searched_for_is_found_on_windows() -> None:
    """So it is a matter of who decides what runs, and not of mail that passes."""
    files = {"filters.post-data.tab": row("scan.exe", "@@FILE")}

    assert len(judged(map_root(files=files), "USR018", WINDOWS)) == 1
    assert judged(map_root(files=files), "USR029", WINDOWS) == []
    assert len(judged(map_root(files=files), "USR029", UNIX)) == 1


def test_many_rows_are_one_finding() -> None:
    """With the number of all."""
    rows = row("*", "*", "192.0.2.7", "0.0.0.0/0", "scan.tab") * 30
    root = map_root(files={"filters.in.tab": rows})

    (found,) = judged(root, "USR029")

    assert (found.total, len(found.places)) == (30, 20)
    assert "30 rows" in words([found])[0]


def test_arguments_are_not_shown() -> None:
    """A line typed with blanks may hold a password."""
    files = {BOB: row("mailbox") + row("external", "0", "90", "hand --password hunter2", "x")}

    assert not any("hunter2" in text for text in words(judged(map_root(files=files), "USR018")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A MailRoot of this machine, with a program in it."""
    program = tmp_path / "bin" / "hand"
    program.parent.mkdir()
    for file, text in {**PLAIN, **external(str(program))}.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for above in (tmp_path, program.parent):
        above.chmod(0o755)
    return tmp_path


def opened(folder: Path) -> MailRoot:
    """The folder as it is now."""
    return MailRoot(DirectorySource(folder), StartOptions.assumed())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize(
    ("mode", "above", "said"),
    [
        (0o755, 0o755, []),
        (0o775, 0o755, []),
        (0o757, 0o755, ["Others may write"]),
        (0o755, 0o757, ["Others may write"]),
        (0o755, 0o1757, []),
        (0o757, 0o750, []),
        (0o644, 0o755, ["Nobody may execute"]),
        (0o646, 0o755, ["Nobody may execute", "Others may write"]),
    ],
)
def test_modes_are_judged_where_they_are_known(
    folder: Path, mode: int, above: int, said: list[str]
) -> None:
    """A closed folder keeps others out."""
    (folder / "bin" / "hand").chmod(mode)
    (folder / "bin").chmod(above)

    found = words(judged(opened(folder), "USR018"))

    assert [text[: len(start)] for text, start in zip(found, said, strict=True)] == said


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_a_program_that_is_a_link_to_outside_is_not_looked_at(folder: Path) -> None:
    """The source does not follow it."""
    (folder / "bin" / "hand").unlink()
    (folder / "bin" / "hand").symlink_to("/bin/sh")

    assert len(gaps(opened(folder), "USR018")) == 1


def test_a_program_taken_away_is_missing(folder: Path) -> None:
    """The folder's own path tells that it is inside."""
    (folder / "bin" / "hand").unlink()

    (found,) = words(judged(opened(folder), "USR018"))

    assert found.startswith("There is no ")
