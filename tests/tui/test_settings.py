"""The file for settings: theme and keys, and what is said of a wrong one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.driving import home, pressed, screen_text
from xmailaudit.audit.errors import ProfileError
from xmailaudit.report.language import Words, translator
from xmailaudit.tui.keys import contexts
from xmailaudit.tui.page import Page
from xmailaudit.tui.settings import FILE, Settings, read_settings, settings_file
from xmailaudit.tui.themes import THEMES, TITLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive

    Root = Callable[[str], Path]
    Wrong = Callable[[str], tuple[str, int | None]]

WORDS = Words(translator("en"))


def settings(folder: Path, text: str) -> Settings:
    """What a file with a text says."""
    (folder / FILE).write_text(text, encoding="utf-8")
    return read_settings({"XMAILAUDIT_CONFIG": str(folder)})


@pytest.fixture
def wrong(tmp_path: Path) -> Wrong:
    """What is wrong with a text, and on which line."""

    def said(text: str) -> tuple[str, int | None]:
        with pytest.raises(ProfileError) as caught:
            settings(tmp_path, text)
        assert caught.value.file == str(tmp_path / FILE)
        return WORDS.message(caught.value.message), caught.value.line

    return said


def test_the_file_lies_where_the_platform_wants_it(tmp_path: Path) -> None:
    """Or in a folder of one's own; without a home there is none."""
    assert (
        settings_file({"HOME": "/home/a"}, windows=False) == "/home/a/.config/xmailaudit/tui.toml"
    )
    xdg = {"HOME": "/home/a", "XDG_CONFIG_HOME": "/etc/a"}
    assert settings_file(xdg, windows=False) == "/etc/a/xmailaudit/tui.toml"
    relative = {"HOME": "/home/a", "XDG_CONFIG_HOME": "here"}
    assert settings_file(relative, windows=False) == "/home/a/.config/xmailaudit/tui.toml"
    assert settings_file({"APPDATA": "/a"}, windows=True) == "/a/xmailaudit/tui.toml"
    assert settings_file({}, windows=True) == settings_file({}, windows=False) == ""
    assert settings_file({"XMAILAUDIT_CONFIG": str(tmp_path)}) == str(tmp_path / FILE)
    with pytest.raises(ProfileError):
        settings_file({"XMAILAUDIT_CONFIG": "here"})


def test_no_file_and_an_empty_one_change_nothing(tmp_path: Path) -> None:
    """Nor is a home needed."""
    assert read_settings({}) == Settings()
    assert read_settings({"XMAILAUDIT_CONFIG": str(tmp_path)}) == Settings()
    assert settings(tmp_path, "# nothing\n") == Settings()


def test_theme_and_keys_are_taken(tmp_path: Path) -> None:
    """Signs by themselves or by name, several for one act; two acts may change places."""
    text = """
        theme = "light"
        [keys]
        quit = "Q, ctrl+x,comma,alt+/"
        help = "f1,?"
        by-severity = "f"
        by-family = "s"
    """
    assert settings(tmp_path, text) == Settings(
        "light",
        {
            "quit": "Q,ctrl+x,comma,alt+slash",
            "help": "f1,question_mark",
            "by-severity": "f",
            "by-family": "s",
        },
    )


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
def test_every_theme_can_be_chosen_and_has_a_name(tmp_path: Path, theme: str) -> None:
    """By the name that it has in the file."""
    assert settings(tmp_path, f'theme = "{theme}"').theme == theme
    assert TITLES[theme]


