"""Every address and domain there is, and one of them whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from tests.tui.driving import home, pressed, screen_text
from tests.tui.journeys import copied

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive
    from xmailaudit.tui.screens.accounts import AccountsScreen

    Root = Callable[[str], Path]

PASTED = Path(__file__).parents[1] / "data" / "xmailcfg" / "post.txt"


def _rows(pilot: Pilot[int]) -> list[str]:
    return cast("AccountsScreen", home(pilot).pages()[-1]).rows.plain_lines(80)


def _state(pilot: Pilot[int]) -> str:
    return screen_text(home(pilot)).splitlines()[2].strip()


def test_addresses_are_found_by_words_kind_and_domain(drive: Drive, fixture_root: Root) -> None:
    """Each filter is told; Escape shows all again."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "5")
        assert _state(pilot) == "8 addresses and domains"
        await pressed(pilot, "t")
        assert _state(pilot) == "3 of 8, account"
        assert all(row.startswith("account ") for row in _rows(pilot))
        await pressed(pilot, "slash", *"office", "enter")
        assert _state(pilot) == "1 of 8, account, with “office”"
        await pressed(pilot, "escape", "slash", *"office", "enter")
        assert [row.split()[1].partition("@")[0] for row in _rows(pilot)] == [
            "office",
            "postmaster",
            "abuse",
        ]
        await pressed(pilot, "escape", "end", "enter")
        assert _state(pilot) == "8 of 8, in news.example.com"
        twin = home(pilot).pages()[-1].twin()
        assert twin[twin.index("--domain") + 1] == "news.example.com"
        await pressed(pilot, "escape")
        assert _state(pilot) == "8 addresses and domains"

    drive(fixture_root("fixed-ip-sender"), steps)


def test_an_address_is_told_whole(drive: Drive, fixture_root: Root) -> None:
    """Who it is, which names lead to it, and what becomes of mail for it."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "5", "enter")
        whole = "\n".join(app.pages()[-1].plain(80))
        assert "office@news.example.com is an account" in whole
        assert "postmaster@news.example.com (aliases.tab:1)" in whole
        assert "DELIVERED: mail from <someone@example.org>" in whole
        assert app.pages()[-1].twin()[1] == "accounts"
        await pressed(pilot, "a")
        shown = screen_text(app)
        assert "What becomes of mail for this recipient?" in shown
        assert "office@news.example.com" in shown

    drive(fixture_root("fixed-ip-sender"), steps)


def test_what_a_text_does_not_show_is_told(drive: Drive) -> None:
    """And stays on the screen."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "5")
        assert "mailusers.tab could not be read: the text does not show it" in _state(pilot)

    drive(PASTED, steps)


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
