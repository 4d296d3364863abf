"""The page about rules of one's own: its example is loaded, run and explained as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import materialise
from tests.own_rules import forgetting
from xmailaudit.audit.own_rules import GROUP
from xmailaudit.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "own-rules.md").read_text(encoding="utf-8")
LINES = 10


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the example where the page has it, and a MailRoot; then it is forgotten."""
    (example,) = blocks("python")
    assert len(example.splitlines()) == LINES
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "postmaster_reads.py").write_text(example, encoding="utf-8")
    materialise("hardened", tmp_path / "MailRoot")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    with forgetting():
        yield tmp_path


def test_the_commands_of_the_page_work(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The example finds something, and is explained."""
    _have_postmaster(folder, b"root@example.com")
    audit, explain = blocks("sh")[0].splitlines()

    assert main(audit.split()[1:]) == 0
    out = capsys.readouterr().out
    assert "LOW ORG001 postmaster-reads\n" in out
    assert ", not postmaster@example.com\n" in out
    assert main(explain.split()[1:]) == 0
    assert capsys.readouterr().out.startswith("ORG001 postmaster-reads\n")


def test_the_example_is_quiet_where_all_is_well(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rule that always speaks would prove nothing."""
    _have_postmaster(folder, b"postmaster@example.com")

    assert main(["audit", "MailRoot", "--rules", "rules", "--select", "ORG"]) == 0
    assert "ORG001" not in capsys.readouterr().out


def _have_postmaster(folder: Path, address: bytes) -> None:
    table = folder / "MailRoot" / "server.tab"
    text = re.sub(rb'^"PostMaster"\t.*$', b"", table.read_bytes(), flags=re.MULTILINE)
    table.write_bytes(text + b'"PostMaster"\t"' + address + b'"\n')


def test_the_page_names_the_group() -> None:
    """Of entry points."""
    assert f'[project.entry-points."{GROUP}"]' in blocks("toml")[1]