def test_what_is_wrong_is_said_with_its_line_and_what_was_meant(wrong: Wrong) -> None:
    """As for a profile."""
    assert wrong('them = "light"') == (
        "there is no setting them; the nearest is theme",
        1,
    )
    assert wrong('\ntheme = "ligth"') == (
        "ligth is no value of theme; the nearest is light",
        2,
    )
    assert wrong('[keys]\n\nqiut = "x"') == (
        "nothing that a key does is called qiut; the nearest is quit",
        3,
    )
    assert wrong('[keys]\nquit = "pgdown"') == (
        "keys.quit: pgdown is no key; the nearest is pagedown",
        2,
    )
    assert wrong('[keys]\nquit = "ctl+x"')[0].startswith("keys.quit: ctl+x is no key")
    assert wrong('[keys]\nquit = "x,"')[0].startswith("keys.quit:  is no key")
    assert wrong('[keys]\nquit = "+"')[0].startswith("keys.quit: + is no key")
    assert wrong('[keys]\nquit = ""') == ("keys.quit must be a text that is not empty", 2)
    assert wrong("[keys]\nquit = 3") == ("keys.quit must be a text that is not empty", 2)
    assert wrong("keys = 3") == ("keys must be a table", 1)
    assert wrong("theme =")[0].startswith("this is no TOML")


def test_a_key_has_one_meaning_on_a_screen(wrong: Wrong, tmp_path: Path) -> None:
    """With what stays as it is, and with what the file changes; elsewhere it may have another."""
    assert wrong('[keys]\nby-family = "c"') == (
        "keys.by-family: the key c is for copy-command already",
        2,
    )
    assert wrong('[keys]\nby-family = "w"\nquit = "w"')[1] == 3
    assert settings(tmp_path, '[keys]\napply-now = "a"').keys == {"apply-now": "a"}


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    """A folder, or no text."""
    (tmp_path / FILE).mkdir()
    with pytest.raises(ProfileError, match="cannot be read"):
        read_settings({"XMAILAUDIT_CONFIG": str(tmp_path)})
    (tmp_path / FILE).rmdir()
    (tmp_path / FILE).write_bytes(b"\xff")
    with pytest.raises(ProfileError, match="UTF-8"):
        read_settings({"XMAILAUDIT_CONFIG": str(tmp_path)})


def test_every_key_of_every_screen_has_a_name_and_says_what_it_does() -> None:
    """Else it could not be another one, or nobody would know of it."""
    for screen, acts in contexts():
        for act in acts:
            assert act.name, screen
            assert act.what, (screen, act)
            assert act.name == act.name.lower().replace("_", "-")


def test_every_screen_says_what_it_is_for() -> None:
    """Its help begins with that."""
    for screen, _acts in contexts():
        assert not issubclass(screen, Page) or screen.about, screen


def test_one_name_means_one_thing() -> None:
    """Wherever it stands."""
    meanings: dict[str, object] = {}
    for _screen, acts in contexts():
        for act in acts:
            assert meanings.setdefault(act.name, act.what) == act.what, act.name


def test_other_keys_work_and_are_named(drive: Drive, fixture_root: Root) -> None:
    """On the bars and in help; the old ones do nothing."""
    wanted = Settings("high-contrast", {"findings": "w", "by-family": "f2", "help": "f1"})

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        assert app.theme == "high-contrast"
        await pressed(pilot, "2")
        assert app.pages()[-1].tab == "overview"
        await pressed(pilot, "w")
        assert app.pages()[-1].tab == "findings"
        shown = screen_text(app)
        assert "w Findings" in shown
        assert "f1 help" in shown
        await pressed(pilot, "f2")
        assert "family" in screen_text(app)
        await pressed(pilot, "f1")
        assert "f2            family" in screen_text(app)

    drive(fixture_root("fixed-ip-sender"), steps, settings=wanted)


def test_a_key_leads_from_theme_to_theme(drive: Drive, fixture_root: Root) -> None:
    """Round and round; each draws all that can be seen."""
    seen: list[str] = []

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        for key in "1234567":
            await pressed(pilot, key, "ctrl+t")
            seen.append(app.theme)

    drive(fixture_root("fixed-ip-sender"), steps)
    names = [theme.name for theme in THEMES]
    assert seen == [names[number % len(names)] for number in range(1, 8)]
