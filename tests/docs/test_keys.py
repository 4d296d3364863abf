"""The page about the terminal UI: its table of keys is up to date, its example is taken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docs import keys
from xmailaudit.tui.settings import FILE, read_settings

if TYPE_CHECKING:
    from pathlib import Path


def test_the_table_has_the_keys_there_are() -> None:
    """Made anew it is the same; `python dev.py generate` brings it in step."""
    assert keys.PAGE.read_text(encoding="utf-8") == keys.draw()


def test_the_keys_of_the_table_can_be_given(tmp_path: Path) -> None:
    """Each as it stands there, to the act beside it."""
    rows = re.findall(r"^\| .*? \| (.*?) \| `(.*?)` \|", keys.draw(), re.MULTILINE)
    text = "\n".join(
        f"{name} = {', '.join(re.findall('`(.*?)`', given))!r}" for given, name in rows
    )
    unique = "\n".join({line.split(" = ")[0]: line for line in text.splitlines()}.values())
    (tmp_path / FILE).write_text(f"[keys]\n{unique}\n", encoding="utf-8")

    assert len(read_settings({"XMAILAUDIT_CONFIG": str(tmp_path)}).keys) > 50


def test_the_example_is_taken(tmp_path: Path) -> None:
    """As it stands."""
    page = keys.PAGE.read_text(encoding="utf-8")
    (example,) = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (tmp_path / FILE).write_text(example, encoding="utf-8")

    settings = read_settings({"XMAILAUDIT_CONFIG": str(tmp_path)})
    assert settings.theme == "high-contrast"
    assert settings.keys["help"] == "f1,question_mark"
