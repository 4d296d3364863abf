"""`export`: the recommended configuration in a folder of its own, the original untouched."""

from __future__ import annotations

import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.exports import run_shell, shell_words, tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

POST = Path(__file__).parents[1] / "data" / "xmailcfg" / "post.txt"
DAY = ("--at", "2026-11-24")
PASSWORDS = ("never-Shown-", "0b0013001748360d0a120b487e3e565408")


def test_a_folder_with_all_of_it(run: Run, roots: Roots, tmp_path: Path) -> None:
    """The tables, the page and the scripts, for the owner's eyes only."""
    before = tree(roots["fixed-ip-sender"])
    done = run("export", roots["fixed-ip-sender"], "--out", tmp_path / "out", *DAY)
    assert done.status == 0, done.err
    names = {path.name for path in (tmp_path / "out").iterdir()}
    scripts = {"apply.sh", "undo.sh", "apply.cmd", "undo.cmd"}
    assert names == {"MailRoot", "CHANGES.md", "audited"} | scripts
    assert (tmp_path / "out" / "MailRoot" / "server.key").exists()
    assert {mode & 0o077 for _data, mode in tree(tmp_path / "out").values()} == {0}
    assert tree(roots["fixed-ip-sender"]) == before


def test_only_what_changes(run: Run, roots: Roots, tmp_path: Path) -> None:
    """And no other file."""
    done = run("export", roots["fixed-ip-sender"], "--out", tmp_path / "out", "--changed-only")
    assert done.status == 0, done.err
    assert not (tmp_path / "out" / "MailRoot" / "server.key").exists()
    assert (tmp_path / "out" / "MailRoot" / "ctrl.ipmap.tab").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a script for POSIX shells")
def test_an_archive_is_exported_and_carried_out(run: Run, roots: Roots, tmp_path: Path) -> None:
    """The script makes of the MailRoot what the export holds."""
    root = roots["fixed-ip-sender"]
    with tarfile.open(tmp_path / "mail.tar", "w") as archive:
        archive.add(root, "MailRoot")
    with tarfile.open(tmp_path / "mail.tar") as archive:
        archive.extractall(tmp_path / "server", filter="data")
    out = tmp_path / "out"
    done = run("export", tmp_path / "mail.tar", "--out", out, "--unsafe", *DAY)
    assert done.status == 0, done.err
    server = tmp_path / "server" / "MailRoot"
    applied = run_shell(shell_words("dash"), out / "apply.sh", "--server-stopped", server)
    assert applied.returncode == 0, applied.stderr
    exported = {path: data for path, (data, _mode) in tree(out / "MailRoot").items()}
    found = {path: data for path, (data, _mode) in tree(server).items()}
    assert {path: found[path] for path in exported} == exported


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("options", [(), ("--unsafe",)], ids=["safe", "unsafe"])
@pytest.mark.parametrize("name", ["hostile", "japanese-windows", "distribution"])
def test_the_page_holds_no_password(
    run: Run, roots: Roots, tmp_path: Path, name: str, options: tuple[str, ...], language: str
) -> None:
    """Nor anything that moves a cursor."""
    out = tmp_path / "out"
    done = run("export", roots[name], "--out", out, "--lang", language, *options, *DAY)
    assert done.status == 0, done.err
    page = (out / "CHANGES.md").read_text(encoding="utf-8")
    assert not [word for word in PASSWORDS if word in page]
    assert all(c.isprintable() or c in "\n\t" for c in page)


def test_a_text_is_exported_as_steps(run: Run, tmp_path: Path) -> None:
    """The files say by their folder that they are not all there is, and no script uses them."""
    out = tmp_path / "out"
    done = run("export", POST, "--out", out, "--unsafe", *DAY)
    assert done.status == 0, done.err
    assert {path.name for path in out.iterdir()} == {"MailRoot-incomplete", "CHANGES.md"}
    page = (out / "CHANGES.md").read_text(encoding="utf-8")
    assert "NOT COMPLETE" in page
    assert "On the screen 「" in page.replace("`", "")


def test_a_folder_with_something_in_it_is_left_alone(
    run: Run, roots: Roots, tmp_path: Path
) -> None:
    """Refused."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    done = run("export", roots["fixed-ip-sender"], "--out", tmp_path / "out")
    assert (done.status, "is not empty" in done.err) == (5, True)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]


def test_not_into_the_mail_root(run: Run, roots: Roots) -> None:
    """Nothing is written there."""
    root = roots["fixed-ip-sender"]
    done = run("export", root, "--out", root / "out")
    assert done.status == 2
    assert not (root / "out").exists()


def test_other_files(run: Run, roots: Roots, tmp_path: Path) -> None:
    """Alone, or with the configuration."""
    done = run("export", roots["fixed-ip-sender"], "--out", tmp_path / "one", "--what", "fail2ban")
    assert done.status == 0, done.err
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["fail2ban"]
    both = ("--what", "config,fail2ban,firewall")
    done = run("export", roots["fixed-ip-sender"], "--out", tmp_path / "two", *both)
    assert (tmp_path / "two" / "fail2ban").is_dir()
    assert [*(tmp_path / "two").glob("firewall*")]
    assert (tmp_path / "two" / "CHANGES.md").exists()


@pytest.mark.parametrize(
    "options",
    [("--what", "konfig"), ("--choose", "REL002"), ("--answer", "REL002=1"), ("--out", "")],
)
def test_wrong_words(run: Run, roots: Roots, tmp_path: Path, options: tuple[str, str]) -> None:
    """Said before anything is written."""
    out = () if options[0] == "--out" else ("--out", tmp_path / "out")
    done = run("export", roots["fixed-ip-sender"], *out, *options)
    assert done.status == 2
    assert not (tmp_path / "out").exists()
