"""`selftest`: recorded decisions against what policy says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

VECTORS = Path(__file__).resolve().parents[1] / "data" / "vectors"
FEW = "xmcrypt.jsonl"


def test_a_recording_that_agrees_ends_with_0(run: Run) -> None:
    """The counts stand last."""
    ran = run("selftest", VECTORS / FEW)

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[-1].endswith(" agreed, 0 disagreed, 0 not modelled")


def test_a_disagreement_is_printed_and_ends_with_1(run: Run, tmp_path: Path) -> None:
    """With the record, what was seen, and what policy says."""
    record = json.loads((VECTORS / FEW).read_text("utf-8").splitlines()[0])
    record["queries"][0]["observed"] = {"output": "\x1b[31mzz"}
    file = tmp_path / "wrong.jsonl"
    file.write_text(json.dumps(record) + "\n", encoding="utf-8")

    ran = run("selftest", file)

    assert ran.status == 1
    assert record["id"] in ran.out.splitlines()[0]
    assert "zz" in ran.out
    assert "\x1b" not in ran.out
    assert ", 1 disagreed, 0 not modelled" in ran.out.splitlines()[-1]


@pytest.mark.parametrize("text", ["{", "[]", '{"id": 1}', "\xff"])
def test_what_is_no_recording_is_one_line_and_status_2(run: Run, tmp_path: Path, text: str) -> None:
    """With file and line."""
    file = tmp_path / "no.jsonl"
    file.write_bytes(b"\n" + text.encode("latin-1") + b"\n")

    ran = run("selftest", file)

    assert ran.status == 2
    assert ran.err.startswith(f"xmailaudit: {file}:2: ")
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_a_file_without_a_recording_proves_nothing(run: Run, tmp_path: Path, text: str) -> None:
    """Nothing compared is not all agreed."""
    file = tmp_path / "empty.jsonl"
    file.write_text(text, encoding="utf-8")

    assert run("selftest", file) == (2, "", f"xmailaudit: nothing is recorded in {file}\n")


def test_a_file_that_is_not_there_is_one_line_and_status_2(run: Run, tmp_path: Path) -> None:
    """A folder likewise."""
    for file in (tmp_path, tmp_path / "nowhere.jsonl"):
        ran = run("selftest", file)

        assert ran.status == 2
        assert f"{file} cannot be read: " in ran.err
