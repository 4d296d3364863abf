"""Every command a report prints shows what the report says: same decision, same rows."""

from __future__ import annotations

import json
import os
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.materialise import names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

LABEL = "See for yourself: "
DECISIONS = {0: "allow", 1: "refuse", 4: "undetermined"}
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the lines are for this system's shell")


@pytest.mark.parametrize("options", [(), ("--command-line", "-S6 -C6 -P6 -F6")])
@pytest.mark.parametrize("name", names())
def test_every_printed_command_gives_the_decision_and_the_rows_of_the_report(
    run: Run, roots: Roots, name: str, options: tuple[str, ...]
) -> None:
    """The text report's lines are those of the JSON report, and each is run as it stands."""
    report = json.loads(run("audit", roots[name], "--format", "json", *options).out)
    text = run("audit", roots[name], *options).out
    printed = [
        line.partition(LABEL)[2] for line in text.splitlines() if line.strip().startswith(LABEL)
    ]
    witnesses = [finding["witness"] for finding in report["findings"] if finding["witness"]]

    assert printed == [witness["command"] for witness in witnesses]
    for witness in witnesses:
        _assert_shown(run, witness)


def _assert_shown(run: Run, witness: dict[str, Any]) -> None:
    program, *words = shlex.split(witness["command"])
    ran = run(*words, "--format", "json")
    answer = json.loads(ran.out)

    assert program == "xmailaudit"
    assert answer["decision"] == witness["decision"] == DECISIONS[ran.status]
    assert _rows(answer) == _rows(witness)


def _rows(decision: dict[str, Any]) -> list[tuple[str, int, str]]:
    return [(step["file"], step["line"], step["reason"]) for step in decision["trace"]]


def test_there_is_something_to_show(run: Run, roots: Roots) -> None:
    """The seed case alone has commands to run, else the test above would prove nothing."""
    assert LABEL in run("audit", roots["fixed-ip-sender"]).out


def test_a_folder_with_a_name_full_of_traps_is_quoted(
    run: Run, roots: Roots, tmp_path: Path
) -> None:
    """Spaces, quotes, dollars and escapes in the target's name are words of one argument."""
    trap = tmp_path / "Mail Root'$(id)`\x1b[31m\u202e"
    trap.mkdir()
    for name in ("server.tab", "ctrl.ipmap.tab"):
        (trap / name).write_bytes((roots["fixed-ip-sender"] / name).read_bytes())

    ran = run("audit", trap, "--select", "ACL003")

    assert "\x1b" not in ran.out
    (line,) = [line for line in ran.out.splitlines() if LABEL in line]
    shown = _in_shell(line.partition(LABEL)[2])
    assert run(*shown[1:]).status == 0


def _in_shell(line: str) -> list[str]:
    """The words that a shell makes of a line."""
    import subprocess

    printed = subprocess.run(
        ["/bin/bash", "-c", f"printf '%s\\0' {line}"],
        capture_output=True,
        check=True,
    )
    return [os.fsdecode(word) for word in printed.stdout.split(b"\0")[:-1]]
