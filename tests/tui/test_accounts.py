"""The list of addresses, and the lines that are copied from it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.tui.driving import pressed
from tests.tui.journeys import copied

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive

    Root = Callable[[str], Path]


@pytest.mark.skipif(os.name == "nt", reason="the line is for this system's shell")
def test_a_domain_of_bytes_is_copied_as_these_bytes(drive: Drive, fixture_root: Root) -> None:
    """What is no UTF-8 in the table is none in the line, or it would name another domain."""
    root = fixture_root("fixed-ip-sender")
    table = root / "mailusers.tab"
    first = table.read_bytes().splitlines(keepends=True)[0]
    table.write_bytes(first.replace(b"news.", b"caf\xe9.") + table.read_bytes())

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "5", "d")
        assert r"--domain $'caf\xe9.example.com' " in await copied(pilot)
        await pressed(pilot, "enter")
        assert r"$'office@caf\xe9.example.com'" in await copied(pilot)

    drive(root, steps)
