"""The list of findings, and one of them whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from tests.tui.driving import home, pressed, screen_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive
    from xmailaudit.tui.screens.findings import FindingsScreen

    Root = Callable[[str], Path]

PASTED = Path(__file__).parents[1] / "data" / "xmailcfg" / "post.txt"

PROFILE = """\
extends = "default"

[[suppress]]
rule = "ACL003"
file = "ctrl.ipmap.tab"
reason = "the neighbours are ours"
owner = "ann"
expires = 2027-01-31
"""


def _rows(pilot: Pilot[int]) -> list[str]:
    return cast("FindingsScreen", home(pilot).pages()[-1]).rows.plain_lines(80)


def _state(pilot: Pilot[int]) -> str:
    return screen_text(home(pilot)).splitlines()[2].strip()


def test_filters_narrow_and_escape_shows_all_again(drive: Drive, fixture_root: Root) -> None:
    """By severity, by family, by words; each is told above the list."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "2")
        total = len(_rows(pilot))
        await pressed(pilot, "s", "s")
        assert all("critical" in row or "high" in row for row in _rows(pilot))
        assert f"{len(_rows(pilot))} of {total} findings, high and worse" in _state(pilot)
        await pressed(pilot, "slash", *"server.tab", "enter")
        assert 0 < len(_rows(pilot)) < total
        assert "with “server.tab”" in _state(pilot)
        await pressed(pilot, "escape")
        assert len(_rows(pilot)) == total
        await pressed(pilot, "f")
        twin = home(pilot).pages()[-1].twin()
        family = twin[twin.index("--select") + 1]
        assert all(family in row for row in _rows(pilot))
        await pressed(pilot, "slash", *"zzz")
        assert _rows(pilot) == []
        assert "esc shows all of them" in screen_text(home(pilot))

    drive(fixture_root("fixed-ip-sender"), steps)


def test_the_row_under_the_cursor_is_told_in_full(drive: Drive, fixture_root: Root) -> None:
    """However little of it has room in the list."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "2", "down")
        *_lines, name, what, more, _keys = screen_text(home(pilot)).splitlines()
        assert name.strip() == "ACL003 host-with-wide-mask, ctrl.ipmap.tab:3"
        assert f"{what.strip()} {more.strip()}".endswith("255.255.255.0 a network")

    drive(fixture_root("fixed-ip-sender"), steps)


def test_findings_are_grouped_under_their_files(drive: Drive, fixture_root: Root) -> None:
    """The cursor stays on its finding."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "2", "down", "o")
        page = cast("FindingsScreen", home(pilot).pages()[-1])
        rows = _rows(pilot)
        assert "ctrl.ipmap.tab (3)" in rows
        assert "ACL003" in rows[page.rows.cursor]
        await pressed(pilot, "o")
        assert "ctrl.ipmap.tab (3)" not in _rows(pilot)

    drive(fixture_root("fixed-ip-sender"), steps)


def test_what_is_hidden_is_a_key_away(drive: Drive, fixture_root: Root, tmp_path: Path) -> None:
    """With who accepted it, and why; nothing is chosen for it."""
    profile = tmp_path / "own.toml"
    profile.write_text(PROFILE, encoding="utf-8")

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2")
        assert "hidden: 1" in _state(pilot)
        await pressed(pilot, "h")
        assert _state(pilot).startswith("1 hidden finding")
        told = "Suppressed, accepted by ann until 2027-01-31: the neighbours are ours"
        assert told in screen_text(app)
        await pressed(pilot, "space", "enter")
        assert told in screen_text(app)
        await pressed(pilot, "enter")
        assert not app.desk.picks
        assert "[ ]" not in screen_text(app)

    drive(fixture_root("fixed-ip-sender"), steps, profile=str(profile))


def test_a_finding_names_its_place_among_the_others(drive: Drive, fixture_root: Root) -> None:
    """And only the keys that do something for it."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "enter")
        shown = screen_text(app)
        assert "finding 1 of 33" in shown
        assert "a ask" not in shown
        assert "choose fix" not in shown
        await pressed(pilot, "n")
        shown = screen_text(app)
        assert "finding 2 of 33" in shown
        assert "a ask" in shown
        assert "--client203.0.113.1" in "".join(shown.split())  # the whole command
        await pressed(pilot, "space")
        assert "[x] Let in 203.0.113.24 alone (safe)" in screen_text(app)
        assert len(app.desk.picks) == 1
        await pressed(pilot, "p", "p", "p")
        assert "finding 1 of 33" in screen_text(app)

    drive(fixture_root("fixed-ip-sender"), steps)


def test_rules_are_named_where_there_is_room(drive: Drive, fixture_root: Root) -> None:
    """Nobody knows them by their numbers."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "2")
        report = home(pilot).desk.report
        assert report is not None
        name = report.findings[0].finding.rule.name
        assert f"SRV001 {name} " in screen_text(home(pilot))

    drive(fixture_root("hardened"), steps, size=(120, 40))


def test_a_long_path_does_not_hide_what_is_wrong(drive: Drive, tmp_path: Path) -> None:
    """The place of a row in a copied text is its whole path: it stands last."""
    text = tmp_path / "a-name-that-takes-most-of-a-line-of-eighty-columns-by-itself.txt"
    text.write_bytes(PASTED.read_bytes())

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "2")
        *_lines, name, what, more, _keys = screen_text(home(pilot)).splitlines()
        assert name.strip() == "ACL003 host-with-wide-mask"
        assert f"{what.strip()} {more.strip()}".startswith("CTRL lets in 255 strangers: ")

    drive(text, steps)
