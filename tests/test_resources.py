"""Files that are not Python are found, in a checkout and beside their modules."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from xmailaudit import resources

BUILT_IN = (
    "bulk-sender",
    "default",
    "internal-only",
    "legacy-windows",
    "strict",
    "submission-only",
)


def test_a_checkout_has_the_profiles_at_the_top() -> None:
    """In a checkout the profiles are the top-level folder, and all of them are there."""
    folder = resources.profiles_folder()

    assert folder == Path(resources.__file__).resolve().parents[1] / "profiles"
    assert sorted(file.stem for file in folder.iterdir()) == list(BUILT_IN)


def test_a_wheel_has_the_profiles_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder inside the package wins: that is how a wheel carries them."""
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "default.toml").touch()
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)

    assert resources.profiles_folder() == tmp_path / "profiles"


def test_a_damaged_installation_names_the_file_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without profiles in either place the error says which file should be where."""
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "xmailaudit")

    with pytest.raises(FileNotFoundError, match=r"xmailaudit.profiles.default\.toml"):
        resources.profiles_folder()


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_profile_but_default_extends_it(name: str) -> None:
    """The built-in profiles are one level deep: default, and what differs from it."""
    profile = tomllib.loads((resources.profiles_folder() / f"{name}.toml").read_text("utf-8"))

    assert profile.get("extends") == (None if name == "default" else "default")


def test_a_page_is_taken_in_the_language_asked_for(tmp_path: Path) -> None:
    """`<rule>.ja.md` is the Japanese page of `<rule>.py`."""
    (tmp_path / "open_relay.ja.md").touch()

    page = resources.page_path(str(tmp_path / "open_relay.py"), "ja")

    assert page == tmp_path / "open_relay.ja.md"


def test_a_page_without_translation_is_the_english_one(tmp_path: Path) -> None:
    """A language that a rule has no page in gets `<rule>.md`."""
    for language in ("en", "ja"):
        page = resources.page_path(str(tmp_path / "open_relay.py"), language)

        assert page == tmp_path / "open_relay.md"
