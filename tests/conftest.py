"""What every test may count on: no trace of this machine, and hypothesis profiles."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from fixtures.materialise import materialise

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Quick runs are the same everywhere and every time; `dev.py test --full` looks for news.
settings.register_profile("quick", max_examples=60, deadline=None, derandomize=True)
settings.register_profile("full", max_examples=3000, deadline=None, print_blob=True)
settings.load_profile("quick")

# What xmailaudit, its target or a terminal library would read from the environment.
OUTSIDE = ("COLUMNS", "FORCE_COLOR", "LINES", "MAIL_CMD_LINE", "MAIL_ROOT", "NO_COLOR")


@pytest.fixture(scope="session")
def _state_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("journals") / "state"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, _state_folder: Path) -> None:
    """No test's outcome hangs on the variables of whoever runs it, nor on his journals."""
    for name in (*OUTSIDE, *(name for name in os.environ if name.startswith("XMAILAUDIT_"))):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XMAILAUDIT_STATE", str(_state_folder))


@pytest.fixture
def fixture_root(tmp_path: Path) -> Callable[[str], Path]:
    """Make a fixture's MailRoot by its name, in the test's own folder."""
    return lambda name: materialise(name, tmp_path / name)
